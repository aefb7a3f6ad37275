"""One course while it is played under one of today's ways, and what is recorded of it at the end."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from app.care.domain.outcome import Outcome
from app.simulate.facts import Referral, SimOfficer
from app.simulate.plain.desk import Booking
from app.simulate.records import CourseRecord, MissRecord


@dataclass(slots=True, eq=False)
class Course:
    """`booked`: what is still to come, in order."""

    referral: Referral
    officer: SimOfficer
    counsellor_id: str | None = None
    booked: list[Booking] = field(default_factory=list)
    attended: list[Booking] = field(default_factory=list)
    misses: list[MissRecord] = field(default_factory=list)
    moves: int = 0
    stopped_at: datetime | None = None
    waits: bool = False
    under_way: Booking | None = None
    quiet_until: datetime | None = None
    """The officer has not come back yet after a miss."""
    unreplaced: int | None = None
    """Which miss waits for the appointment that takes its place."""

    @property
    def id(self) -> str:
        """Its course id."""
        return self.referral.course_id

    @property
    def owed(self) -> int:
        """Sessions neither attended nor taken away."""
        return self.referral.sessions - len(self.attended) - sum(miss.forfeited for miss in self.misses)

    @property
    def number(self) -> int:
        """The session that is due next."""
        return self.referral.sessions - self.owed + 1

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it, or nothing before the officer says a word."""
        return self.owed == 0 or self.stopped_at is not None or self.waits

    @property
    def is_idle(self) -> bool:
        """Whether a time could be looked for now: not over, not in a session, nobody to be waited for."""
        return not self.is_over and self.under_way is None and self.quiet_until is None

    def begin(self, booking: Booking) -> None:
        """Its time has come."""
        self.booked.remove(booking)
        self.under_way = booking

    @property
    def wants_to_stop(self) -> bool:
        """Whether the officer has had as many as they want."""
        stops_after = self.referral.stops_after
        return stops_after is not None and len(self.attended) >= stops_after

    def add(self, booking: Booking) -> None:
        """A time was found; the miss that waited for one is replaced by the next appointment."""
        self.booked.append(booking)
        self.booked.sort(key=lambda one: one.first)
        self.counsellor_id = booking.counsellor_id
        self.settle()

    def drop(self, booking: Booking) -> None:
        """The appointment does not stand any more, and replaces nothing."""
        self.booked.remove(booking)
        for k, miss in enumerate(self.misses):
            if miss.replaced_at == booking.start_at:
                self.misses[k] = replace(miss, replaced_at=None)
                self.unreplaced = k

    def settle(self) -> None:
        """The next appointment takes the place of the miss that waits for one."""
        if self.unreplaced is not None and self.booked:
            miss = self.misses[self.unreplaced]
            self.misses[self.unreplaced] = replace(miss, replaced_at=self.booked[0].start_at)
            self.unreplaced = None

    def miss(self, booking: Booking, outcome: Outcome, *, forfeited: bool) -> None:
        """The session due was not held."""
        self.misses.append(MissRecord(self.number, booking.start_at, outcome, forfeited=forfeited))
        if not forfeited:
            self.unreplaced = len(self.misses) - 1
            self.settle()

    def misses_of_the_session_due(self) -> int:
        """How often the session due has been missed already."""
        return sum(miss.number == self.number for miss in self.misses)

    def record(self) -> CourseRecord:
        """What became of it."""
        referral = self.referral
        return CourseRecord(
            course_id=referral.course_id,
            officer_id=referral.officer_id,
            shift_class=self.officer.shift_class,
            urgency=referral.urgency,
            referred_at=referral.at,
            sessions=referral.sessions,
            minutes=referral.minutes,
            attended=tuple(one.start_at for one in self.attended),
            misses=tuple(self.misses),
            moves=self.moves,
            counsellors=tuple(one.counsellor_id for one in self.attended),
            stopped_at=self.stopped_at,
            waits=self.waits,
            stops_after=referral.stops_after,
        )
