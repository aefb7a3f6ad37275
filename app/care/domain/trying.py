"""Plans all courses as they stand and with a change, by the planner that plans them in earnest; nothing is booked."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from app.care.domain.asking import Ask, ask_of
from app.care.domain.capacity_count import Counted, by_course, counted, is_on_time
from app.care.domain.disclosure import RULES
from app.care.domain.fewer_to_ask import fewer_to_ask
from app.care.domain.policy import Policy
from app.care.domain.supply_gap import SupplyGap, best_stretches
from app.care.domain.what_if import SHORTEST, WhatIf
from app.care.domain.what_if_world import changed, hours_moved
from app.care.domain.world import World
from scheduler.clock import OutOfTime
from scheduler.plan import PlannedAppointment
from scheduler.problem import Pin, Problem, Standing
from scheduler.standing.seat_again import seat_again, stood_up
from scheduler.why.hour_prices import with_hours
from scheduler.why.left_prices import left_prices

Planned = tuple[PlannedAppointment, ...]
MOST_PRICED = 300
"""Courses whose gain from an hour more is looked for; beyond so many a fair part of them says as much."""
MOST_TRIED = 6
"""Stretches that are tried by planning again."""
PEOPLE_TRIED = (1, 2, 5, 10)
"""Of how many counsellors: four hours a week of one are four officers' sessions, of whom nothing could be said."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Who is told how far it is (a share of the whole), and who may call it off."""

    heard: Callable[[float], None] = lambda _share: None
    stop: Callable[[], bool] = lambda: False

    def part(self, first: float, end: float) -> "Watch":
        """The same for a part of the work."""
        return Watch(lambda share: self.heard(first + (end - first) * share), self.stop)

    def look(self) -> None:
        """Raises OutOfTime where it was called off."""
        if self.stop():
            raise OutOfTime


IDLE = Watch()
"""Nobody listens."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A plan of everybody as things stand, and one with the change; `hours`: how many a week the change moves."""

    before: Counted
    after: Counted
    hours: float


@dataclass(frozen=True, slots=True)
class GapFound:
    """Four hours more of so many `people`, and how many officers finish on time with them, by planning again."""

    gap: SupplyGap
    on_time: int
    people: int = 1


@dataclass(frozen=True, slots=True)
class GapsFound:
    """How things stand, every stretch that has a price, and what the best of them come to; `places`: all there are."""

    places: tuple[str, ...]
    before: Counted
    priced: tuple[SupplyGap, ...]
    tried: tuple[GapFound, ...]


def try_change(world: World, policy: Policy, change: WhatIf, watch: Watch = IDLE) -> Tried:
    """Both plans, the second made from the first: a course that has its place keeps it where it still can."""
    ask = fewer_to_ask(ask_of(world, policy))
    watch.look()
    before = mended(ask, standing(ask), watch.part(0.1, 0.5))
    other = fewer_to_ask(ask_of(changed(world, change, policy), policy))
    watch.look()
    after = mended(other, before, watch.part(0.5, 1.0))
    return Tried(counted(ask, before), counted(other, after), hours_moved(world, other.world, policy.weeks))


def find_gaps(ask: Ask, watch: Watch = IDLE, *, most_tried: int = MOST_TRIED) -> GapsFound:
    """Price the hours that nobody works, for those who do not finish on time, and try the dearest stretches."""
    ask = fewer_to_ask(ask)
    base = mended(ask, standing(ask), watch.part(0.05, 0.4))
    wanting = late_ones(ask, base)
    plan = stood_up(ask.problem, base)
    prices = left_prices(plan, _fair_part([name for name in wanting if not plan.courses[name].pins]), watch.stop)
    watch.heard(0.6)
    gaps = best_stretches(prices)
    # Of fewer nothing could be said anyway, and that one was tried would say that there is somebody.
    worth = [gap for gap in gaps if len(gap.gaining) >= RULES.fewest][:most_tried]
    tried = []
    for done, gap in enumerate(worth, 1):
        tried.append(_filled(ask, base, gap, wanting, watch))
        watch.heard(0.6 + 0.4 * done / most_tried)
    places = tuple(place.id for place in ask.world.places)
    return GapsFound(places, counted(ask, base), tuple(gaps), tuple(tried))


