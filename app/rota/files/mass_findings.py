"""What turns up while a few rows are read in place of many: kept by the row it stands in."""

from dataclasses import dataclass, field

from app.foundation.refusals import Fault
from app.rota.files.findings import Findings


@dataclass(slots=True)
class FindingsByRow(Findings):
    """Every fault and warning under its row, none left out; questions, notes and decisions as ever."""

    faults_of: dict[int | None, list[Fault]] = field(default_factory=dict)
    warnings_of: dict[int | None, list[Fault]] = field(default_factory=dict)

    def take(self, fault: Fault) -> None:
        """Note a fault under its row."""
        self.fault_count += 1
        self.faults_of.setdefault(fault.row, []).append(fault)

    def warn(self, warning: Fault) -> None:
        """Note a warning under its row."""
        self.warning_count += 1
        self.warnings_of.setdefault(warning.row, []).append(warning)

    def is_silent_on(self, row: int) -> bool:
        """Whether nothing was said of a row."""
        return row not in self.faults_of and row not in self.warnings_of

    def settled_into(self, findings: Findings) -> None:
        """Hand on what is not of a single row."""
        for name in ("questions", "notes", "bad_codes", "decisions", "rejected", "fingerprint"):
            setattr(findings, name, getattr(self, name))
