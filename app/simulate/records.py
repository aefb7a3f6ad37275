"""What became of each course and of counsellors' hours under one policy: all that reports are made of."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.care.domain.outcome import Outcome
from app.care.domain.urgency import Urgency
from app.simulate.facts import ShiftClass


class PolicyName(StrEnum):
    """The policies compared."""

    AS_REPORTED = "as_reported"
    """A fixed weekly time, named by the provider; a miss is forfeited."""
    SECOND_CHANCE = "second_chance"
    """The same, forfeited only after a second miss of a session."""
    SELF_BOOKING = "self_booking"
    """First come, first served, the next free slot, no roster looked at."""
    NUDGED = "nudged"
    """Self-booking with a mail after a miss."""
    RELIEF = "relief"
    WITHOUT_ROSTER = "relief_without_roster"
    WITHOUT_RISK = "relief_without_miss_risk"
    WITHOUT_REPAIR = "relief_without_repair_beforehand"
    WITHOUT_REBOOKING = "relief_without_automatic_rebooking"
    WITHOUT_RESCUE = "relief_without_rescue_capacity"


@dataclass(frozen=True, slots=True)
class MissRecord:
    """One appointment that ended without its session on the day, or was called off by its roster too late to use.

    `replaced_at`: the start of the appointment that took its place (None: nothing did); `forfeited`: the policy took
    the session away.
    """

    number: int
    start_at: datetime
    outcome: Outcome
    replaced_at: datetime | None = None
    forfeited: bool = False


@dataclass(frozen=True, slots=True)
class CourseRecord:
    """One course from referral to its end, or to the end of the time played.

    `attended`: starts of the sessions that took place, in order. `moves`: appointments told to the officer that were
    then moved before their day. `stopped_at`: when the officer themselves wanted no more. `waits`: the policy waits for
    the officer's word at the end.
    """

    course_id: str
    officer_id: str
    shift_class: ShiftClass
    urgency: Urgency
    referred_at: datetime
    sessions: int
    minutes: int
    attended: tuple[datetime, ...] = ()
    misses: tuple[MissRecord, ...] = ()
    moves: int = 0
    counsellors: tuple[str, ...] = ()
    """Who held the sessions attended, one for each of them."""
    stopped_at: datetime | None = None
    waits: bool = False
    stops_after: int | None = None
    """As in the referral: whoever would stop before the last session is left out under every policy alike."""

    @property
    def stays(self) -> bool:
        """Whether the officer wants every session: they neither stopped nor would have under another policy."""
        return self.stopped_at is None and (self.stops_after is None or self.stops_after >= self.sessions)

    @property
    def lost(self) -> int:
        """Sessions that the policy took away."""
        return sum(miss.forfeited for miss in self.misses)


@dataclass(frozen=True, slots=True)
class HoursRecord:
    """Minutes of counsellors by hour of the week (Monday 00:00 is 0, 168 numbers each, wall clock)."""

    offered: tuple[int, ...]
    """In which counsellors were there."""
    attended: tuple[int, ...]
    """In which a session took place."""
    wasted: tuple[int, ...]
    """Kept for appointments that nobody came to."""


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One year under one policy. `seconds` of processor time are never part of what is compared."""

    policy: PolicyName
    seed: int
    staff: dict[ShiftClass, int]
    begins_at: datetime
    ends_at: datetime
    courses: tuple[CourseRecord, ...]
    hours: HoursRecord
    plans: int = 0
    """How often the planner was asked."""
    seconds: float = field(default=0.0, compare=False)