def standing(ask: Ask) -> Planned:
    """What everybody has: what is held, what is promised, and what cannot move."""
    found: list[PlannedAppointment] = list(ask.taken)
    taken = {a.course for a in found}
    for course in ask.problem.courses:
        if course.id in taken:
            continue
        pinned = {pin.number for pin in course.pins}
        kept: tuple[Pin | Standing, ...] = (*course.pins, *(one for one in course.standing if one.number not in pinned))
        found += [PlannedAppointment(course.id, one.number, one.counsellor, one.start, one.place) for one in kept]
    return tuple(found)


def mended(ask: Ask, held: Iterable[PlannedAppointment], watch: Watch = IDLE) -> Planned:
    """The plan with each course placed anew that lacks a session, would be late, or has agreed to nothing yet.

    Who finishes on time goes on doing so.
    """
    plan = stood_up(ask.problem, held)
    late = set(late_ones(ask, plan.appointments()))
    wanting = late | {name for name, sheet in ask.sheets.items() if sheet.owed and sheet.course.bound_to is None}

    def good(name: str, mine: Planned) -> bool:
        return name in late or is_on_time(ask, ask.sheets[name], mine)

    seat_again(plan, wanting, good=good, heard=lambda done: watch.heard(done / len(wanting)), stop=watch.stop)
    return plan.appointments()


def late_ones(ask: Ask, planned: Sequence[PlannedAppointment]) -> list[str]:
    """Courses that would not finish on time, in order of name."""
    mine = by_course(ask, planned)
    return sorted(name for name, sheet in ask.sheets.items() if sheet.owed and not is_on_time(ask, sheet, mine[name]))


def _filled(ask: Ask, base: Planned, gap: SupplyGap, wanting: Sequence[str], watch: Watch) -> GapFound:
    """The hours of as few people as let ten officers more finish on time, or of as many as are tried."""
    found = GapFound(gap, counted(ask, base).on_time)
    enough = found.on_time + RULES.fewest
    for people in PEOPLE_TRIED:
        if found.on_time >= enough or people > max(1, len(gap.people)):
            break
        found = GapFound(gap, _on_time_with(ask, base, gap, wanting, (people, watch)), people)
    return found


def _on_time_with(ask: Ask, base: Planned, gap: SupplyGap, wanting: Sequence[str], how: tuple[int, Watch]) -> int:
    """How many finish on time once the hours of so many are there. Nobody who does without them is moved."""
    people, watch = set(gap.people[: how[0]]) or {gap.counsellor}, how[1]
    plan = stood_up(_with_gap_filled(ask.problem, gap, people), base)
    able = [name for name in wanting if any(who in people for who, _ in plan.courses[name].counsellors)]
    seat_again(plan, able, stop=watch.stop)
    return counted(ask, plan.appointments()).on_time


def _with_gap_filled(problem: Problem, gap: SupplyGap, people: Collection[str]) -> Problem:
    """Whoever works four hours more a week can hold four sessions more, of as many courses more."""
    for who in sorted(people):
        problem = with_hours(problem, gap.hour_of(who), SHORTEST)
    wider = tuple(
        replace(who, max_per_week=who.max_per_week + SHORTEST, caseload=who.caseload + SHORTEST)
        if who.id in people
        else who
        for who in problem.counsellors
    )
    return replace(problem, counsellors=wider)


def _fair_part(names: Sequence[str]) -> Sequence[str]:
    """All of a few; of many as many as can be looked at, evenly spread."""
    if len(names) <= MOST_PRICED:
        return names
    return [names[at * len(names) // MOST_PRICED] for at in range(MOST_PRICED)]
