"""Dates as people write them; what a column does not settle is asked, never guessed."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from app.rota.domain.decision import Confidence, Decision
from app.rota.domain.reading import Question
from app.rota.files.date_texts import EARLIEST_YEAR, LATEST_YEAR, Written, written_date
from app.rota.files.findings import Findings, Place

__all__ = ["EARLIEST_YEAR", "LATEST_YEAR", "DateCells", "Written", "written_date"]

_SERIAL = re.compile(r"(\d{5})(?:\.0+)?")
FIRST_SERIAL, LAST_SERIAL = 32_874, 73_415
"""1 January 1990 and 31 December 2100 in Excel's calendar of 1900."""
_EPOCHS = {"excel_1900": date(1899, 12, 30), "excel_1904": date(1904, 1, 1)}
_ORDERS = (("day_first", "day first: 03/04 is 3 April"), ("month_first", "month first: 03/04 is 4 March"))
_ORDER = "Order of day and month"
_SERIALS = (("excel_1900", "Excel's day numbers"), ("excel_1904", "day numbers of old Excel on the Mac (from 1904)"))


class DateCells:
    """Reads the dates of one file: looks at all of them first, then reads each under one order and one year."""

    def __init__(self, texts: Iterable[str], findings: Findings, answers: dict[str, str]) -> None:
        self._findings = findings
        self._read: dict[str, date] = {}
        every = set(texts)
        seen = {text: written for text in every if (written := written_date(text))}
        self._day_first = self._order(seen, answers.get("date_order", ""))
        self._year = self._missing_year(seen, answers.get("year", ""))
        self._century = self._short_years(seen, answers.get("short_years", ""))
        self._epoch = self._serials(every, answers.get("number_dates", ""))

    def _order(self, seen: dict[str, Written], answer: str) -> bool | None:
        open_ones = {t: w for t, w in seen.items() if not w.is_settled and w.first != w.second}
        if answer in ("day_first", "month_first"):
            if open_ones:
                self._findings.answered("date_order", _ORDER, answer, dict(_ORDERS)[answer])
            return answer == "day_first"
        day_first = sorted(t for t, w in open_ones.items() if w.first > 12)
        month_first = sorted(t for t, w in open_ones.items() if w.second > 12)
        if bool(day_first) != bool(month_first):
            self._tell_order(bool(day_first), (day_first or month_first)[0], len(day_first or month_first))
            return bool(day_first)
        if open_ones:
            examples = [*day_first[:1], *month_first[:1]] or sorted(open_ones)[:2]
            self._ask_order(examples, mixed=bool(day_first))
            return None
        return True

    def _tell_order(self, day_first: bool, example: str, count: int) -> None:
        answer = "day_first" if day_first else "month_first"
        evidence = f"{count} of the dates can only be read this way (for example {example}), and none the other way."
        decision = Decision("date_order", _ORDER, answer, dict(_ORDERS)[answer], evidence, Confidence.CERTAIN, _ORDERS)
        self._findings.decide(decision)

    def _ask_order(self, examples: list[str], *, mixed: bool) -> None:
        why = "The file writes dates in both orders" if mixed else "Nothing in the file says which number is the day"
        text = f"{why} (for example {' and '.join(examples)}). In which order are its dates meant?"
        self._findings.ask(Question("date_order", text, _ORDERS))

    def _missing_year(self, seen: dict[str, Written], answer: str) -> int | None:
        without = sorted(t for t, w in seen.items() if w.year is None and w.short_year is None)
        if not without:
            return None
        if answer.isdecimal() and EARLIEST_YEAR <= int(answer) <= LATEST_YEAR:
            self._findings.answered("year", "Year", answer, answer)
            return int(answer)
        self._findings.ask(
            Question("year", f"The dates have no year (for example {without[0]}). Which year is it?", example="2026")
        )
        return None

    def _short_years(self, seen: dict[str, Written], answer: str) -> int | None:
        """Two digits may be a year of this century, or the day of a date that begins with its year."""
        short = sorted(t for t, w in seen.items() if w.year is None and w.short_year is not None)
        if not short:
            return None
        choices = (("2000", "years of this century: 26 is 2026"),)
        if answer == "2000":
            self._findings.answered("short_years", "Years of two digits", answer, choices[0][1])
            return 2000
        text = f"The years have two digits only (for example {short[0]}). What do the last two digits mean?"
        self._findings.ask(Question("short_years", text, choices))
        return None

    def _serials(self, every: set[str], answer: str) -> date | None:
        numbers = sorted(t for t in every if _is_serial(t))
        if not numbers:
            return None
        if answer in _EPOCHS:
            self._findings.answered("number_dates", "Numbers that are dates", answer, dict(_SERIALS)[answer])
            return _EPOCHS[answer]
        days = [_EPOCHS["excel_1900"] + timedelta(days=int(float(t))) for t in (numbers[0], numbers[-1])]
        evidence = (
            f"As Excel's day numbers, {numbers[0]} to {numbers[-1]} are {days[0]:%d/%m/%Y} to {days[1]:%d/%m/%Y}."
        )
        words = dict(_SERIALS)["excel_1900"]
        decision = Decision(
            "number_dates", "Numbers that are dates", "excel_1900", words, evidence, Confidence.LIKELY, _SERIALS
        )
        self._findings.decide(decision)
        return _EPOCHS["excel_1900"]

    def read(self, text: str, at: Place) -> date | None:
        """The date in a cell; None after noting a fault, or while a question is open."""
        known = self._read.get(text)
        if known is not None:
            return known
        if self._epoch is not None and _is_serial(text):
            return self._epoch + timedelta(days=int(float(text)))
        written = written_date(text)
        if written is None:
            found = "There is no date here." if not text else "This is not a date that can be read."
            self._findings.fault(found, at, text or None, "Write it like 2026-12-31 or 31/12/2026.")
            return None
        year = self._year_of(written) if written.year is None else written.year
        if year is None or (self._day_first is None and not written.is_settled):
            return None
        return self._real(written, year, text, at)

    def _year_of(self, written: Written) -> int | None:
        if written.short_year is None:
            return self._year
        return self._century + written.short_year if self._century is not None else None

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


def _is_serial(text: str) -> bool:
    found = _SERIAL.fullmatch(text)
    return found is not None and text.isascii() and FIRST_SERIAL <= int(found[1]) <= LAST_SERIAL
