"""The legend that some sheets carry beside or below their grid: codes with what they mean."""

import re
from collections.abc import Iterable, Sequence

from app.rota.domain.clock_times import clock_in
from app.rota.domain.code_table import LONGEST_CODE, WrongPart
from app.rota.domain.hour_ranges import hours_in
from app.rota.files.codes import meanings_of

_EXPLAINED = re.compile(r"(?s)(?!\d+\s*:)([^\s=:]{1,12})\s*(?:=|:)\s*(\S.*)")

_EQUATED = re.compile(r"(?s)([^\s=:]{1,12})\s*=\s*(\S.*)")


def legend_in(rows: Iterable[Sequence[str]], above: Iterable[Sequence[str]] = ()) -> dict[str, str]:
    """What rows of notes say of codes: E = early 07:00-15:00, or a code, its meaning and its hours in cells.

    Rows `above` the grid hold much else: there only what is written with = counts.
    """
    equated = (_EQUATED.fullmatch(cell) for row in above for cell in row if "=" in cell)
    found = {match[1]: _read(match[2]) for match in equated if match}
    for row in rows:
        cells = [cell for cell in row if cell]
        pairs = [match.groups() for cell in cells if (match := _EXPLAINED.fullmatch(cell)) and hours_in(cell) is None]
        pairs += [match.groups() for cell in cells if _has_hours(cell) and (match := _EXPLAINED.match(cell))]
        if not pairs and 2 <= len(cells) <= 5 and len(cells[0]) <= 12:
            pairs = [(cells[0], _in_cells(cells[1:]))]
        for code, text in pairs:
            if len(code) <= LONGEST_CODE and text:
                found.setdefault(code, _read(text))
    return found


def _has_hours(cell: str) -> bool:
    return hours_in(cell) is not None


def _in_cells(cells: Sequence[str]) -> str:
    times = [f"{clock:%H:%M}" for cell in cells if (clock := clock_in(cell))]
    words = [cell for cell in cells if clock_in(cell) is None]
    return " ".join([*words, "-".join(times)] if len(times) == 2 else cells)


def _read(text: str) -> str:
    """The meaning as an answer writes it: where its word is no kind that we know, the hours alone."""
    if not isinstance(meanings_of(text, {}), WrongPart):
        return text
    hours = hours_in(text)
    if hours and not hours.bare and hours.in_order:
        return ", ".join(f"{starts:%H:%M}-{ends:%H:%M}" for starts, ends in hours.stretches)
    return text
