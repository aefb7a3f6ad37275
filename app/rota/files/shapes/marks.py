"""The cells of a header that say which day a column is for, however little of the date they give."""

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from app.rota.domain.plain_words import bare
from app.rota.files.calendar_words import day_named, days_in_a_row, is_day_word, month_named
from app.rota.files.date_cells import written_date
from app.rota.files.shapes.title_words import BEGINS, ENDS

FEWEST_DAY_NUMBERS = 14
FEWEST_WITH_WEEKDAYS = 5
_WIDEST_DAY = 4
_LONGEST = 40
_FILLERS = frozenset({"de", "del", "den", "the", "of", "st", "nd", "rd", "th", "er", "le"})
_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_ALLOWED = re.compile(r"[\w\s./,'’()\-º]+")
_TWO_NUMBERS = re.compile(r"\D*\d{1,2}\s?[./-]\s?\d{1,2}(?:\s?[./-]\s?\d{2,4})?\D{0,3}")
_DAY_LAST = re.compile(r"(.*\d.*?\d)[\s,]*[(\[]?([^\W\d_]{2,12})\.?[)\]]?")
_TWO_DIGIT_YEAR = re.compile(r".*\d\D(\d{2})")
_MARCH_OR_TUESDAY = re.compile(r"(?i)mar\.?\s*\d{1,2}\.?")  # the whole row tells: see `_marks`
_COUNTED = re.compile(r"(?i)(?:day|d|tag|jour|j|día|dia|giorno|g|dag)[ _.\-]?(\d{1,3})")
_OF_A_WEEK = re.compile(r"(?i)(?:week|wk|w|woche|kw|semaine|semana|settimana)[ .]*\d{1,2}\W+(\w+)")
_UNITS = re.compile(r"(?<=\d)\s?[年月日号]")
_BEGIN_OR_END = re.compile(r"(?i)([^\W\d_]{2,12})\.?[ _/-]+([^\W\d_]{1,10})")
_DECIMAL = re.compile(r"\d{1,2}\.\d{1,2}")
_SERIALS = range(36_526, 73_051)  # 2000-01-01 to 2099-12-31
_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Mark:
    """What one cell says: a day, perhaps with its month and year, perhaps with the word for a day of the week.

    Where `is_settled` is false, `day` and `month` are the two numbers as written, in whichever order they are meant.
    """

    day: int
    month: int | None = None
    year: int | None = None
    is_settled: bool = True
    short_year: int | None = None
    day_word: str = ""


class Kind(StrEnum):
    """How much a header says of its days; COUNTED are Day 1, Day 2 and so on from a day that is not said."""

    DATES = "dates"
    NUMBERS = "day numbers"
    WEEKDAYS = "days of the week"
    COUNTED = "counted days"


@dataclass(frozen=True, slots=True)
class Run:
    """The columns of a header that stand for days, from left to right, each with its mark and day of the week."""

    kind: Kind
    columns: tuple[int, ...]
    marks: tuple[Mark, ...]
    weekdays: tuple[int | None, ...]
    from_serials: bool = False


@lru_cache(maxsize=16_384)
def mark_of(text: str) -> Mark | None:
    """The day that a cell stands for, or None if it is nothing of the kind."""
    if not text or len(text) > _LONGEST or not any(map(str.isdigit, text)):
        return None
    if (last := _DAY_LAST.fullmatch(text)) and is_day_word(last[2]):
        before = mark_of(last[1])
        if before is not None and before.month is not None and not before.day_word:
            return replace(before, day_word=last[2])
    written = None if _MARCH_OR_TUESDAY.fullmatch(text) else written_date(text)
    if written is not None:
        short = _TWO_DIGIT_YEAR.fullmatch(text) if written.short_year else None
        word = next((w for w in _TOKEN.findall(_UNITS.sub(" ", text)) if is_day_word(w)), "")
        return Mark(
            written.first, written.second, written.year, written.is_settled, int(short[1]) if short else None, word
        )
    return _in_words(text) if _ALLOWED.fullmatch(text) else None


def _in_words(text: str) -> Mark | None:
    tokens = [token for token in _TOKEN.findall(text) if bare(token) not in _FILLERS]
    words = [token for token in tokens if not token.isdigit()]
    numbers = [token for token in tokens if token.isdigit()]
    if not all(number.isascii() and len(number) in (1, 2, 4) for number in numbers):
        return None
    months = [word for word in words if month_named(word) and not (is_day_word(word) and len(words) == 1)]
    days = [word for word in words if is_day_word(word) and word not in months[-1:]]
    if len(months[-1:]) + len(days) != len(words) or len(days) > 1:
        return None
    word = days[0] if days else ""
    return _named(numbers, month_named(months[-1]) or 0, word) if months else _numbered(text, numbers, word)


