"""Which month and year a sheet or block says it is for, told by what is written about it."""

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.rota.files.calendar_words import month_named
from app.rota.files.date_cells import EARLIEST_YEAR, LATEST_YEAR, written_date

_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_IN_FIGURES = re.compile(r"(?<![\d./-])(?:(0?[1-9]|1[0-2])[./ -](\d{4})|(\d{4})[./ -](0[1-9]|1[0-2]))(?!\d)")
_WEEK_OF = re.compile(r"(?<![\d.])(\d{1,4}[./-]\d{1,2}[./-]\d{1,4})(?![\d])")
_IN_WORDS = re.compile(
    r"(?:\d{1,2}(?:st|nd|rd|th|\.)? [^\W\d_]{3,12}\.?,? \d{4}|[^\W\d_]{3,12}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4})(?!\d)"
)


@dataclass(frozen=True, slots=True)
class Period:
    """A month, a year, or both, and where that is said."""

    month: int | None
    year: int | None
    where: str

    def words(self) -> str:
        """As an answer writes it: 2026-12."""
        return f"{self.year}-{self.month:02d}"


def periods_in(texts: Iterable[tuple[str, str]]) -> list[Period]:
    """Every month with its year among texts (text, where); else months and years that stand alone."""
    heard = [(text, where) for text, where in texts if text]
    pairs = [period for text, where in heard for period in _pairs(text, where)]
    if pairs:
        return _distinct(pairs)
    months = [Period(month, None, where) for text, where in heard for month in _lone_months(text)]
    years = [Period(None, year, where) for text, where in heard for year in _lone_years(text)]
    numbers, in_years = {p.month for p in months}, {p.year for p in years}
    if len(numbers) == 1 and len(in_years) == 1:
        return [Period(months[0].month, years[0].year, months[0].where)]
    return _distinct([*months, *years])


def _distinct(periods: Sequence[Period]) -> list[Period]:
    return list({(period.month, period.year): period for period in reversed(periods)}.values())[::-1]


def _pairs(text: str, where: str) -> list[Period]:
    on = written_date(text)
    if on is not None:
        first = on.first == 1 and on.year and (on.is_settled or on.second <= 12)
        return [Period(on.second, on.year, where)] if first else []
    tokens = _TOKEN.findall(text)
    found = [
        Period(month_named(word), int(number), where)
        for one, other in itertools.pairwise(tokens)
        for word, number in ((one, other), (other, one))
        if month_named(word) and _is_year(number)
    ]
    figures = _IN_FIGURES.search(text) if not found else None
    if figures:
        month, year = (figures[1], figures[2]) if figures[1] else (figures[4], figures[3])
        found = [Period(int(month), int(year), where)] if _is_year(year) else []
    return found


def _lone_months(text: str) -> list[int]:
    words = _TOKEN.findall(text)
    return [month for word in words if len(words) <= 2 and (month := month_named(word))]


def _lone_years(text: str) -> list[int]:
    tokens = _TOKEN.findall(text)
    return [int(token) for token in tokens if _is_year(token)] if len(tokens) <= 4 and not written_date(text) else []


def _is_year(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) == 4 and EARLIEST_YEAR <= int(text) <= LATEST_YEAR


def years_in_name(filename: str) -> set[int]:
    """The years that a file's name mentions, also inside 20260105."""
    return {
        int(year)
        for pair in re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)|(?<!\d)(20\d\d)(?=(?:\d\d){1,2}(?!\d))", filename)
        for year in pair
        if year and _is_year(year)
    }


def dates_in(text: str) -> list[str]:
    """The parts of a text that look like whole dates: Week commencing 05/01/2026."""
    return [*_WEEK_OF.findall(text), *_IN_WORDS.findall(text)] if not written_date(text) else [text]
