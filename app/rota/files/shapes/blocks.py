"""Finds the headers of a grid and the block of rows that belongs to each: weeks or months may be stacked."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from app.rota.files.calendar_words import month_named
from app.rota.files.columns import Role, plain_title, roles_of
from app.rota.files.shapes.marks import Kind, Run, mark_of, run_in, weekdays_beside
from app.rota.files.shapes.title_words import NAME_TITLES
from app.rota.files.shapes.view import View
from app.rota.files.table import Row

SEARCHED = 40
_MOST_TITLES = 4
_RANK = {Kind.DATES: 2, Kind.NUMBERS: 1, Kind.WEEKDAYS: 0, Kind.COUNTED: -1}


@dataclass(frozen=True, slots=True)
class Block:
    """One header with the rows below it, up to the next. `band` are the rows that belong to the header itself."""

    header: int
    run: Run
    band: tuple[int, ...]
    rows: tuple[int, ...]
    preamble: tuple[int, ...]
    """Rows above that may say which month or year it is."""
    per_day: int = 1
    """How many columns each day has."""


def header_in(view: View, *, at: int | None = None) -> tuple[int, Run] | None:
    """The row whose cells stand for days, and the run of them; `at` is the row that somebody said it is."""
    searched = range(min(len(view.rows), SEARCHED)) if at is None else [at]
    found = [(index, run) for index in searched if (run := run_in(view.rows[index], _beside(view, index)))]
    found = [(index, run) for index, run in found if not _is_data(view, index, run)]
    if not found:
        return None
    rank = max(_RANK[run.kind] for _, run in found)
    most = max(len(run.columns) for _, run in found if _RANK[run.kind] == rank)
    ranked = ((index, run) for index, run in found if _RANK[run.kind] == rank)
    return next((index, run) for index, run in ranked if len(run.columns) * 2 >= most)


def _beside(view: View, index: int) -> list[tuple[str, ...]]:
    return [view.rows[i] for i in (index - 1, index + 1) if 0 <= i < len(view.rows)]


def _is_data(view: View, index: int, run: Run) -> bool:
    """Whether the next row has dates of its own in the same columns: then neither is a header."""
    below = next((row for row in view.rows[index + 1 :] if any(row)), ())
    dated = [i for i in run.columns if i < len(below) and (mark := mark_of(below[i])) and mark.month is not None]
    return run.kind is Kind.DATES and len(dated) * 2 > len(run.columns)


def blocks_in(view: View, first: int, run: Run) -> list[Block]:
    """The block of the first header and of every one like it further down."""
    headers = [(first, run), *_further(view, first, run)]
    bands = [_band(view, index, of) for index, of in headers]
    starts = [max(band) + 1 for band in bands]
    tops = [0, *(_top(view, min(band), after, run) for band, after in zip(bands[1:], starts, strict=False))]
    ends = [*tops[1:], len(view.rows)]
    blocks = []
    for number, ((index, of), band) in enumerate(zip(headers, bands, strict=True)):
        above = range(tops[number], min(band))
        preamble = tuple(i for i in (*above, *band) if i != index)
        rows = tuple(range(starts[number], ends[number]))
        blocks.append(Block(index, of, band, rows, preamble, _columns_a_day(of)))
    return blocks


def _top(view: View, header: int, after: int, run: Run) -> int:
    """The first of the titles that stand above a header further down, apart from the rows above by a blank one."""
    top = header
    while top > after and header - top <= _MOST_TITLES:
        cells = view.rows[top - 1]
        if not any(cells):
            return top
        below = [cells[i] for i in run.columns if i < len(cells) and cells[i]]
        if sum(map(bool, cells)) > 1 and not all(mark_of(cell) or _names_month(cell) for cell in below):
            break
        top -= 1
    return header


def _further(view: View, first: int, run: Run) -> Iterable[tuple[int, Run]]:
    left, right = run.columns[0], run.columns[1] if len(run.columns) > 1 else run.columns[0]
    for index in range(first + 1, len(view.rows)):
        cells = view.rows[index]
        if len(cells) <= right or not (_may_head(cells[left], run.kind) or _may_head(cells[right], run.kind)):
            continue
        found = run_in(cells, _beside(view, index))
        if found and found.kind is run.kind and found.columns[0] in run.columns[:7] and _alike(found, run):
            yield index, found


def _may_head(cell: str, kind: Kind) -> bool:
    return cell[:1].isalpha() if kind in (Kind.WEEKDAYS, Kind.COUNTED) else mark_of(cell) is not None


def _alike(found: Run, run: Run) -> bool:
    """A header further down has its days in the columns of the first, perhaps a few more or fewer."""
    shared = set(found.columns) & set(run.columns)
    return len(shared) * 2 > min(len(found.columns), len(run.columns)) and len(found.columns) >= 2


def _band(view: View, header: int, run: Run) -> tuple[int, ...]:
    above, below = header, header
    while above > 0 and header - above < 3 and _belongs(view, above - 1, run):
        above -= 1
    while below + 1 < len(view.rows) and below - header < 3 and _belongs(view, below + 1, run):
        below += 1
    return tuple(range(above, below + 1))


def _belongs(view: View, index: int, run: Run) -> bool:
    """Whether a row beside a header is part of it: days of the week, the month, or titles of the columns left of it."""
    cells = view.rows[index]
    own = [cells[i] if i < len(cells) else "" for i in run.columns]
    if None not in weekdays_beside(own):
        return True
    filled = [cell for cell in cells if cell]
    if filled and len(filled) <= 3 and any(_names_month(cell) for cell in filled):
        return True
    if _columns_a_day(run) > 1 and len(set(own)) == 1 and own[0].strip(" .:").isalpha():
        return all(is_title(cell) for cell in cells[: run.columns[0]] if cell)  # In and Out below each date
    return bool(filled) and not any(own) and all(is_title(cell) for cell in filled)


def _names_month(cell: str) -> bool:
    words = cell.replace(".", " ").split()
    return len(words) <= 2 and any(month_named(word) and not word.isdigit() for word in words)


@lru_cache(maxsize=16_384)
def is_title(cell: str) -> bool:
    """Whether a cell is the title of a column that identifies people."""
    return cell.casefold().strip(" .:") in NAME_TITLES or Role.STAFF in roles_of(Row(0, (cell,)))


@lru_cache(maxsize=4096)
def is_staff_title(cell: str) -> bool:
    """Whether a cell is a known title of the staff number."""
    return bool(plain_title(cell)) and Role.STAFF in roles_of(Row(0, (cell,)))


def _columns_a_day(run: Run) -> int:
    steps = {b - a for a, b in pairwise(run.columns)}
    return steps.pop() if len(steps) == 1 else 1