def _named(numbers: list[str], month: int, word: str) -> Mark | None:
    """A day with the name of its month: Jan 5, 5. Januar 2026, Mo 5 Jan 26."""
    short = [number for number in numbers if len(number) < 4]
    years = [int(number) for number in numbers if len(number) == 4]
    if len(years) > 1 or not 1 <= len(short) <= 2 - len(years) or not 1 <= int(short[0]) <= 31:
        return None
    return Mark(
        int(short[0]), month, years[0] if years else None, True, int(short[1]) if len(short) == 2 else None, word
    )


def _numbered(text: str, numbers: list[str], word: str) -> Mark | None:
    """A day in figures beside the word for a day of the week: SA 01, Di 03.02., 1."""
    if len(numbers) == 1:
        bare = word or text.rstrip(". ").isdecimal()
        return Mark(int(numbers[0]), day_word=word) if bare and 1 <= int(numbers[0]) <= 31 else None
    if len(numbers) not in (2, 3) or not _TWO_NUMBERS.fullmatch(text) or max(map(len, numbers[:2])) > 2:
        return None
    if "-" in text and len(numbers) == 2 and not word:
        return None  # 12-21 are hours
    first, second = int(numbers[0]), int(numbers[1])
    if not (1 <= min(first, second) <= 12 and max(first, second) <= 31):
        return None
    year = numbers[2] if len(numbers) == 3 else ""
    full, short = (int(year), None) if len(year) == 4 else (None, int(year) if year else None)
    return Mark(first, second, full, False, short, word)


def run_in(cells: Sequence[str], beside: Sequence[Sequence[str]] = ()) -> Run | None:
    """The days that a row stands for; `beside` are its neighbours, one of which may hold the days of the week."""
    marks = _marks(cells)
    dates = {index: mark for index, mark in marks.items() if mark.month is not None}
    if len(dates) >= 2 and not _decimals([cells[index] for index in dates]) and not _are_months(dates.values()):
        return _run(Kind.DATES, dates, cells, beside)
    serials = _longest([(i, int(c)) for i, c in enumerate(cells) if len(c) == 5 and c.isdecimal() and c.isascii()])
    if len(serials) >= 3 and all(number in _SERIALS for _, number in serials):
        days = [(index, _EPOCH + timedelta(days=number)) for index, number in serials]
        run = _run(Kind.DATES, {i: Mark(on.day, on.month, on.year) for i, on in days}, cells, beside)
        return replace(run, from_serials=True)
    numbered = _longest([(index, mark.day) for index, mark in marks.items()])
    if numbered:
        run = _run(Kind.NUMBERS, {index: marks[index] for index, _ in numbered}, cells, beside)
        enough = FEWEST_DAY_NUMBERS if None in run.weekdays else FEWEST_WITH_WEEKDAYS
        if len(numbered) >= enough:
            return run
    return _weekdays_only(cells) or _counted(cells, beside)


def _counted(cells: Sequence[str], beside: Sequence[Sequence[str]]) -> Run | None:
    found = [(index, int(match[1])) for index, cell in enumerate(cells) if (match := _COUNTED.fullmatch(cell))]
    run = _longest(found)
    if len(run) < FEWEST_WITH_WEEKDAYS or any(b - a != 1 for (_, a), (_, b) in itertools.pairwise(run)):
        return None
    return _run(Kind.COUNTED, {index: Mark(number) for index, number in run}, cells, beside)


def _are_months(marks: Iterable[Mark]) -> bool:
    """Whether what looks like one day of several months is months of a year: Jan-27, Feb-27."""
    days = {(mark.day, mark.is_settled, mark.year, mark.day_word) for mark in marks}
    return days == {(next(iter(days))[0], True, None, "")} and len({mark.month for mark in marks}) > 1


def _decimals(texts: Sequence[str]) -> bool:
    """Whether these are numbers like 8.5 and 7.5: as days of months they would not run forward either way."""
    if not all(_DECIMAL.fullmatch(text) for text in texts):
        return False
    pairs = [tuple(int(part) for part in text.split(".")) for text in texts]
    return not any(all(a < b for a, b in itertools.pairwise(run)) for run in (pairs, [p[::-1] for p in pairs]))


