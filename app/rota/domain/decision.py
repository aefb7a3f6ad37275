"""What a reader took a file to mean, with its evidence, so that somebody can see it and say otherwise."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Confidence(StrEnum):
    """How sure a decision is. What is less than likely is a question, never a decision."""

    ANSWERED = "answered"
    """Somebody said so, now or in the mapping profile that was applied."""
    CERTAIN = "certain"
    """The file itself says so, and nothing in it says otherwise."""
    LIKELY = "likely"
    """The evidence points one way; it is shown, and can be changed before anything is published."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One part of a mapping. `code` is that of the answer that would change it, `answer` what stands now.

    `text` names the part for people (Sheet), `words` its value (Update), `evidence` says why in a sentence.
    `choices` are (answer, words), as in a question; none means free text.
    """

    code: str
    text: str
    answer: str
    words: str
    evidence: str
    confidence: Confidence
    choices: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain values, choices as lists."""
        return asdict(self) | {
            "confidence": self.confidence.value,
            "choices": [list(choice) for choice in self.choices],
        }


def decision_of(plain: dict[str, Any]) -> Decision:
    """The decision that `Decision.as_json` wrote."""
    choices = tuple((answer, words) for answer, words in plain["choices"])
    return Decision(**(plain | {"confidence": Confidence(plain["confidence"]), "choices": choices}))


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that a partial import leaves out, as it stands in the file, and why."""

    sheet: str | None
    row: int | None
    cells: tuple[str, ...]
    why: str

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self) | {"cells": list(self.cells)}


def rejected_of(plain: dict[str, Any]) -> RejectedRow:
    """The row that `RejectedRow.as_json` wrote."""
    return RejectedRow(plain["sheet"], plain["row"], tuple(plain["cells"]), plain["why"])
