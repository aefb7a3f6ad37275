"""Takes a date as people write it apart."""

import re
from dataclasses import dataclass
from functools import lru_cache

from app.rota.domain.plain_words import bare
from app.rota.files.date_names import UNSURE_DAYS, day_named, month_named

EARLIEST_YEAR, LATEST_YEAR = 1990, 2100
_WEEKDAY = re.compile(r"([^\W\d_]{2,12})[.,]{0,2}\s*(?=\d)(.+)")
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})\.?(?:[ T]00:00(?::00)?)?")
_RUN_TOGETHER = re.compile(r"(19[9]\d|20\d\d|2100)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_RUN_BACKWARDS = re.compile(r"(0[1-9]|[12]\d|3[01])(0[1-9]|[12]\d|3[01])(20\d\d)")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})(?:\2(\d{4}|\d{2})?)?(?: 00:00(?::00)?)?")
_EASTERN = re.compile(
    r"(?:(\d{4})\s?年\s?)?(\d{1,2})\s?月\s?(\d{1,2})\s?[日号]?"
    r"(?:\s?[(\uff08]?(?:周|星期)?[月火水木金土日一二三四五六天][)\uff09]?)?"
)
_NAMED = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|º|°|\.)?[ \-./]*(?:de |di )?([^\W\d_]{3,12})\.?"
    r"(?:[ ,\-./]+(?:de |del )?(\d{4}|\d{2}))?",
    re.IGNORECASE,
)
_NAMED_FIRST = re.compile(r"([^\W\d_]{3,12})\.? (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Written:
    """A date as written: two numbers whose order may be open, a year that may be missing, perhaps a day's name."""

    first: int
    second: int
    year: int | None
    is_settled: bool
    """Whether `first` is known to be the day."""
    weekday: int | None = None
    short_year: int | None = None


@lru_cache(maxsize=16_384)
def written_date(text: str) -> Written | None:
    """Take a cell apart, or None if it is nothing like a date."""
    if len(text) > 50 or not any(letter.isdecimal() for letter in text) or not text[:1].isalnum():
        return None
    named_first = _NAMED_FIRST.fullmatch(text)
    if named_first and (month := month_named(named_first[1])):
        return Written(int(named_first[2]), month, int(named_first[3]) if named_first[3] else None, True)
    if found := _WEEKDAY.fullmatch(text):
        weekday = day_named(found[1])
        if weekday is None and bare(found[1]) not in UNSURE_DAYS:
            return None
        return _plain(found[2].strip(), weekday)
    return _plain(text, None)


def _plain(text: str, weekday: int | None) -> Written | None:
    if found := _YEAR_FIRST.fullmatch(text) or _RUN_TOGETHER.fullmatch(text):
        year, month, day = (int(part) for part in (found[1], *found.groups()[-2:]))
        return Written(day, month, year, True, weekday)
    if found := _RUN_BACKWARDS.fullmatch(text):
        return Written(int(found[1]), int(found[2]), int(found[3]), False, weekday)
    if found := _EASTERN.fullmatch(text):
        return Written(int(found[3]), int(found[2]), int(found[1]) if found[1] else None, True, weekday)
    if (found := _NAMED.fullmatch(text)) and (month_of_name := month_named(found[2])):
        return Written(int(found[1]), month_of_name, *_years(found[3] or "", True, weekday))
    if found := _YEAR_LAST.fullmatch(text):
        year_text = found[4] or ""
        if not year_text and (found[2] == "-" or not _could_be_day_and_month(int(found[1]), int(found[3]))):
            return None  # 08-16 are hours and 12.0 is a number
        return Written(int(found[1]), int(found[3]), *_years(year_text, False, weekday))
    return None


def _years(text: str, is_settled: bool, weekday: int | None) -> tuple[int | None, bool, int | None, int | None]:
    short = int(text) if len(text) == 2 else None
    return (int(text) if len(text) == 4 else None), is_settled, weekday, short


def _could_be_day_and_month(one: int, other: int) -> bool:
    return 1 <= min(one, other) <= 12 and max(one, other) <= 31
