"""A small force by hand: one officer or a few, a counsellor or two, and a fate that is written down beforehand."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.care.domain.capacity import Stretch
from app.care.domain.outcome import Outcome
from app.care.domain.urgency import Urgency
from app.care.domain.wants import Mode, Wants
from app.care.domain.world import KnownCounsellor, KnownPlace
from app.simulate.facts import Ask, Event, Referral, RosterPublished, ShiftClass, SimOfficer, SimWorld
from scheduler.civil import wall_instant
from scheduler.duty import Duty, DutyKind

LONDON = ZoneInfo("Europe/London")
MONDAY = date(2027, 1, 4)
VIDEO = KnownPlace("video", "Video", is_video=True, rooms=None)
WEEKS = 40
Came = Callable[[str, datetime], Outcome]


def wall(day: int, hour: int, minute: int = 0) -> datetime:
    """An instant on the wall, `day` days after the first Monday."""
    return wall_instant(MONDAY + timedelta(days=day), time(hour, minute), LONDON)


def attends(_: str, __: datetime) -> Outcome:
    """Everybody always comes."""
    return Outcome.ATTENDED


def misses_on(*starts: datetime, outcome: Outcome = Outcome.DID_NOT_ATTEND) -> Came:
    """Who has an appointment at one of these does not come."""
    return lambda _, at: outcome if at in starts else Outcome.ATTENDED


@dataclass(frozen=True)
class WrittenFate:
    """What comes of things, as the test says; `asked` remembers every appointment that stood when it started."""

    came: Came = attends
    yes: Mapping[Ask, bool] = field(default_factory=dict)
    asked: list[tuple[str, datetime, datetime]] = field(default_factory=list)

    def outcome(self, officer_id: str, start_at: datetime, end_at: datetime, *, made_at: datetime) -> Outcome:
        """As written, and noted."""
        self.asked.append((officer_id, start_at, made_at))
        return self.came(officer_id, start_at)

    def says_yes(self, officer_id: str, ask: Ask, nth: int) -> bool:
        """As written; yes where nothing is."""
        return self.yes.get(ask, True)


def hours(
    days: Iterable[int] = range(5), starts: int = 9, ends: int = 12, weeks: Iterable[int] = range(WEEKS)
) -> tuple[Stretch, ...]:
    """The same hours on these days of these weeks, by video."""
    return tuple(
        Stretch(wall(week * 7 + day, starts), wall(week * 7 + day, ends), ("video",)) for week in weeks for day in days
    )


def counsellor(name: str = "ada", open_hours: tuple[Stretch, ...] | None = None, **limits: int) -> KnownCounsellor:
    """Somebody who takes everybody, weekdays from nine to twelve."""
    known = {"max_per_day": 6, "max_per_week": 30, "break_minutes": 10, "caseload": 10} | limits
    return KnownCounsellor(
        id=name,
        name=name,
        gender=None,
        skills=frozenset(),
        languages=frozenset(),
        active=True,
        hours=hours() if open_hours is None else open_hours,
        max_per_day=known["max_per_day"],
        max_per_week=known["max_per_week"],
        break_minutes=known["break_minutes"],
        caseload=known["caseload"],
    )


def officer(name: str = "o1", duties: tuple[Duty, ...] = (), shift_class: ShiftClass = ShiftClass.NIGHTS) -> SimOfficer:
    """One who will ask for help."""
    return SimOfficer(name, shift_class, "blue", duties)


def referral(
    name: str = "o1",
    *,
    at: datetime | None = None,
    sessions: int = 3,
    urgency: Urgency = Urgency.ROUTINE,
    stops_after: int | None = None,
    wants: Wants | None = None,
) -> Referral:
    """Asks on the first Monday at eight for three sessions by video."""
    return Referral(
        at=at or wall(0, 8),
        officer_id=name,
        course_id=f"course of {name}",
        urgency=urgency,
        sessions=sessions,
        minutes=50,
        wants=wants or Wants(mode=Mode.VIDEO),
        stops_after=stops_after,
    )


def world(
    *events: Event,
    officers: Iterable[SimOfficer] = (),
    counsellors: Iterable[KnownCounsellor] = (),
    places: Iterable[KnownPlace] = (VIDEO,),
    fate: WrittenFate | None = None,
) -> SimWorld:
    """A year of forty weeks whose rosters are all published on the first day."""
    known = {one.id: one for one in (tuple(officers) or (officer(),))}
    published = RosterPublished(datetime(2027, 1, 1, tzinfo=UTC), MONDAY + timedelta(weeks=WEEKS))
    return SimWorld(
        seed=7,
        zone=LONDON,
        begins_at=wall(0, 0),
        referrals_end_at=wall(70, 0),
        ends_at=wall(WEEKS * 7, 0),
        places=tuple(places),
        counsellors=tuple(counsellors) or (counsellor(),),
        officers=known,
        events=tuple(sorted((published, *events), key=lambda one: one.at)),
        staff={ShiftClass.NIGHTS: 10},
        fate=fate or WrittenFate(),
    )


def night(day: int) -> Duty:
    """From ten in the evening to seven."""
    return Duty(DutyKind.NIGHT, wall(day, 22), wall(day + 1, 7))


def early(day: int) -> Duty:
    """From seven to four."""
    return Duty(DutyKind.EARLY, wall(day, 7), wall(day, 16))
