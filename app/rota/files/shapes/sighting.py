"""What a shape is, and what it sees in a table before anything is read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.rota.domain.code_table import CodeTable
from app.rota.domain.duty_line import DutyLine
from app.rota.domain.reading import TeamPlan
from app.rota.files.findings import ReadOrder
from app.rota.files.shapes.told import Told
from app.rota.files.table import Table


@dataclass(frozen=True, slots=True)
class Look:
    """A table to be looked at, with the answers so far and the workbook's own codes."""

    table: Table
    order: ReadOrder
    own_codes: CodeTable | None


@dataclass(frozen=True, slots=True)
class Sighting:
    """How well a shape fits a table: `strength` up to 100, the evidence in a sentence, and what reading it needs.

    `titles` are the words of the header that stay the same from file to file: no dates, no people.
    """

    strength: int
    evidence: str
    titles: tuple[str, ...]
    seen: Any
    header_row: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a table says: its lines, everybody listed in it, its dates; for teams on a pattern the teams."""

    lines: tuple[DutyLine, ...] = ()
    staff: tuple[str, ...] = ()
    dates: tuple[date, ...] = ()
    teams: tuple[TeamPlan, ...] | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """One way in which a table says who works when. A new one is an entry in the list of `known`."""

    code: str
    words: str
    family: str
    """Shapes of one family look alike before somebody says which it is."""
    find: Callable[[Look], Sighting | None]
    read: Callable[[Look, Sighting, Told], Found]
