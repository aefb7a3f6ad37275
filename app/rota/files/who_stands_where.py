"""Whose rows and columns of a file are whose, so that a fault can be laid at somebody's door."""

from bisect import bisect_left
from collections.abc import Iterable, Set
from dataclasses import dataclass, field

from app.foundation.refusals import Fault
from app.rota.domain.duty_line import DutyLine

Spot = tuple[str | None, int | None]
Head = tuple[str | None, str | None]


@dataclass(slots=True)
class WhoStandsWhere:
    """Where staff numbers were read, or were looked for in vain, and where people's duties were read from."""

    named: dict[Spot, set[str]] = field(default_factory=dict)
    heads: dict[Head, set[tuple[int | None, str]]] = field(default_factory=dict)
    rows: dict[Spot, set[str]] = field(default_factory=dict)
    columns: dict[Head, set[str]] = field(default_factory=dict)
    everybody: set[str] = field(default_factory=set)
    _order: list[Spot] = field(default_factory=list)

    def note(self, number: str | None, sheet: str | None, row: int | None, column: str | None) -> None:
        """A staff number was read in this cell; None: there was none that could be one."""
        here = self.named.setdefault((sheet, row), set())
        if number is not None:
            here.add(number)
            self.everybody.add(number)
            self.heads.setdefault((sheet, column), set()).add((row, number))

    def take(self, lines: Iterable[DutyLine]) -> None:
        """Duties were read from these cells."""
        for line in lines:
            self.rows.setdefault((line.sheet, line.row), set()).add(line.staff_number)
            self.columns.setdefault((line.sheet, line.column), set()).add(line.staff_number)

    def of(self, fault: Fault, cells: Set[str]) -> set[str]:
        """Whoever the faulty row names, or nobody if its staff number is what is wrong. `cells`: what stands in it.

        A row that was not read so far is whoever's number stands in it. In a row without any, it is whoever stands at
        the head of the column (people across the top), or else has all the duties in it; then everybody with a duty in
        the row; then the person of the row above, whose second line it is. Where that is not clear, too many are
        named: too many left out is seen, half a person is not.
        """
        row, column = (fault.sheet, fault.row), (fault.sheet, fault.column)
        if row in self.named:
            return self.named[row]
        head = {number for at, number in self.heads.get(column, ()) if len(self.named[fault.sheet, at]) > 1}
        across = self.columns.get(column, set())
        mentioned = self.everybody & cells
        clear = (found for found in (mentioned, head, across) if len(found) == 1)
        return next(clear, set()) or self.rows.get(row, set()) or self._above(row)

    def _above(self, row: Spot) -> set[str]:
        sheet, number = row
        if len(self._order) != len(self.named):  # all has been read by now: sorted once, not for every fault
            self._order = sorted(self.named, key=_in_the_file)
        place = bisect_left(self._order, _in_the_file(row), key=_in_the_file)
        above = self._order[place - 1] if place else (None, None)
        return self.named[above] if number and place and above[0] == sheet else set()


def _in_the_file(spot: Spot) -> tuple[str, int]:
    return spot[0] or "", spot[1] or 0
