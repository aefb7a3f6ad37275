"""Puts what became of the simulated year as a record."""

from app.simulate.records import HoursRecord, RunRecord
from app.simulate.relief.parts import Part, name_of
from app.simulate.relief.questions import Questions
from app.simulate.week_minutes import minutes_by_hour


def record_of(known: Questions, plans: int, without: Part | None, seconds: float) -> RunRecord:
    """Every course in the order of referral, and counsellors' time by hour of the week."""
    world = known.world
    courses = sorted(known.courses.values(), key=lambda course: (course.referral.at, course.id))
    attended = [one.fact for course in courses for one in course.attended]
    wasted = [fact for course in courses for fact in course.wasted]
    offered = [
        (max(one.start_at, world.begins_at), min(one.end_at, world.ends_at))
        for person in known.people.values()
        for one in person.hours
        if one.start_at < world.ends_at and one.end_at > world.begins_at
    ]
    zone = world.zone
    return RunRecord(
        policy=name_of(without),
        seed=world.seed,
        staff=dict(world.staff),
        begins_at=world.begins_at,
        ends_at=world.ends_at,
        courses=tuple(course.record() for course in courses),
        hours=HoursRecord(
            offered=minutes_by_hour(offered, zone),
            attended=minutes_by_hour(((a.start_at, a.end_at) for a in attended), zone),
            wasted=minutes_by_hour(((a.start_at, a.end_at) for a in wasted), zone),
        ),
        plans=plans,
        seconds=seconds,
    )
