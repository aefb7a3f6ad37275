"""Whose rows and columns of a file are whose, so that a fault can be laid at somebody's door."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.foundation.refusals import Fault
from app.rota.domain.duty_line import DutyLine

Spot = tuple[str | None, int | None]


@dataclass(slots=True)
class WhoStandsWhere:
    """Staff numbers by the row they were read in, and people by the rows and columns their duties were read from."""

    named: dict[Spot, set[str]] = field(default_factory=dict)
    rows: dict[Spot, set[str]] = field(default_factory=dict)
    columns: dict[tuple[str | None, str | None], set[str]] = field(default_factory=dict)

    def note(self, number: str, sheet: str | None, row: int | None) -> None:
        """A staff number was read in this row."""
        self.named.setdefault((sheet, row), set()).add(number)

    def take(self, lines: Iterable[DutyLine]) -> None:
        """Duties were read from these cells."""
        for line in lines:
            self.rows.setdefault((line.sheet, line.row), set()).add(line.staff_number)
            self.columns.setdefault((line.sheet, line.column), set()).add(line.staff_number)

    def of(self, fault: Fault) -> set[str]:
        """Whoever the faulty row names. If it names nobody (people across the top), whoever's column it is; if that
        is not clear either, everybody with a duty in the row: too many left out is seen, half a person is not."""
        row, column = (fault.sheet, fault.row), (fault.sheet, fault.column)
        if row in self.named:
            return self.named[row]
        across = self.columns.get(column, set())
        return across if len(across) == 1 else self.rows.get(row, set())
