"""Mending a plan that stands after something changed: only what became impossible must move.

What is lost is first filled from the course's own slots, so that a lawful plan stands at every moment; then each course
concerned is placed exactly beside all others, who make room only where all together then cost less. Where a change
concerns many, they are first placed together, by prices.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import TypeAlias

from scheduler.clock import Clock
from scheduler.plan import PlannedAppointment
from scheduler.standing.change import Change, stay_possible
from scheduler.standing.crowd import MANY, place_crowd
from scheduler.standing.making_room import NO_MOVES, MakingRoom, Moves
from scheduler.standing.reshuffle import Reshuffle
from scheduler.standing.salvage import salvaged
from scheduler.standing.seat import Seats
from scheduler.standing.standing_plan import StandingPlan

USUAL = Moves()
_FOR_PRICES, _FOR_PRICES_WITH_MOVES = 0.95, 0.6  # of the time left
Held: TypeAlias = dict[str, tuple[PlannedAppointment, ...]]


@dataclass(frozen=True, slots=True)
class Mended:
    """What a change came to.

    `asked` are the courses that lost something, `made_room` others that moved for them; `before` and `after` are the
    appointments of both, `cost` is what they cost now. `unkept` courses have pins that no plan keeps any more.
    `is_complete` is False when time ran out before every course was placed anew: the rest keep what was possible.
    """

    asked: tuple[str, ...]
    made_room: tuple[str, ...]
    before: tuple[PlannedAppointment, ...]
    after: tuple[PlannedAppointment, ...]
    cost: int
    unkept: tuple[str, ...]
    is_complete: bool
    seconds: float


def mend(
    plan: StandingPlan,
    change: Change,
    *,
    seconds: float = 5,
    moves: Moves | None = USUAL,
    seed: int = 0,
    workers: int = 1,
) -> Mended:
    """Change the plan as little as the objective asks for; nothing before the plan's `now` is touched.

    Firm appointments of courses that lost nothing never move; provisional ones only within `moves` (None: not at all).
    From MANY courses on it takes all its seconds, with as many `workers` as threads. Raises KeyError for courses or
    counsellors that are not the plan's.
    """
    clock = Clock(seconds)
    held = _apply(plan, change)
    asked = _still_lawful(plan, change, held)
    seats = Seats(plan, asked)
    placed = _place_crowd(plan, asked, clock, moves, (seed, workers))
    plainly, room = (MakingRoom(plan, seats, most, clock.over) for most in (NO_MOVES, moves or NO_MOVES))
    if len(asked) > 1:
        unkept, is_complete = _place_many(Reshuffle(plan, seats, asked, clock.over), plainly, room, seed)
    else:
        unkept, is_complete = _place_one(plan, room, asked, clock.over)
    tighten(plan, asked)
    held = room.moved | {course: held[course] for course in asked}
    made_room = tuple(
        course for course, mine in room.moved.items() if course not in asked and plan.held(course) != mine
    )
    concerned = (*asked, *made_room)
    return Mended(
        asked=tuple(asked),
        made_room=made_room,
        before=tuple(a for course in concerned for a in held[course]),
        after=tuple(a for course in concerned for a in plan.held(course)),
        cost=sum(plan.cost(course) for course in concerned),
        unkept=tuple(unkept),
        is_complete=placed or is_complete,
        seconds=clock.passed(),
    )


def _apply(plan: StandingPlan, change: Change) -> Held:
    """Lift every course that the change could concern and take note of the new facts."""
    concerned = [course.id for course in change.courses]
    for who in change.counsellors:
        concerned += plan.courses_with(who.id)
    unknown = [name for name in concerned if name not in plan.courses]
    unknown += [who.id for who in change.counsellors if who.id not in plan.counsellor_at]
    if unknown:
        raise KeyError(", ".join(unknown))
    held = {course: plan.lift(course) for course in dict.fromkeys(concerned)}
    plan.revise_counsellors(change.counsellors)
    for course in change.courses:
        plan.revise_course(course)
    return held


def _still_lawful(plan: StandingPlan, change: Change, held: Held) -> list[str]:
    """Put back what is still possible; the courses that lost something or are newly owed something, in their order."""
    changed = {course.id for course in change.courses}
    kept: Held = {}
    for course in _by_urgency(plan, held):
        plan.put(course, _still_possible(plan, course, held[course]))
        while lost := [a for a in plan.held(course) if plan.is_overfull(a)]:
            rest = [a for a in plan.lift(course) if a != lost[-1]]
            plan.put(course, rest)
        kept[course] = salvaged(plan.courses[course], plan.held(course))
    asked = [c for c in kept if kept[c] != held[c] or (c in changed and len(kept[c]) < plan.courses[c].sessions)]
    for course in asked:
        plan.lift(course)
    plan.loosen(asked)
    for course in asked:
        plan.put(course, kept[course])
    return asked


def _still_possible(plan: StandingPlan, name: str, held: Sequence[PlannedAppointment]) -> list[PlannedAppointment]:
    """What is over has happened, whatever the facts say now."""
    course = plan.courses[name]
    possible = set(stay_possible(plan, [a for a in held if a.start >= plan.now]))
    return [
        a
        for a in held
        if a.number in course.numbers and a.start >= course.earliest and (a.start < plan.now or a in possible)
    ]


def _by_urgency(plan: StandingPlan, held: Held) -> list[str]:
    """Who chooses first: courses with firm appointments, then by priority, then who must start soonest."""

    def urgency(name: str) -> tuple[bool, int, float]:
        course = plan.courses[name]
        firm = any(plan.is_firm(a) for a in held[name])
        return not firm, -course.priority, inf if course.start_by is None else course.start_by

    return sorted(held, key=urgency)


def _place_crowd(
    plan: StandingPlan, asked: Sequence[str], clock: Clock, moves: Moves | None, how: tuple[int, int]
) -> bool:
    """Many courses are placed together first; whether they were. Others who may make room need some of the time."""
    if len(asked) < MANY or clock.over():
        return False
    share = _FOR_PRICES if moves is None else _FOR_PRICES_WITH_MOVES
    seed, workers = how
    return place_crowd(
        plan, asked, replace(clock, seconds=clock.passed() + share * clock.left()), seed=seed, workers=workers
    )


def _place_one(
    plan: StandingPlan, room: MakingRoom, asked: Sequence[str], over: Callable[[], bool]
) -> tuple[list[str], bool]:
    """Place a course, if there is one; its name if its pins cannot be kept, and whether there was time."""
    for course in asked:
        if over():
            return [], False
        held = plan.lift(course)
        if not room.place(course, held):
            plan.put(course, held)
            return [course], True
    return [], True


def _place_many(many: Reshuffle, plainly: MakingRoom, room: MakingRoom, seed: int) -> tuple[list[str], bool]:
    placed = many.place_each(plainly)
    many.ruin_and_recreate(plainly, seed)
    many.let_make_room(room)
    return placed


def tighten(plan: StandingPlan, asked: Sequence[str]) -> None:
    """The firm promises of these courses bind others again."""
    held = {course: plan.lift(course) for course in asked}
    plan.loosen(())
    for course, mine in held.items():
        plan.put(course, mine)
