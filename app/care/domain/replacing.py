"""What a plan changes of a course: what stays, what is new, what gives way, and in whose place the new comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from app.care.domain.appointment import MOVABLE, AppointmentStatus
from app.care.domain.planned import PlannedRow
from app.foundation.refusals import Conflict


class Standing(Protocol):
    """An appointment, as a row or as a fact."""

    @property
    def number(self) -> int:
        """The session."""

    @property
    def counsellor_id(self) -> str:
        """With whom."""

    @property
    def place_id(self) -> str:
        """Where."""

    @property
    def start_at(self) -> datetime:
        """From when."""

    @property
    def end_at(self) -> datetime:
        """Until when."""

    @property
    def status(self) -> AppointmentStatus:
        """Where it stands."""


Ended = TypeVar("Ended", bound=Standing)
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Difference(Generic[Row]):
    """What stands exactly as planned (with the number it has in the plan), what is new, and what gives way."""

    kept: tuple[tuple[Row, int], ...]
    new: tuple[PlannedRow, ...]
    given_up: tuple[Row, ...]


def difference(standing: Sequence[Ended], rows: Sequence[PlannedRow], now: datetime) -> Difference[Ended]:
    """Compare what stands of a course with its plan. Held ones and those that have begun are left alone.

    Raises Conflict ("world-moved-on") for a plan of what is being decided on, or for a time that has passed.
    """
    slots = {(row.counsellor_id, row.place_id, row.start_at, row.end_at): row for row in rows}
    wanted = {row.number for row in rows}
    kept, given_up = [], []
    for old in standing:
        row = slots.get((old.counsellor_id, old.place_id, old.start_at, old.end_at))
        may_change = old.status in MOVABLE and old.start_at > now
        if row is not None and (may_change or row.number == old.number):
            kept.append((old, row.number))
        elif may_change:
            given_up.append(old)
        elif old.number in wanted:
            raise Conflict("A session is being decided on, or has begun.", code="world-moved-on")
    settled = {number for _, number in kept}
    new = tuple(row for row in sorted(rows, key=lambda row: row.number) if row.number not in settled)
    if any(row.start_at <= now for row in new):
        raise Conflict("A planned time has passed.", code="world-moved-on")
    return Difference(tuple(kept), new, tuple(given_up))


def whom_they_replace(numbers: Sequence[int], given_up: Sequence[Ended], ended: Sequence[Ended]) -> dict[int, Ended]:
    """For new sessions by number, in order, the appointment that each comes in place of, if there is one.

    First what gives way now or ended as the same session; then, since sessions that follow may have been counted anew,
    what gives way or ended last, in order of time.
    """
    waiting = [*ended, *given_up]
    found: dict[int, Ended] = {}
    for number in numbers:
        same = [a for a in waiting if a.number == number]
        if same:
            found[number] = same[-1]
    left = [a for a in waiting if a not in found.values() and a.number not in found]
    alone = [number for number in numbers if number not in found]
    latest = sorted(left[-len(alone) :] if alone else [], key=lambda a: a.start_at)
    return found | dict(zip(alone, latest, strict=False))
