"""The best starts to offer for a course's next session, each with the course that would follow from it."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from scheduler.by_session import SessionSearch
from scheduler.capacity import Capacity
from scheduler.chains import Chain, Chains
from scheduler.course_best import alone, appointments_of
from scheduler.instance import Instance
from scheduler.objective import window_of
from scheduler.plan import PlannedAppointment
from scheduler.problem import Problem
from scheduler.standing.seat import Seat
from scheduler.standing.standing_plan import StandingPlan
from scheduler.starts import Ints


@dataclass(frozen=True, slots=True)
class Offer:
    """One start for the next session; `cost` is that of the whole course if it is taken, `course` all its sessions.

    `risk` is the chance, in thousandths, that the session at this start is missed.
    """

    start: int
    place: str
    counsellor: str
    cost: int
    course: tuple[PlannedAppointment, ...]
    risk: int


class Fitting(NamedTuple):
    """One start from which a course could follow, whatever it costs; there are thousands, hence a plain tuple."""

    start: int
    place: str
    counsellor: str


Suits = Callable[[Fitting], bool]
"""Whether somebody wants to be offered a start."""


@dataclass(frozen=True, slots=True)
class Promising:
    """A start that could be offered, and what the whole course would cost with it; not yet which course that is."""

    start: int
    place: str
    counsellor: str
    cost: int
    at: int


@dataclass(frozen=True, slots=True)
class Sifted:
    """What could be offered among the starts that suit, and all that fit whether they suit or not, in order of start.

    Of `fitting` starts with one counsellor at one place none lies less than `apart` minutes after another. `whole`
    makes an offer of a promising start: few of them are ever shown, so that the others' courses are not worked out.
    """

    promising: tuple[Promising, ...]
    fitting: tuple[Fitting, ...]
    whole: Callable[[Promising], Offer]


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many offers, how far apart, and at most how many with one counsellor at one place: see `offers`."""

    count: int
    apart: int = 1
    most_alike: int | None = None


def sifted(
    problem: Problem, course_id: str, taken: Sequence[PlannedAppointment], suits: Suits | None, wanted: Wanted
) -> Sifted:
    """`offers` among the starts that suit (None: all do); the sessions that follow are not asked whether they do.

    Raises KeyError for an unknown course.
    """
    instance, capacity = alone(problem, course_id, taken)
    if not instance.pairs or not instance.courses[0].sessions:
        return Sifted((), (), _nothing)
    search = SessionSearch(instance, capacity)
    total = search.totals(0)
    order = np.lexsort((search.chains.cell, total))
    ranked = order[np.isfinite(total[order])]
    kept = np.array([at for at in ranked if suits(_named(instance, search.chains, int(at)))], int) if suits else ranked
    chosen = _chosen(search.chains, kept, wanted, problem.grid)
    named = [_named(instance, search.chains, at) for at in chosen]
    found = tuple(
        Promising(one.start, one.place, one.counsellor, round(float(total[at])), at)
        for one, at in zip(named, chosen, strict=True)
    )

    def whole(one: Promising) -> Offer:
        return _offer(instance, 0, search.onward(0, one.at, float(total[one.at])))

    return Sifted(found, _thinned(instance, search.chains, ranked, wanted.apart), whole)


def _nothing(one: Promising) -> Offer:
    raise ValueError(f"{one} was not promised")


def offers(
    problem: Problem,
    course_id: str,
    taken: Sequence[PlannedAppointment],
    count: int = 5,
    *,
    apart: int = 1,
    most_alike: int | None = None,
) -> list[Offer]:
    """At most `count` starts, cheapest whole course first, every other appointment as taken.

    Each start is offered once, at the place and with the counsellor that suit the course best; starts less than `apart`
    minutes from a better one are left out. With `most_alike` only those with one counsellor at one place stand in each
    other's way so, and no more than so many of these are given. Raises KeyError for an unknown course.
    """
    instance, capacity = alone(problem, course_id, taken)
    return _best(instance, capacity, 0, Wanted(count, apart, most_alike))


