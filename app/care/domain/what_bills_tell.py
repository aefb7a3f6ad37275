"""What follows from bills that the force was shown, for the counts that they keep back and for what quarters say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.care.domain.disclosure import RULES, Rules
from app.care.domain.fees import FeeKind
from scheduler.disclosure.knowledge import Line, between

_MOST = 200_000
_TAKEN_BACK = -1_000
"""A bill may take back more of a kind than came to it."""


@dataclass(frozen=True, slots=True)
class ShownBill:
    """A provider's bill for a month ("2026-03") of a quarter, as the force has it. `lines`: rounded counts by kind."""

    provider: str
    month: str
    quarter: str
    lines: tuple[tuple[str, int], ...]
    has_withheld: bool

    def cell(self, kind: FeeKind) -> str:
        """The name of an exact count. What waits for a later month is in that one's counts."""
        return f"bill {self.month}/{self.provider}/-/{kind.value}"

    @property
    def is_said(self) -> bool:
        """Whether it says anything: what is too small waits."""
        return bool(self.lines)


def bill_ranges(bills: Sequence[ShownBill]) -> dict[str, tuple[int, int]]:
    """Every exact count of bills that say something."""
    return {one.cell(kind): (_TAKEN_BACK, _MOST) for one in bills if one.is_said for kind in FeeKind}


def bill_lines(bills: Sequence[ShownBill], rules: Rules = RULES) -> Iterator[Line]:
    """What each line says, and that kinds without one are too small for one."""
    for one in bills:
        if not one.is_said:
            continue
        said = dict(one.lines)
        unsaid = [kind for kind in FeeKind if kind.value not in said]
        for kind in FeeKind:
            if kind.value in said:
                yield _about(((one.cell(kind), 1),), said[kind.value], rules)
                yield between(one.cell(kind), low=rules.fewest)
            elif one.has_withheld:
                yield between(one.cell(kind), high=rules.fewest - 1)
            else:
                yield between(one.cell(kind), 0, 0)
        if "other" in said:
            yield _about(tuple((one.cell(kind), 1) for kind in unsaid), said["other"], rules)


def kept_back(bills: Sequence[ShownBill]) -> list[str]:
    """The counts that were not said, of bills that say something else."""
    return [
        one.cell(kind)
        for one in bills
        if one.is_said and one.has_withheld
        for kind in FeeKind
        if kind.value not in dict(one.lines)
    ]


def attended_lines(bills: Sequence[ShownBill], sums: Sequence[tuple[str, list[tuple[str, int]]]]) -> Iterator[Line]:
    """By the end of each quarter no more was billed as attended than was. `sums`: quarters with the terms of it."""
    terms: list[tuple[str, int]] = []
    for quarter, attended in sums:
        terms += attended
        billed = [(one.cell(FeeKind.ATTENDED), -1) for one in bills if one.is_said and one.quarter <= quarter]
        if billed:
            yield Line((*terms, *billed), low=0)


def _about(terms: tuple[tuple[str, int], ...], count: int, rules: Rules) -> Line:
    return Line(terms, count - rules.rounded_to // 2, count + (rules.rounded_to - 1) // 2)
