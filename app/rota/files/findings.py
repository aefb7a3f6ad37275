"""What turns up while a file is read: faults, questions, notes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.foundation.refusals import Fault
from app.rota.domain.decision import Confidence, Decision, RejectedRow
from app.rota.domain.reading import Question
from app.rota.files.table import Table
from app.rota.files.who_stands_where import WhoStandsWhere

MOST_FAULTS = 5_000
MOST_WARNINGS = 1_000
LONGEST_VALUE = 80

ONLY_A_HEADER = "Send the file with the rows below its header; if it has them, check that they were saved."


@dataclass(frozen=True, slots=True)
class ReadOrder:
    """What the reader is told besides the bytes: the file's name, answers so far, the force's codes and zone."""

    filename: str
    answers: Mapping[str, str]
    code_tables: Mapping[str, Mapping[str, Mapping[str, str]]]
    time_zone: str
    profiles: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """For files of which shape (by fingerprint) there are answers already: `name` and `answers` of each profile."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file something stands."""

    sheet: str | None = None
    row: int | None = None
    column: str | None = None


NOWHERE = Place()


class Unreadable(Exception):
    """The file cannot be read any further; the fault says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


def legible(text: str) -> str:
    """A cell as it can be shown and stored: no control characters, no halves of characters, not endless."""
    shown = "".join(letter if letter.isprintable() else "�" for letter in text[: LONGEST_VALUE + 1])
    return shown if len(shown) <= LONGEST_VALUE else shown[:LONGEST_VALUE] + "…"


@dataclass(slots=True)
class Findings:
    """Collects faults (every one counted, the first 5,000 kept), questions by code, and notes."""

    faults: list[Fault] = field(default_factory=list)
    fault_count: int = 0
    questions: dict[str, Question] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    bad_codes: set[str] = field(default_factory=set)
    """Shift codes whose own row is at fault: the cells that hold them are not complained of again."""
    decisions: dict[str, Decision] = field(default_factory=dict)
    warnings: list[Fault] = field(default_factory=list)
    warning_count: int = 0
    rejected: list[RejectedRow] = field(default_factory=list)
    fingerprint: str = ""
    months_of_sheets: dict[str, int] = field(default_factory=dict)
    """The month in which each sheet without a year begins: where they go back, another year begins."""
    tables: Sequence[Table] = ()
    """The tables that are being read, for a partial import to show the rows it leaves out."""
    people: WhoStandsWhere | None = None
    """Where staff numbers were read; noted only when people are to be left out."""

    def fault(self, message: str, at: Place = NOWHERE, value: str | None = None, remedy: str | None = None) -> None:
        """Note one thing that is wrong."""
        sheet, column = (name and legible(name) for name in (at.sheet, at.column))
        self.take(Fault(message, sheet, at.row, column, value and legible(value), remedy))

    def take(self, fault: Fault) -> None:
        """Note a fault that is already written out."""
        self.fault_count += 1
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(fault)

    def take_as(self, written: Callable[[], Fault]) -> None:
        """Count a fault, and have it written out only if it is kept: of millions few are."""
        if len(self.faults) < MOST_FAULTS:
            self.take(written())
        else:
            self.fault_count += 1

    def ask(self, question: Question) -> None:
        """Note something to be answered; once per code."""
        self.questions.setdefault(question.code, question)

    def warn(self, warning: Fault) -> None:
        """Note what looks odd and is read all the same; every one counted, the first 1,000 kept."""
        self.warning_count += 1
        if len(self.warnings) < MOST_WARNINGS:
            self.warnings.append(warning)

    def decide(self, decision: Decision) -> None:
        """Note a part of the mapping that is settled; a later word on the same part counts."""
        self.decisions[decision.code] = decision

    def answered(self, code: str, text: str, answer: str, words: str) -> None:
        """Note a part of the mapping that somebody settled."""
        self.decide(Decision(code, text, answer, words, "It was answered.", Confidence.ANSWERED))