def standing_offers(plan: StandingPlan, course_id: str, count: int = 5, *, apart: int = 1) -> list[Offer]:
    """The same for the next session still to come of a course in a standing plan, whose own appointments then move.

    What is over stays. The plan is as before afterwards. Raises KeyError for an unknown course.
    """
    if course_id not in plan.courses:
        raise KeyError(course_id)
    cost, held = plan.cost(course_id), plan.lift(course_id)
    over = [a for a in held if a.start < plan.now]
    try:
        seat = Seat(plan, course_id, over)
        return [] if seat.is_hopeless else _best(seat.instance, plan.capacity, len(over), Wanted(count, apart))
    finally:
        plan.put(course_id, held, cost)


def _best(instance: Instance, capacity: Capacity, level: int, wanted: Wanted) -> list[Offer]:
    """The offers for one level, cheapest first, the earlier one where two cost the same."""
    if not instance.pairs or level >= instance.courses[0].sessions:
        return []
    search = SessionSearch(instance, capacity)
    total = search.totals(level)
    order = np.lexsort((search.chains.cell, total))
    chosen = _chosen(search.chains, order[np.isfinite(total[order])], wanted, instance.problem.grid)
    return [_offer(instance, level, search.onward(level, at, float(total[at]))) for at in chosen]


def _named(instance: Instance, chains: Chains, at: int) -> Fitting:
    problem, pair = instance.problem, instance.pairs[int(chains.row[at])]
    place = problem.places[int(chains.place[at])].id
    return Fitting(int(chains.cell[at]) * problem.grid, place, problem.counsellors[pair.counsellor].id)


def _thinned(instance: Instance, chains: Chains, starts: Ints, apart: int) -> tuple[Fitting, ...]:
    """Counted in plain numbers: there are thousands of starts, and few of them stay."""
    at = starts[np.lexsort((chains.cell[starts], chains.place[starts], chains.row[starts]))]
    step, cell = max(1, -(-apart // instance.problem.grid)), chains.cell[at].tolist()
    kind = chains.row[at] * (int(chains.place.max(initial=0)) + 1) + chains.place[at]
    edges = [*np.flatnonzero(np.diff(kind, prepend=-1)).tolist(), at.size]
    kept = list[int]()
    for first, end in pairwise(edges):
        one = first
        while one < end:
            kept.append(one)
            one = bisect_left(cell, cell[one] + step, one, end)
    problem = instance.problem
    places = [place.id for place in problem.places]
    people = [problem.counsellors[pair.counsellor].id for pair in instance.pairs]
    named = zip(*(of[at[kept]].tolist() for of in (chains.cell, chains.place, chains.row)), strict=True)
    found = (Fitting(start * problem.grid, places[place], people[row]) for start, place, row in named)
    return tuple(sorted(found, key=itemgetter(0, 2, 1)))


def _chosen(chains: Chains, ranked: Ints, wanted: Wanted, grid: int) -> list[int]:
    """Of starts given best first, those that stay when each one taken strikes out what is too much like it."""
    kind = chains.row * (int(chains.place.max(initial=0)) + 1) + chains.place
    taken: Counter[int] = Counter()
    chosen: list[int] = []
    while ranked.size and len(chosen) < wanted.count:
        at = int(ranked[0])
        chosen.append(at)
        struck = np.abs(chains.cell[ranked] - chains.cell[at]) * grid < max(wanted.apart, 1)
        if wanted.most_alike is not None:
            alike = kind[ranked] == kind[at]
            taken[int(kind[at])] += 1
            struck = alike if taken[int(kind[at])] >= wanted.most_alike else struck & alike
        ranked = ranked[~struck]
    return chosen


def _offer(instance: Instance, level: int, chain: Chain) -> Offer:
    course = appointments_of(instance, 0, chain)
    a = course[level]
    window = window_of(instance.problem.weights, instance.courses[0], a)
    return Offer(a.start, a.place, a.counsellor, round(chain.cost), course, window.risk if window else 0)