def _marks(cells: Sequence[str]) -> dict[int, Mark]:
    marks = {index: mark for index, cell in enumerate(cells) if (mark := mark_of(cell))}
    words = {bare(mark.day_word) for mark in marks.values()}
    if words == {"mar"} and len(marks) > 1:  # all of them: March, not Tuesdays
        return {index: replace(mark, month=3, day_word="") for index, mark in marks.items()}
    return marks


def _longest(numbered: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run in which each number follows the one before it, the 1st following the end of a month."""
    best: list[tuple[int, int]] = []
    now: list[tuple[int, int]] = []
    for index, number in numbered:
        follows = now and (number == now[-1][1] + 1 or (number == 1 and now[-1][1] in (28, 29, 30, 31)))
        now = [*now, (index, number)] if follows else [(index, number)]
        best = max(best, now, key=len)
    return best


def _run(kind: Kind, marks: dict[int, Mark], cells: Sequence[str], beside: Sequence[Sequence[str]]) -> Run:
    columns = tuple(marks)
    own = weekdays_of([mark.day_word for mark in marks.values()])
    for row in (cells, *beside):
        if None not in own:
            break
        if row is not cells:
            own = weekdays_beside([row[i] if i < len(row) else "" for i in columns])
    return Run(kind, columns, tuple(marks.values()), own)


def weekdays_of(words: Sequence[str]) -> tuple[int | None, ...]:
    """The day of the week that each word names; None throughout unless every one of them is such a word."""
    if not all(words) or not words:
        return (None,) * len(words)
    in_a_row = days_in_a_row(words)
    named = tuple(in_a_row) if in_a_row else tuple(day_named(word.strip(". ")) for word in words)
    return (None,) * len(words) if None in named else named


def weekdays_beside(words: Sequence[str]) -> tuple[int | None, ...]:
    """The days of a row beside the dates; none if all are one: vrij is Friday cut short, and a day off."""
    days = weekdays_of(words)
    return days if len(set(days)) > 1 or len(days) == 1 else (None,) * len(days)


def _weekdays_only(cells: Sequence[str]) -> Run | None:
    cells = _without_ends([match[1] if (match := _OF_A_WEEK.fullmatch(cell)) else cell for cell in cells])
    at = [index for index, cell in enumerate(cells) if _like_a_day(cell.strip(". "))]
    runs = [week for run in _touching(at) for week in _weeks_in(cells, run)]
    weeks = [(run, days) for run in runs if (days := _a_week(cells, run))]
    if not weeks:
        return None
    longest = max(len(run) for run, _ in weeks)
    weeks = [(run, days) for run, days in weeks if len(run) == longest]
    columns = tuple(index for run, _ in weeks for index in run)
    weekdays = tuple(day for _, days in weeks for day in days)
    return Run(Kind.WEEKDAYS, columns, tuple(Mark(0) for _ in columns), weekdays)


def _weeks_in(cells: Sequence[str], run: list[int]) -> list[list[int]]:
    """A run of columns as it is, or taken apart where its first day comes again after less than a whole week."""
    begins = [at for at, index in enumerate(run) if bare(cells[index]) == bare(cells[run[0]])]
    weeks = [run[a:b] for a, b in itertools.pairwise([*begins, len(run)])]
    is_apart = len(run) > 1 and len(weeks) > 1 and all(_a_week(cells, week) for week in weeks)
    return weeks if is_apart and _a_week(cells, run) is None else [run]


def _a_week(cells: Sequence[str], run: Sequence[int]) -> list[int] | None:
    """The days that columns stand for, if they are at least five in a row. Several weeks may stand side by side."""
    return days_in_a_row([cells[index] for index in run]) if len(run) >= FEWEST_WITH_WEEKDAYS else None


def _without_ends(cells: Sequence[str]) -> list[str]:
    """The titles Mon Start, Mon End as Mon and nothing, so that each day begins where its first column is."""
    found = list(cells)
    for index, cell in enumerate(cells):
        match = _BEGIN_OR_END.fullmatch(cell)
        if match and is_day_word(match[1]):
            found[index] = match[1] if bare(match[2]) in BEGINS else "" if bare(match[2]) in ENDS else cell
    return found


def _like_a_day(word: str) -> bool:
    return bool(word) and (is_day_word(word) or (len(word) == 1 and word.isalpha()))


def _touching(at: Sequence[int]) -> list[list[int]]:
    """The columns in runs in which each is as far from the one before it: one, or a few where days have several."""
    runs: list[list[int]] = []
    for index in at:
        run = runs[-1] if runs else []
        step = run[1] - run[0] if len(run) > 1 else None
        if run and (index - run[-1] == step or (step is None and index - run[-1] <= _WIDEST_DAY)):
            run.append(index)
        else:
            runs.append([index])
    return runs
