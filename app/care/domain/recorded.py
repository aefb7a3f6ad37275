"""What was recorded of how an appointment ended, and struck out again, within a stretch of time."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.outcome import Outcome

S = AppointmentStatus
_PROMISED = frozenset({S.BOOKED, S.ENTERED_IN_ERROR})


class Fact(NamedTuple):
    """One fact of an appointment."""

    at: datetime
    status: AppointmentStatus
    outcome: Outcome | None


def recorded(facts: Sequence[Fact], begins_at: datetime, ends_at: datetime) -> Iterator[tuple[Outcome, int]]:
    """Each outcome recorded from `begins_at` up to `ends_at` as 1, each struck out then as -1. `facts` in order.

    What was never firm is not counted: giving up a time that was only pencilled in is no miss. A remark repeats the
    status that stands, so it counts nothing either.
    """
    before: AppointmentStatus | None = None
    stands: Outcome | None = None
    for fact in facts:
        found: tuple[Outcome, int] | None = None
        if fact.status is S.ENTERED_IN_ERROR and stands is not None:
            found, stands = (stands, -1), None
        elif fact.outcome is not None and before in _PROMISED:
            found, stands = (fact.outcome, 1), fact.outcome
        if found is not None and begins_at <= fact.at < ends_at:
            yield found
        before = fact.status
