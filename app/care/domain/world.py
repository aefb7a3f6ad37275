"""What is known of the world when a plan is asked for: plain facts, as the store has them."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.care.domain.appointment import LIVE, AppointmentStatus
from app.care.domain.capacity import Stretch
from app.care.domain.course import CourseState
from app.care.domain.needs import NO_NEEDS, OfficerNeeds
from app.care.domain.urgency import Urgency
from app.care.domain.wants import Wants
from scheduler.duty import Duty


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """Where sessions happen; `rooms` None: no limit; `call`: the number to ring, for a place that is a call."""

    id: str
    name: str
    is_video: bool
    rooms: int | None
    call: str = ""

    @property
    def is_site(self) -> bool:
        """Whether somebody must travel there."""
        return not self.is_video and not self.call


@dataclass(frozen=True, slots=True)
class KnownCounsellor:
    """Who counsels, with the hours that are not withdrawn; `busy_with`: courses that have a live appointment there."""

    id: str
    name: str
    gender: str | None
    skills: frozenset[str]
    languages: frozenset[str]
    active: bool
    max_per_day: int
    max_per_week: int
    break_minutes: int
    caseload: int
    hours: tuple[Stretch, ...] = ()
    busy_with: frozenset[str] = frozenset()
    lengths: frozenset[int] = frozenset()
    """The minutes that sessions with them may last; empty: any."""


@dataclass(frozen=True, slots=True)
class KnownAppointment:
    """A live or fulfilled appointment."""

    id: str
    course_id: str
    officer_id: str
    number: int
    counsellor_id: str
    place_id: str
    start_at: datetime
    end_at: datetime
    status: AppointmentStatus
    room: int | None = None

    def __hash__(self) -> int:
        """Of its id alone, which hardly any two share: each question looks up hundreds."""
        return hash(self.id)

    @property
    def is_live(self) -> bool:
        """Whether it still stands to be kept: held, proposed or booked."""
        return self.status in LIVE


@dataclass(frozen=True, slots=True)
class KnownCourse:
    """A course to be planned, with its officer's duties and needs.

    `appointments`: its live and fulfilled ones, at most one of each number. `refused`: counsellors the officer did not
    want to change to.
    """

    id: str
    officer_id: str
    counsellor_id: str | None
    state: CourseState
    version: int
    sessions: int
    minutes: int
    urgency: Urgency
    wants: Wants
    earliest_at: datetime
    start_by_at: datetime
    duties: tuple[Duty, ...] = ()
    needs: OfficerNeeds = NO_NEEDS
    appointments: tuple[KnownAppointment, ...] = ()
    elsewhere: tuple[Stretch, ...] = ()
    """The officer's live appointments of other courses, and the days on which they said that they cannot."""
    refused: frozenset[str] = frozenset()
    agreed: bool = False
    """Whether the officer ever booked anything of it; until then a plan is only a suggestion."""
    choosing: int | None = None
    """The session whose time the officer is choosing: what lies before it stays, what it has now is left out."""

    @property
    def bound_to(self) -> str | None:
        """The counsellor whom only consent can change; None while nothing is agreed or held.

        What is held for the session being chosen binds nobody: choosing anew lets it go.
        """
        held = any(a.status is AppointmentStatus.HELD and a.number != self.choosing for a in self.appointments)
        return self.counsellor_id if self.agreed or held else None


@dataclass(frozen=True, slots=True)
class World:
    """Everything a plan depends on, read in one transaction.

    `others`: appointments of courses not asked about that take a counsellor's time or a room. `covers_to_on`: the last
    date of the published roster (None: nothing is published); after it, duties are not known.
    """

    now: datetime
    zone: ZoneInfo
    places: tuple[KnownPlace, ...]
    counsellors: tuple[KnownCounsellor, ...]
    courses: tuple[KnownCourse, ...]
    others: tuple[KnownAppointment, ...]
    roster_version: int
    covers_to_on: date | None
