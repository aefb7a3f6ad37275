"""What can happen to a plan that stands: facts that are no longer as they were."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from scheduler.plan import PlannedAppointment
from scheduler.problem import DAY, Counsellor, Course, Presence, Window
from scheduler.standing.standing_plan import StandingPlan


@dataclass(frozen=True, slots=True)
class Change:
    """Courses and counsellors as they now are; everybody else is as before."""

    courses: tuple[Course, ...] = ()
    counsellors: tuple[Counsellor, ...] = ()


def missed(plan: StandingPlan, course_id: str, number: int) -> Change:
    """The officer did not come to session `number`: it is still owed, what was before it is over.

    Who has held sessions of the course goes on with it. Raises KeyError for an unknown course, ValueError if the plan
    has no such appointment.
    """
    course, held = plan.courses[course_id], plan.held(course_id)
    gone = next((a for a in held if a.number == number), None)
    if gone is None:
        raise ValueError(f"course {course_id!r} has no appointment of number {number}")
    over = [a for a in held if a.number < number]
    revised = replace(
        course,
        sessions=course.first_number + course.sessions - number,
        first_number=number,
        previous=max((a.start for a in over), default=course.previous),
        earliest=max(course.earliest, plan.now, gone.start + course.minutes),
        counsellors=tuple(able for able in course.counsellors if not over or able[0] == over[0].counsellor),
        pins=tuple(pin for pin in course.pins if pin.number > number),
        standing=tuple(kept for kept in course.standing if kept.number > number),
    )
    return Change((revised,))


def withdrawn_day(plan: StandingPlan, counsellor_id: str, day: int) -> Change:
    """A counsellor is away on a day, counted from the first of the horizon. Raises KeyError for an unknown one."""
    who = plan.frame.counsellors[plan.counsellor_at[counsellor_id]]
    hours = [left for stretch in who.windows for left in _without(stretch, day * DAY, (day + 1) * DAY)]
    return Change(counsellors=(replace(who, windows=tuple(hours)),))


def _without(stretch: Presence, start: int, end: int) -> list[Presence]:
    parts = [(stretch.start, min(stretch.end, start)), (max(stretch.start, end), stretch.end)]
    return [replace(stretch, start=first, end=last) for first, last in parts if first < last]


def new_roster(
    plan: StandingPlan, course_ids: Iterable[str], windows_of: Callable[[Course], tuple[Window, ...]]
) -> Change:
    """Other windows for one officer, a team or a whole pattern group. Raises KeyError for an unknown course."""
    courses = (plan.courses[course_id] for course_id in course_ids)
    return Change(tuple(replace(course, windows=windows_of(course)) for course in courses))


def stay_possible(plan: StandingPlan, appointments: Sequence[PlannedAppointment]) -> list[PlannedAppointment]:
    """Those of one course's appointments that the facts about it and its counsellors still allow, others left aside."""
    if not appointments:
        return []
    course = plan.courses[appointments[0].course]
    able, near = {name for name, _ in course.counsellors}, course.windows_near(a.start for a in appointments)
    return [
        a
        for a in appointments
        if a.number in course.numbers
        and a.counsellor in able
        and a.start % plan.frame.grid == 0
        and a.start >= max(course.earliest, 0)
        and a.start + course.minutes <= plan.frame.days * DAY
        and _suits_both(plan, a, near[a.start // DAY], a.start + course.minutes)
    ]


def _suits_both(plan: StandingPlan, a: PlannedAppointment, windows: Sequence[Window], end: int) -> bool:
    """Whether an appointment lies within one of these windows and one stretch of its counsellor's hours."""
    hours = plan.frame.counsellors[plan.counsellor_at[a.counsellor]].windows
    return any(w.start <= a.start and end <= w.end and w.place == a.place for w in windows) and any(
        h.start <= a.start and end <= h.end and a.place in h.places for h in hours
    )
