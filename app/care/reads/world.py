"""Reads everything that a plan of some courses depends on, and puts it as a question."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.care.domain.asking import Ask, ask_of
from app.care.domain.kept_hours import as_open_to_its_courses
from app.care.domain.looking_at import concerned, few_times_of
from app.care.domain.policy import Policy
from app.care.domain.world import KnownAppointment, KnownCounsellor, KnownCourse, KnownPlace, World
from app.care.reads.facts_from_text import appointments_from
from app.care.reads.free_people import with_most_time, with_most_time_at
from app.care.reads.world_counsellors import all_counsellors, with_hours
from app.care.reads.world_courses import kept_sooner, known_courses
from app.care.store import appointments, providers, rosters
from app.care.store.force import zone_of


def read_world(
    db: Session, course_ids: Collection[str], *, now: datetime, policy: Policy, others_too: bool = False
) -> Ask:
    """The question of planning these courses as the store stands; one reading transaction sees one world.

    `others_too`: also counsellors that a course could change to, not only its own.
    """
    return ask_of(facts(db, course_ids, now=now, policy=policy, others_too=others_too), policy)


def facts(
    db: Session,
    course_ids: Collection[str],
    *,
    now: datetime,
    policy: Policy,
    others_too: bool = False,
    anybody: bool = False,
) -> World:
    """The facts behind `read_world`, in the zone that the store was opened with. Hours that are kept for replacements
    are left out for whoever has nothing to be replaced.

    `anybody`: also counsellors who are not what is asked for, to see what asking for less would bring.
    """
    zone = zone_of(db)
    first_at, last_at = now - timedelta(days=8), now + timedelta(weeks=policy.weeks, days=1)
    courses = known_courses(db, course_ids, first_at, last_at)
    everybody, places = all_counsellors(db), providers.places(db)
    could = concerned(everybody, courses, others_too=others_too, anybody=anybody)
    version = rosters.latest_version(db)
    few = few_times_of(courses[0], policy, now, zone, version.covers_to_on if version else None) if courses else None
    people = with_hours(db, _looked_at(db, could, courses, now, few), first_at, last_at)
    ids = {who.id for who in people}
    sites = [place.id for place in places if place.rooms is not None]
    busy = appointments_from(appointments.texts_of_counsellors(db, ids, first_at, last_at))
    there = appointments_from(appointments.texts_at_places(db, sites, first_at, last_at))
    # Whoever else sits in a room is known by name only: without hours there is nothing to plan with them.
    kept = kept_sooner(db, ids, sites)
    known_by_name = {a.counsellor_id for a in there} | {a.counsellor_id for a in kept}
    people += [who for who in everybody if who.id in known_by_name - ids]
    world = World(
        now=now,
        zone=zone,
        places=tuple(
            KnownPlace(place.id, place.name, place.kind == "video", place.rooms, place.number or "") for place in places
        ),
        counsellors=tuple(people),
        courses=tuple(courses),
        others=(*_others((*busy, *there), course_ids), *kept),
        roster_version=version.number if version else 0,
        covers_to_on=version.covers_to_on if version else None,
    )
    return as_open_to_its_courses(world, policy)


def _others(found: Iterable[KnownAppointment], course_ids: Collection[str]) -> tuple[KnownAppointment, ...]:
    return tuple({a.id: a for a in found if a.course_id not in course_ids}.values())


def _looked_at(
    db: Session,
    people: Sequence[KnownCounsellor],
    courses: Sequence[KnownCourse],
    now: datetime,
    few: Callable[[datetime], bool] | None,
) -> Sequence[KnownCounsellor]:
    """For one course, those it knows and a few of the others; what is planned together looks at everybody.

    `few`: the only times at which the officer is free.
    """
    if len(courses) != 1:
        return people
    own = {courses[0].counsellor_id} | {a.counsellor_id for a in courses[0].appointments}
    others = {who.id for who in people} - own
    near = with_most_time(db, others, now) if few is None else with_most_time_at(db, others, now, few)
    return [who for who in people if who.id in own | near]
