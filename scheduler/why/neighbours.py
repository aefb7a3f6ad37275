"""Other courses that could move so that a session becomes possible, each moved in the plan before it is named."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from scheduler.course_best import appointments_of
from scheduler.plan import PlannedAppointment
from scheduler.standing.seat import Seat
from scheduler.standing.standing_plan import StandingPlan
from scheduler.why.case import Case, standing_case
from scheduler.why.explain import Explanation, explain
from scheduler.why.hindrance import Hindrance
from scheduler.why.possible import ALL_RULES, Possible
from scheduler.why.remedy import Grant, Remedy
from scheduler.why.wish import Wish, fulfilled

_TRIED = 12  # other courses, those with the fewest appointments in the way first
_OF_OTHERS = frozenset(
    {
        Hindrance.COUNSELLOR_TAKEN,
        Hindrance.DAY_FULL,
        Hindrance.WEEK_FULL,
        Hindrance.ROOM_FULL,
        Hindrance.CASELOAD,
    }
)


def explain_in(plan: StandingPlan, course_id: str, wish: Wish, *, count: int = 5) -> Explanation:
    """What `explain` says of a course of a standing plan, with other courses that could move among the remedies.

    A course is named if it alone, moved as its promises allow, lets the wish be fulfilled and loses no session; firm
    appointments stay. The plan is as before afterwards. Raises KeyError for an unknown course, ValueError as `explain`.
    """
    case = standing_case(plan, course_id)
    found = explain(case, wish, count=count)
    if not found.reasons:
        return found
    moves = _moves(plan, case, wish)
    cheapest = sorted([*found.remedies, *moves], key=lambda remedy: remedy.cost)[:count]
    return replace(found, remedies=tuple(cheapest))


@dataclass(frozen=True, slots=True)
class _Neighbour:
    """A course that shares a counsellor with the one in question."""

    course: str
    who: str
    gone: tuple[PlannedAppointment, ...]  # with the counsellor, and free to move
    stays: tuple[PlannedAppointment, ...]


def _moves(plan: StandingPlan, case: Case, wish: Wish) -> list[Remedy]:
    mine = case.course.id
    cost, held = plan.cost(mine), plan.lift(mine)
    try:
        near = sorted(_neighbours(plan, case, wish), key=lambda other: len(other.gone))
        tried = (_moved(plan, case, wish, other) for other in near[:_TRIED])
        return [remedy for remedy in tried if remedy is not None]
    finally:
        plan.put(mine, held, cost)


def _neighbours(plan: StandingPlan, case: Case, wish: Wish) -> Iterator[_Neighbour]:
    """Those without whose movable appointments the wish could be fulfilled, rooms and caseloads not looked at."""
    possible = Possible(case, wish)
    for who in possible.people(ALL_RULES - _OF_OTHERS):
        for name in plan.courses_with(who):
            held = plan.held(name)
            gone = tuple(a for a in held if not plan.is_firm(a))
            if gone and possible.is_possible_without(who, plan.courses[name], gone):
                yield _Neighbour(name, who, gone, tuple(a for a in held if a not in gone))


def _moved(plan: StandingPlan, case: Case, wish: Wish, other: _Neighbour) -> Remedy | None:
    """The remedy, if the other course finds as many sessions beside the wish; the plan is put back."""
    before, held = plan.cost(other.course), plan.lift(other.course)
    plan.put(other.course, other.stays)
    try:
        beside = case.beside(plan).only((other.who,))
        instance, _ = beside.search()
        chain = fulfilled(beside, wish)
        if chain is None:
            return None
        plan.put(case.course.id, appointments_of(instance, 0, chain))
        after = _placed(plan, other, len(held))
        if after is None:
            return None
        counsellor, cost = after
        grant = Grant.ANOTHERS_APPOINTMENT if counsellor == other.who else Grant.ANOTHERS_COUNSELLOR
        return Remedy(grant, other.course, None, round(chain.cost) + cost - before)
    finally:
        plan.lift(case.course.id)
        plan.lift(other.course)
        plan.put(other.course, held, before)


def _placed(plan: StandingPlan, other: _Neighbour, sessions: int) -> tuple[str, int] | None:
    """With whom and at what cost the other course could be beside all that is now in the plan, no session lost."""
    plan.lift(other.course)
    seat = Seat(plan, other.course, other.stays)
    best = seat.best(plan.capacity)
    if best is None or len(best.at) < sessions:
        return None
    return seat.appointments(best)[0].counsellor, round(best.cost)
