"""What the force owes a provider for an appointment, by agreed terms; never anything of the entitlement."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.outcome import Outcome
from app.foundation.refusals import Fault, Invalid

S = AppointmentStatus
DEAREST = 1_000_00
"""Pence for one session; more is a slip of the keyboard."""
LONGEST_NOTICE = 14 * 24
_FORCE_SIDE = frozenset(Outcome) - {Outcome.ATTENDED, Outcome.CANCELLED_BY_PROVIDER, Outcome.MOVED_BY_PLAN}
"""The officer, or a duty. What the provider called off, or the plan moved to make room, costs nothing."""


class FeeKind(StrEnum):
    """What is paid for."""

    ATTENDED = "attended"
    LATE_CANCELLED = "late_cancelled"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Terms:
    """Prices in pence for 50, 60 and 90 minutes, and the share of them that is due without the session.

    Called off with less than `late_hours` of notice: `late_percent`. Missed: `missed_percent`.
    Raises Invalid with every fault.
    """

    price_50: int
    price_60: int
    price_90: int
    late_hours: int = 24
    late_percent: int = 50
    missed_percent: int = 100

    def __post_init__(self) -> None:
        ranges = {
            "price_50": DEAREST, "price_60": DEAREST, "price_90": DEAREST, "late_hours": LONGEST_NOTICE,
            "late_percent": 100, "missed_percent": 100,
        }  # fmt: skip
        wrong = [name for name, most in ranges.items() if not 0 <= getattr(self, name) <= most]
        faults = [Fault(f"must lie between 0 and {ranges[name]}", column=name) for name in wrong]
        if not self.price_50 <= self.price_60 <= self.price_90:
            faults.append(Fault("a longer time does not cost less", column="price_60"))
        if faults:
            raise Invalid("These terms cannot be right. Nothing was changed.", faults=faults, code="bad-terms")

    def price_of(self, length: timedelta) -> int:
        """By the shortest length agreed that holds it; beyond ninety minutes in proportion."""
        minutes = -(-length // timedelta(minutes=1))
        for most, price in ((50, self.price_50), (60, self.price_60), (90, self.price_90)):
            if minutes <= most:
                return price
        return _rounded(self.price_90 * minutes, 90)


@dataclass(frozen=True, slots=True)
class Ended:
    """An appointment as far as money goes. `given_up_at`: when it was first known not to take place, or that it did."""

    start_at: datetime
    end_at: datetime
    status: AppointmentStatus
    outcome: Outcome | None
    given_up_at: datetime
    was_promised: bool


@dataclass(frozen=True, slots=True)
class Fee:
    """What is due, in pence."""

    kind: FeeKind
    pence: int


def fee_of(ended: Ended, terms: Terms) -> Fee | None:
    """What is due for it; None for nothing. Notice of exactly the hours agreed is notice in time."""
    price = terms.price_of(ended.end_at - ended.start_at)
    if ended.status is S.FULFILLED:
        return _fee(FeeKind.ATTENDED, price, 100)
    if ended.outcome not in _FORCE_SIDE or not ended.was_promised:
        return None
    if ended.given_up_at >= ended.start_at:
        return _fee(FeeKind.MISSED, price, terms.missed_percent)
    if ended.start_at - ended.given_up_at < timedelta(hours=terms.late_hours):
        return _fee(FeeKind.LATE_CANCELLED, price, terms.late_percent)
    return None


def _fee(kind: FeeKind, price: int, percent: int) -> Fee | None:
    pence = _rounded(price * percent, 100)
    return Fee(kind, pence) if pence else None


def _rounded(amount: int, parts: int) -> int:
    """To the nearest penny, halves up."""
    return (2 * amount + parts) // (2 * parts)
