"""The CP-SAT model of what a better plan could still use, to find it or to prove that there is none."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from scheduler.bound import Relaxation
from scheduler.capacity import Capacity
from scheduler.chains import Chain
from scheduler.clock import OutOfTime, Watch
from scheduler.constraints import RULES, Rule
from scheduler.instance import Instance
from scheduler.starts import Floats, Ints
from scheduler.variables import Reach, Variables

_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class How:
    """How long and with what CP-SAT may look; building its model is part of the time."""

    left: Callable[[], float]  # seconds
    workers: int
    seed: int
    stop: Callable[[], bool]
    seen: Callable[[int, int], None]  # value and bound, as they become known


@dataclass(frozen=True, slots=True)
class Finding:
    """The best chains found (None: none better) and a bound on every plan."""

    chains: dict[int, Chain] | None
    bound: float
    impossible: bool = False


def reach(relaxation: Relaxation, prices: Floats, below: float) -> dict[int, Reach]:
    """The starts that could be part of a plan that costs at most `below`: all others regret too much.

    With nothing to stay below every start is within reach, also those that only a rule of the model forbids.
    """
    everything = not np.isfinite(below)
    bound, regrets = relaxation.regrets(prices)
    chains, instance = relaxation.chains, relaxation.instance
    allowed = [(regret <= below - bound) & (np.isfinite(regret) | everything) for regret in regrets]
    found = {}
    for row, pair in enumerate(instance.pairs):
        span = slice(chains.base[row], chains.base[row + 1])
        sessions = instance.courses[pair.course].sessions
        early = instance.tariffs[pair.course].early
        mine = [allowed[level][span] for level in range(sessions)]
        if mine[0].any():
            found[row] = Reach(
                days=tuple(np.unique(pair.starts.day[usable]) for usable in mine),
                early=_any_of(mine[: max(early, 0)]),
                late=_any_of(mine[max(early, 0) :]),
            )
    return found


def _any_of(masks: list[NDArray[np.bool_]]) -> Ints:
    return np.flatnonzero(np.logical_or.reduce(masks)) if masks else np.array([], np.int64)


def size(reached: dict[int, Reach]) -> int:
    """About how many Booleans a model of this reach has."""
    return sum(r.early.size + r.late.size + sum(days.size for days in r.days) for r in reached.values())


def search(
    instance: Instance,
    capacity: Capacity,
    reached: dict[int, Reach],
    how: How,
    hint: Iterable[Chain] = (),
    rules: tuple[Rule, ...] = RULES,
) -> Finding:
    """Build and solve the model. Without solution and bound (it ran out of time) the finding is empty."""
    try:
        variables = Variables(instance, capacity, reached, lambda: how.left() <= 0 or how.stop())
        for rule in rules:
            rule(variables)
        variables.hint(hint)
    except OutOfTime:
        return Finding(None, -np.inf)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(how.left(), 0.01)
    solver.parameters.num_workers = how.workers
    solver.parameters.random_seed = how.seed
    solver.parameters.linearization_level = 2
    with Watch(how.stop, solver.stop_search):
        status = solver.solve(variables.model, _Report(how.seen))
    if status == cp_model.INFEASIBLE:
        return Finding(None, np.inf, impossible=True)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Finding(None, -np.inf)
    return Finding(_chains(variables, solver), _rounded_up(solver.best_objective_bound))


def _rounded_up(bound: float) -> float:
    return ceil(bound - _ROUNDING) if np.isfinite(bound) else bound


def _chains(variables: Variables, solver: cp_model.CpSolver) -> dict[int, Chain]:
    """The solution's chains; what each costs is for others to say."""
    instance = variables.instance
    found = {course: Chain(-1, 0.0, ()) for course in range(len(instance.courses))}
    used: dict[int, list[int]] = {}
    for (pair, _, at), start in variables.start.items():
        if solver.boolean_value(start):
            used.setdefault(pair, []).append(at)
    for pair, starts in used.items():
        found[instance.pairs[pair].course] = Chain(pair, 0.0, tuple(sorted(starts)))
    return found


class _Report(cp_model.CpSolverSolutionCallback):
    def __init__(self, seen: Callable[[int, int], None]) -> None:
        super().__init__()
        self._seen = seen

    def on_solution_callback(self) -> None:
        """Tell of each better plan."""
        bound = self.best_objective_bound
        self._seen(round(self.objective_value), int(_rounded_up(bound)))
