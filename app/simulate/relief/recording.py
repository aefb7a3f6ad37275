"""Puts what became of the simulated year as a record."""

from app.simulate.records import HoursRecord, RunRecord
from app.simulate.relief.parts import Part, name_of
from app.simulate.relief.questions import Questions
from app.simulate.week_hours import by_hour, offered, year_of


def record_of(known: Questions, plans: int, without: Part | None, seconds: float) -> RunRecord:
    """Every course in the order of referral, and counsellors' time by hour of the week."""
    world = known.world
    courses = sorted(known.courses.values(), key=lambda course: (course.referral.at, course.id))
    attended = [one.fact for course in courses for one in course.attended]
    wasted = [fact for course in courses for fact in course.wasted]
    year = year_of(world)
    return RunRecord(
        policy=name_of(without),
        seed=world.seed,
        staff=dict(world.staff),
        begins_at=world.begins_at,
        ends_at=world.ends_at,
        courses=tuple(course.record() for course in courses),
        hours=HoursRecord(
            offered=offered(world),
            attended=by_hour((year.minute_of(a.start_at), year.minute_of(a.end_at)) for a in attended),
            wasted=by_hour((year.minute_of(a.start_at), year.minute_of(a.end_at)) for a in wasted),
        ),
        plans=plans,
        seconds=seconds,
    )
