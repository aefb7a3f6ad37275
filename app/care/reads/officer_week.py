"""One week as its officer sees it: duties as they were pulled, the rest they earn, and what is planned between them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from app.care.domain.attendance import reaches
from app.care.domain.needs import OfficerNeeds
from app.care.domain.policy import Policy
from app.care.domain.wants import Wants
from app.care.domain.week import DAYS, Entry, Kind, Week, week_of
from app.care.domain.week_entries import OwnWeek, entries_of
from app.care.domain.world import KnownPlace
from app.care.reads.officer_plan import AppointmentView, PlanView, Stands
from app.care.reads.world_courses import duties_of
from app.care.store import courses, officers, providers, rosters
from app.care.store.force import policy_of, zone_of
from scheduler.civil import wall_instant

_KINDS = {
    Stands.BOOKED: Kind.BOOKED,
    Stands.PENCILLED: Kind.PENCILLED,
    Stands.KEPT: Kind.KEPT,
    Stands.DONE: Kind.DONE,
    Stands.PAST: Kind.PAST,
}
_AROUND = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class WeekView:
    """The week, and the appointments in it by number. `covers_to_on`: the last date with published duties, if any."""

    week: Week
    planned: Mapping[int, AppointmentView]
    covers_to_on: date | None


def week_of_officer(db: Session, officer_id: str, monday: date, plan: PlanView | None) -> WeekView:
    """The officer's eyes: the week from `monday` on; `plan` is theirs, None if there is none."""
    zone, policy = zone_of(db), policy_of(db)
    first_at, last_at = (wall_instant(monday + timedelta(days=n), time(0), zone) for n in (0, DAYS))
    version = rosters.latest_version(db)
    needs = OfficerNeeds.from_json(officers.one(db, officer_id).needs)
    own = OwnWeek(
        monday=monday,
        duties=duties_of(db, [officer_id], first_at - _AROUND, last_at + _AROUND).get(officer_id, []),
        needs=needs,
        rules=needs.rules(policy.rest),
        edge=_nearest(db, officer_id, needs, policy),
        zone=zone,
    )
    planned = [*_planned(plan, first_at, last_at)] if plan else []
    covers_to_on = version.covers_to_on if version else None
    return WeekView(
        week=week_of(monday, [*entries_of(own), *(entry for entry, _ in planned)], covers_to_on, zone),
        planned={one.number: one for _, one in planned},
        covers_to_on=covers_to_on,
    )


def _planned(plan: PlanView, first_at: datetime, last_at: datetime) -> Iterator[tuple[Entry, AppointmentView]]:
    for one in plan.sessions:
        a = one.appointment
        if a is not None and one.stands in _KINDS and a.end_at > first_at and a.start_at < last_at:
            yield Entry(_KINDS[one.stands], a.start_at, a.end_at, one.number), a


def _nearest(db: Session, officer_id: str, needs: OfficerNeeds, policy: Policy) -> timedelta | None:
    """The shortest way to where the officer would attend: what lies within it is surely kept free. None: by video."""
    course = courses.going_on_of_officer(db, officer_id)
    wants = Wants.from_json(course.wants) if course else Wants()
    places = [
        KnownPlace(place.id, place.name, place.kind == "video", place.rooms, place.number or "")
        for place in providers.places(db)
    ]
    ways = [reach.travel for reach in reaches(wants, dict(needs.travel_minutes), places, policy)]
    return None if not ways or None in ways else min(way for way in ways if way is not None)
