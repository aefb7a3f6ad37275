"""Dates as people write them; what a column does not settle is asked, never guessed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from app.rota.domain.reading import Question
from app.rota.files.findings import Findings, Place

EARLIEST_YEAR, LATEST_YEAR = 1990, 2100
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_NAME = re.compile(
    r"(?i)(mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?[.,]?\s+(?=\d)|(mon|tues|wednes|thurs|fri|satur|sun)day\s+"
)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[ T]00:00(?::00)?)?")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})(?:\2(\d{4}|\d{2}))?")
_NAMED = re.compile(
    r"(?i)(\d{1,2})(?:st|nd|rd|th)?[ -](jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?:[ ,-]+(\d{4}))?"
)


@dataclass(frozen=True, slots=True)
class Written:
    """A date as written: two numbers whose order may be open, a year that may be missing, perhaps a day's name."""

    first: int
    second: int
    year: int | None
    is_settled: bool
    """Whether `first` is known to be the day."""
    weekday: int | None = None
    short_year: bool = False


@lru_cache(maxsize=4096)
def written_date(text: str) -> Written | None:
    """Take a cell apart, or None if it is nothing like a date."""
    named_day = _DAY_NAME.match(text)
    weekday = _DAYS.index(named_day[0][:3].lower()) if named_day else None
    plain = text[named_day.end() :] if named_day else text
    if found := _YEAR_FIRST.fullmatch(plain):
        return Written(int(found[4]), int(found[3]), int(found[1]), True, weekday)
    if found := _NAMED.fullmatch(plain):
        return Written(int(found[1]), _month(found[2]), int(found[3]) if found[3] else None, True, weekday)
    if found := _YEAR_LAST.fullmatch(plain):
        year = found[4] or ""
        if not year and (found[2] == "-" or not _could_be_day_and_month(int(found[1]), int(found[3]))):
            return None  # 08-16 are hours and 12.0 is a number
        full = int(year) if len(year) == 4 else None
        return Written(int(found[1]), int(found[3]), full, False, weekday, short_year=len(year) == 2)
    return None


def _could_be_day_and_month(one: int, other: int) -> bool:
    return 1 <= min(one, other) <= 12 and max(one, other) <= 31


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].lower()) + 1


class DateCells:
    """Reads the dates of one file: looks at all of them first, then reads each under one order and one year."""

    def __init__(self, texts: Iterable[str], findings: Findings, answers: dict[str, str]) -> None:
        self._findings = findings
        self._read: dict[str, date] = {}
        seen = {text: written for text in set(texts) if (written := written_date(text))}
        self._day_first = self._order(seen, answers.get("date_order", ""))
        self._year = self._missing_year(seen, answers.get("year", ""))

    def _order(self, seen: dict[str, Written], answer: str) -> bool | None:
        open_ones = {t: w for t, w in seen.items() if not w.is_settled and w.first != w.second}
        if answer in ("day_first", "month_first"):
            return answer == "day_first"
        day_first = sorted(t for t, w in open_ones.items() if w.first > 12)
        month_first = sorted(t for t, w in open_ones.items() if w.second > 12)
        if bool(day_first) != bool(month_first):
            return bool(day_first)
        if open_ones:
            examples = [*day_first[:1], *month_first[:1]] or sorted(open_ones)[:2]
            self._ask_order(examples, mixed=bool(day_first))
            return None
        return True

    def _ask_order(self, examples: list[str], *, mixed: bool) -> None:
        why = "The file writes dates in both orders" if mixed else "Nothing in the file says which number is the day"
        text = f"{why} (for example {' and '.join(examples)}). In which order are its dates meant?"
        choices = (("day_first", "day first: 03/04 is 3 April"), ("month_first", "month first: 03/04 is 4 March"))
        self._findings.ask(Question("date_order", text, choices))

    def _missing_year(self, seen: dict[str, Written], answer: str) -> int | None:
        without = sorted(t for t, w in seen.items() if w.year is None and not w.short_year)
        if not without:
            return None
        if answer.isdecimal() and EARLIEST_YEAR <= int(answer) <= LATEST_YEAR:
            return int(answer)
        self._findings.ask(
            Question("year", f"The dates have no year (for example {without[0]}). Which year is it?", example="2026")
        )
        return None

    def read(self, text: str, at: Place) -> date | None:
        """The date in a cell; None after noting a fault, or while a question is open."""
        known = self._read.get(text)
        if known is not None:
            return known
        written = written_date(text)
        if written is None:
            found = "There is no date here." if not text else "This is not a date that can be read."
            self._findings.fault(found, at, text or None, "Write it like 2026-12-31 or 31/12/2026.")
            return None
        if written.short_year:
            self._findings.fault("The year has two digits only.", at, text, "Write the year with four digits.")
            return None
        year = written.year or self._year
        if year is None or (self._day_first is None and not written.is_settled):
            return None
        return self._real(written, year, text, at)

    def _real(self, written: Written, year: int, text: str, at: Place) -> date | None:
        day, month = written.first, written.second
        if not written.is_settled and not self._day_first:
            day, month = month, day
        try:
            on = date(year, month, day)
        except ValueError:
            self._findings.fault("This date does not exist.", at, text, "Check day, month and year.")
            return None
        if not EARLIEST_YEAR <= year <= LATEST_YEAR:
            self._findings.fault(f"The year {year} is far from any roster.", at, text, "Check the year.")
            return None
        if written.weekday is not None and on.weekday() != written.weekday:
            found = f"{on:%d/%m/%Y} is a {on:%A}, not what is written."
            self._findings.fault(found, at, text, "Check the date and the year.")
            return None
        self._read[text] = on
        return on
