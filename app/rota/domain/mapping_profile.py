"""Which answers are worth remembering for the next file of a shape, and how they are called."""

from collections.abc import Mapping
from dataclasses import dataclass

LONGEST_NAME = 60
BOUND_TO_ONE_FILE = frozenset(
    {
        *("period_from", "period_to", "month", "year", "staff_number", "week_commencing", "first_day"),
        *("faulty_rows", "faulty_rows_most"),
    }
)
"""True of one file and seldom of the next: not remembered unless somebody says so."""
NEVER = frozenset({"faulty_rows", "faulty_rows_most"})
"""Leaving people out is decided each time anew."""


@dataclass(frozen=True, slots=True)
class Applied:
    """A profile as it was used for one upload: the answers that it gave, where nobody gave others by hand."""

    name: str
    answers: Mapping[str, str]

    def beside(self, by_hand: Mapping[str, str]) -> dict[str, str]:
        """All answers: those given by hand win."""
        return {**self.answers, **by_hand}


def suggested(answers: Mapping[str, str]) -> list[tuple[str, str, bool]]:
    """Each answer that could be remembered, with its text, and whether it should be."""
    return [
        (code, text, code.partition(".")[0] not in BOUND_TO_ONE_FILE)
        for code, text in answers.items()
        if code not in NEVER
    ]


def name_of_answer(code: str) -> str:
    """An answer's code in words: Column: staff number."""
    words = code.replace("_", " ").replace(".", ": ", 1)
    return words[:1].upper() + words[1:]


def name_fault(name: str) -> str | None:
    """Why a profile cannot be called so, or None."""
    if name and len(name) <= LONGEST_NAME and name.isprintable():
        return None
    return f"The name of a profile has 1 to {LONGEST_NAME} characters."
