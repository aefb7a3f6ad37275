"""Small grids as text, and what is asked and settled about them."""

from collections.abc import Mapping, Sequence

from app.rota.domain.decision import Confidence
from app.rota.domain.reading import Reading

GRID = {"code_table": "response"}
TWO = ["Staff no", "13/12/2026", "14/12/2026"]


def text(*rows: Sequence[str]) -> str:
    return "\n".join(";".join(row) for row in rows) + "\n"


def asked(reading: Reading) -> list[str]:
    return [question.code for question in reading.questions if question.required]


def sure(reading: Reading) -> dict[str, Confidence]:
    return {decision.code: decision.confidence for decision in reading.decisions}


def answers(**given: str) -> Mapping[str, str]:
    return given


def starts(reading: Reading) -> list[str]:
    return [f"{line.duty.start_at:%Y-%m-%d}" for line in reading.lines]
