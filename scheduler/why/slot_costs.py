"""What each slot of a course costs, term by term, and what the course would cost without it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from scheduler.course_best import appointments_of
from scheduler.objective import course_cost, course_terms
from scheduler.plan import PlannedAppointment
from scheduler.why.case import Case


@dataclass(frozen=True, slots=True)
class SlotCost:
    """One appointment: its `parts` by term of the objective, what the whole course costs, and the next best.

    `runner_up` is what the course would cost were this session anywhere else (None: it can be nowhere else), `instead`
    where it would then be (None: not at all).
    """

    appointment: PlannedAppointment
    parts: Mapping[str, int]
    cost: int
    runner_up: int | None
    instead: PlannedAppointment | None


def slot_costs(case: Case, appointments: Sequence[PlannedAppointment]) -> tuple[SlotCost, ...]:
    """Each of a course's appointments, by number.

    All parts add up to the course's cost, but for sessions that are not placed and promises of those.
    """
    mine = sorted(appointments, key=lambda a: a.number)
    return tuple(slot_cost(case, mine, a.number) for a in mine)


def slot_cost(
    case: Case, appointments: Sequence[PlannedAppointment], number: int, *, another_start: bool = False
) -> SlotCost:
    """One of them alone; `another_start`: the runner-up may not be at the same time somewhere else either.

    Raises StopIteration for a number that has none.
    """
    mine = sorted(appointments, key=lambda a: a.number)
    level, a = next((level, a) for level, a in enumerate(mine) if a.number == number)
    runner_up, instead = _without(case, level, a, another_start=another_start)
    cost = course_cost(case.problem, case.course, mine)
    return SlotCost(a, _parts(case, mine[: level + 1]), cost, runner_up, instead)


def _parts(case: Case, upto: Sequence[PlannedAppointment]) -> dict[str, int]:
    """What the last of these adds to the course, and the price of its own promise if that is broken."""
    weights, last = case.problem.weights, upto[-1]
    bare = replace(case.course, standing=())
    change = course_terms(weights, bare, upto)
    change.subtract(course_terms(weights, bare, upto[:-1]))
    del change["unplaced"]
    own = tuple(kept for kept in case.course.standing if kept.number == last.number)
    broken = course_terms(weights, replace(bare, standing=own), upto)
    parts = Counter({term: broken[term] for term in ("moved", "moved_firm")}) + change
    return dict(parts)


def _without(
    case: Case, level: int, a: PlannedAppointment, *, another_start: bool
) -> tuple[int | None, PlannedAppointment | None]:
    instance, search = case.search()
    chains, problem = search.chains, case.problem
    people = [problem.counsellors[pair.counsellor].id for pair in instance.pairs]
    same = chains.cell * problem.grid == a.start
    if not another_start:
        same &= np.array([name == a.counsellor for name in people], bool)[chains.row]
        same &= np.array([place.id == a.place for place in problem.places], bool)[chains.place]
    chain = search.through(level, ~same, must=False)
    empty = float(instance.tariffs[0].ending[0])
    if chain is None or empty < chain.cost:
        return (round(empty), None) if np.isfinite(empty) else (None, None)
    course = appointments_of(instance, 0, chain)
    return round(chain.cost), course[level] if level < len(course) else None
