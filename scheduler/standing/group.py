"""Several courses placed together: never worse than one after the other, the most urgent first."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import inf
from time import monotonic

from scheduler.course_best import Unplannable
from scheduler.plan import PlannedAppointment
from scheduler.problem import Course, Pin, Problem, Standing
from scheduler.standing.making_room import NO_MOVES, MakingRoom, Moves
from scheduler.standing.mend import tighten
from scheduler.standing.reshuffle import Reshuffle
from scheduler.standing.seat import Seats
from scheduler.standing.standing_plan import StandingPlan


@dataclass(frozen=True, slots=True)
class Placed:
    """The appointments of all courses asked about and what they cost.

    `one_by_one`: what they would cost if each were placed exactly, once, the most urgent first.
    """

    appointments: tuple[PlannedAppointment, ...]
    cost: int
    one_by_one: int
    seconds: float


def place_together(
    problem: Problem,
    course_ids: Iterable[str],
    taken: Iterable[PlannedAppointment],
    *,
    seconds: float = 10,
    seed: int = 0,
) -> Placed:
    """The least that these courses were found to cost together, with everything `taken` as it is.

    Each is first placed exactly beside all others, the most urgent first. Then a few at a time are taken out and put
    back, and make room for each other, as long as all together then cost less. A firm promise that is still possible
    is given up only for the sake of its own course: whatever the first round keeps of these, the second keeps too.
    The same question has the same answer as long as it is not time that ends the search. Raises KeyError for an unknown
    course, Unplannable where pins cannot be kept or time ends before every course was placed once.
    """
    begun = monotonic()

    def over() -> bool:
        return monotonic() - begun >= seconds

    plan = StandingPlan(problem, taken)
    asked = by_urgency(plan.courses[course] for course in course_ids)
    # While each looks for its own sake, its own firm promises must not stand in its way.
    plan.loosen(asked)
    for course in asked:
        plan.put(course, _promised(plan.courses[course]))
    _place_in_turn(plan, asked, over)
    one_by_one = sum(plan.cost(course) for course in asked)
    tighten(plan, asked)
    _improve(plan, asked, over, seed)
    return Placed(
        appointments=tuple(a for course in asked for a in plan.held(course)),
        cost=sum(plan.cost(course) for course in asked),
        one_by_one=one_by_one,
        seconds=monotonic() - begun,
    )


def by_urgency(courses: Iterable[Course]) -> list[str]:
    """Who chooses first: by priority, then who must start soonest."""

    def urgency(course: Course) -> tuple[int, float, str]:
        return -course.priority, inf if course.start_by is None else course.start_by, course.id

    return [course.id for course in sorted(courses, key=urgency)]


def _promised(course: Course) -> list[PlannedAppointment]:
    """What the course has and need not give up."""
    pinned = {pin.number for pin in course.pins}
    kept: list[Pin | Standing] = [*course.pins, *(one for one in course.standing if one.number not in pinned)]
    return [PlannedAppointment(course.id, one.number, one.counsellor, one.start, one.place) for one in kept]


def _place_in_turn(plan: StandingPlan, asked: Sequence[str], over: Callable[[], bool]) -> None:
    room = MakingRoom(plan, Seats(plan, asked), NO_MOVES, over)
    for course in asked:
        if over():
            raise Unplannable("time was over before every course was placed once")
        if not room.place(course, plan.lift(course)):
            raise Unplannable(f"course {course!r}: its pins cannot all be kept")


def _improve(plan: StandingPlan, asked: Sequence[str], over: Callable[[], bool], seed: int) -> None:
    # As if none of them had been asked for: seats then keep the firm promises that are left.
    seats = Seats(plan, ())
    many = Reshuffle(plan, seats, asked, over)
    many.ruin_and_recreate(MakingRoom(plan, seats, NO_MOVES, over), seed)
    many.let_make_room(MakingRoom(plan, seats, Moves(), over))
