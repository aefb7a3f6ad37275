"""One course on the simulator's desk, with what becomes of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.capacity import Stretch
from app.care.domain.course import CourseState
from app.care.domain.needs import OfficerNeeds
from app.care.domain.outcome import Outcome
from app.care.domain.urgency import start_within
from app.care.domain.wants import Wants
from app.care.domain.world import KnownAppointment, KnownCourse
from app.simulate.facts import Ask, Referral, SimOfficer
from app.simulate.records import CourseRecord, MissRecord
from app.simulate.relief.rosters import Seen

S = AppointmentStatus


@dataclass(slots=True, eq=False)
class Entry:
    """One appointment in the diary; `misses`: which of its course's misses it makes up for."""

    fact: KnownAppointment
    made_at: datetime
    misses: tuple[int, ...] = ()

    def turn(self, status: AppointmentStatus) -> None:
        """Let it go on."""
        self.fact = replace(self.fact, status=status)


@dataclass(slots=True, eq=False)
class DeskCourse:
    """A course. `standing`: its live and fulfilled appointments by id; `ended`: what nothing replaces yet, in order."""

    referral: Referral
    officer: SimOfficer
    state: CourseState = CourseState.OPEN
    counsellor_id: str | None = None
    agreed: bool = False
    attempts: int = 0
    refused: set[str] = field(default_factory=set)
    asked: str | None = None
    """To whom a change is being proposed."""
    off_days: set[date] = field(default_factory=set)
    passed_on: set[date] = field(default_factory=set)
    """Days whose offers the officer did not take, as long as they choose."""
    standing: dict[str, Entry] = field(default_factory=dict)
    ended: list[Entry] = field(default_factory=list)
    asks: dict[Ask, int] = field(default_factory=dict)
    made: int = 0
    attended: list[Entry] = field(default_factory=list)
    misses: list[MissRecord] = field(default_factory=list)
    wasted: list[KnownAppointment] = field(default_factory=list)
    moves: int = 0
    stopped_at: datetime | None = None
    wants: Wants = field(init=False)
    needs: OfficerNeeds = field(init=False)
    """Both as at the referral, less what the officer has let go of since."""
    told_ways: set[str] = field(default_factory=set)
    """The ways out, by name, that the officer was told of."""

    def __post_init__(self) -> None:
        self.wants, self.needs = self.referral.wants, self.officer.needs

    @property
    def id(self) -> str:
        """Its id."""
        return self.referral.course_id

    @property
    def live(self) -> list[Entry]:
        """What still stands to be kept, in order of start."""
        return sorted((one for one in self.standing.values() if one.fact.is_live), key=lambda one: one.fact.start_at)

    @property
    def is_short(self) -> bool:
        """Whether it is open and owed a session that nothing is planned for."""
        return self.state is CourseState.OPEN and len(self.standing) < self.referral.sessions

    def nth(self, ask: Ask) -> int:
        """How often the officer is asked so now, from 1."""
        self.asks[ask] = self.asks.get(ask, 0) + 1
        return self.asks[ask]

    def next_id(self) -> str:
        """The id of one more appointment."""
        self.made += 1
        return f"{self.id}.{self.made}"

    def known(self, seen: Seen, zone: ZoneInfo, elsewhere: tuple[Stretch, ...] = ()) -> KnownCourse:
        """As planning knows it."""
        asked = self.referral
        facts = sorted((one.fact for one in self.standing.values()), key=lambda a: (a.start_at, a.id))
        return KnownCourse(
            id=self.id,
            officer_id=self.officer.id,
            counsellor_id=self.counsellor_id,
            state=self.state,
            version=0,
            sessions=asked.sessions,
            minutes=asked.minutes,
            urgency=asked.urgency,
            wants=self.wants,
            earliest_at=asked.at,
            start_by_at=asked.at + start_within(asked.urgency),
            duties=seen.duties,
            needs=self.needs,
            appointments=tuple(facts),
            elsewhere=(*elsewhere, *self._days_off(zone)),
            refused=frozenset(self.refused),
            agreed=self.agreed,
        )

    def _days_off(self, zone: ZoneInfo) -> Iterator[Stretch]:
        chosen = {one.fact.start_at.astimezone(zone).date() for one in self.standing.values()}
        for on in sorted((self.off_days - chosen) | self.passed_on):
            yield Stretch(_midnight(on, zone), _midnight(on + timedelta(days=1), zone))

    def miss(self, entry: Entry, outcome: Outcome) -> None:
        """Write down that it ended without its session; whatever comes in its place makes up for it."""
        entry.misses = (len(self.misses),)
        self.misses.append(MissRecord(entry.fact.number, entry.fact.start_at, outcome))
        self.wasted.append(entry.fact)

    def made_up(self, entry: Entry) -> None:
        """Something has been found in place of what was missed."""
        for k in entry.misses:
            self.misses[k] = replace(self.misses[k], replaced_at=entry.fact.start_at)

    def record(self) -> CourseRecord:
        """What became of it."""
        asked = self.referral
        return CourseRecord(
            course_id=self.id,
            officer_id=self.officer.id,
            shift_class=self.officer.shift_class,
            urgency=asked.urgency,
            referred_at=asked.at,
            sessions=asked.sessions,
            minutes=asked.minutes,
            attended=tuple(one.fact.start_at for one in self.attended),
            misses=tuple(self.misses),
            moves=self.moves,
            counsellors=tuple(one.fact.counsellor_id for one in self.attended),
            stopped_at=self.stopped_at,
            waits=self.state is CourseState.WAITING,
            stops_after=asked.stops_after,
        )


def _midnight(on: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, time(0), zone)
