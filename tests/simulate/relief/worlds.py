"""A small year by hand, in which every argument has a default: some officers, one counsellor, fates as told."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.care.domain.capacity import Stretch
from app.care.domain.outcome import Outcome
from app.care.domain.urgency import Urgency
from app.care.domain.wants import Wants
from app.care.domain.world import KnownCounsellor, KnownPlace
from app.simulate.facts import Ask, Event, Referral, RosterPublished, ShiftClass, SimOfficer, SimWorld
from scheduler.duty import Duty, DutyKind

LONDON = ZoneInfo("Europe/London")
BEGINS = datetime(2026, 3, 2, tzinfo=UTC)
"""A Monday at midnight, four weeks before the clocks change."""
VIDEO = KnownPlace("video", "Video", is_video=True, rooms=None)
SITE = KnownPlace("riverside", "Riverside", is_video=False, rooms=1)


def at(day: int, hour: int = 10, minute: int = 0) -> datetime:
    """The instant `day` days after BEGINS."""
    return BEGINS + timedelta(days=day, hours=hour, minutes=minute)


def a_duty(day: int, kind: DutyKind = DutyKind.LATE, starts: int = 8, hours: int = 10) -> Duty:
    """A turn over office hours unless told otherwise."""
    return Duty(kind, at(day, starts), at(day, starts) + timedelta(hours=hours))


def hours_of_days(days: Iterable[int], starts: int = 8, ends: int = 20, places: Sequence[str] = ("video",)) -> Any:
    """One stretch on each of these days."""
    return tuple(Stretch(at(day, starts), at(day, ends), tuple(places)) for day in days)


def a_counsellor(who: str = "c1", hours: tuple[Stretch, ...] | None = None, **changes: Any) -> KnownCounsellor:
    """Somebody who is there from eight to eight on all days."""
    row: dict[str, Any] = {
        "gender": None,
        "skills": frozenset({"general"}),
        "languages": frozenset({"en"}),
        "active": True,
        "max_per_day": 6,
        "max_per_week": 25,
        "break_minutes": 10,
        "caseload": 30,
        "hours": hours_of_days(range(400)) if hours is None else hours,
    }
    return KnownCounsellor(id=who, name=who, **row | changes)


def a_referral(officer_id: str, day: int = 0, **changes: Any) -> Referral:
    """Three sessions, asked for at eight in the morning."""
    row: dict[str, Any] = {
        "at": at(day, 8),
        "urgency": Urgency.SOON,
        "sessions": 3,
        "minutes": 50,
        "wants": Wants(),
    }
    return Referral(officer_id=officer_id, course_id=f"k-{officer_id}", **row | changes)


def never_missed(_start_at: datetime) -> Outcome:
    """Everybody comes."""
    return Outcome.ATTENDED


def missed_on(*days: int, outcome: Outcome = Outcome.KEPT_ON_DUTY) -> Callable[[datetime], Outcome]:
    """Whatever starts on these days is missed."""
    dates = {at(day).date() for day in days}
    return lambda start_at: outcome if start_at.date() in dates else Outcome.ATTENDED


@dataclass(frozen=True)
class ToldFate:
    """A fate by start alone; `says` answers by kind of question, yes where nothing is told."""

    comes: Callable[[datetime], Outcome] = never_missed
    says: Mapping[Ask, bool] = field(default_factory=dict)

    def outcome(self, officer_id: str, start_at: datetime, end_at: datetime, *, made_at: datetime) -> Outcome:
        """As told."""
        assert made_at < start_at < end_at, officer_id
        return self.comes(start_at)

    def says_yes(self, officer_id: str, ask: Ask, nth: int) -> bool:
        """As told."""
        assert nth >= 1, officer_id
        return self.says.get(ask, True)


def a_world(
    referrals: Sequence[Referral],
    *,
    events: Sequence[Event] = (),
    duties: Mapping[str, Sequence[Duty]] | None = None,
    fate: ToldFate | None = None,
    covers_days: int | None = 200,
    **changes: Any,
) -> SimWorld:
    """These officers' year; their rosters are published from the beginning on, for so many days."""
    known = duties or {}
    officers = {
        one.officer_id: SimOfficer(
            one.officer_id, ShiftClass.NIGHTS, "team", tuple(sorted(known.get(one.officer_id, ()), key=_start))
        )
        for one in referrals
    }
    published = [] if covers_days is None else [RosterPublished(BEGINS, _date(covers_days))]
    row: dict[str, Any] = {
        "seed": 0,
        "zone": LONDON,
        "begins_at": BEGINS,
        "referrals_end_at": at(100),
        "ends_at": at(300),
        "places": (VIDEO,),
        "counsellors": (a_counsellor(),),
        "officers": officers,
        "events": tuple(sorted([*published, *referrals, *events], key=lambda event: event.at)),
        "staff": {ShiftClass.NIGHTS: 100},
        "fate": fate or ToldFate(),
    }
    return SimWorld(**row | changes)


def _date(day: int) -> date:
    return at(day).date()


def _start(duty: Duty) -> datetime:
    return duty.start_at
