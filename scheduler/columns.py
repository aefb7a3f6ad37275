"""Better prices for the bound, by column generation.

A column is one way to hold one course. The linear programme over the columns found so far says what each shared hour
is worth; the relaxation answers with the best column at those prices, until no column helps.
"""

from collections.abc import Callable
from datetime import timedelta

import numpy as np
from ortools.math_opt.python import mathopt
from ortools.util.python.solve_interrupter import SolveInterrupter

from scheduler.bound import Relaxation
from scheduler.chains import Chain
from scheduler.clock import Watch, never
from scheduler.starts import Floats, Ints

_IMPROVES = 1e-4
_OVERFULL = 1e-6
_SMOOTHING = 0.6  # share of the best prices so far (Wentges): plain duals swing from one corner to another
_STEP_BACK = 0.3


class Master:
    """The linear programme, grown by columns and by the limits that its solution breaks."""

    def __init__(self, relaxation: Relaxation) -> None:
        self._relaxation = relaxation
        self._model = mathopt.Model()
        self._model.objective.is_maximize = False
        self._rows: dict[int, mathopt.LinearConstraint] = {}
        self._waiting: dict[int, list[tuple[mathopt.Variable, int]]] = {}
        self._columns: dict[tuple[int, tuple[int, ...]], tuple[mathopt.Variable, Ints, Ints]] = {}
        self._courses = []
        for tariff in relaxation.instance.tariffs:
            row = self._model.add_linear_constraint(lb=1.0, ub=1.0)
            # Where pins forbid an empty course, the price of one is beyond that of any plan.
            empty = float(tariff.ending[0]) if np.isfinite(tariff.ending[0]) else 1e12
            self._variable(row, empty)
            self._courses.append(row)
        self._solver = mathopt.IncrementalSolver(self._model, mathopt.SolverType.GLOP)
        self.best = relaxation.ask(relaxation.no_prices())
        self.done = False

    def _variable(self, row: mathopt.LinearConstraint, cost: float) -> mathopt.Variable:
        made = self._model.add_variable(lb=0.0)
        self._model.objective.set_linear_coefficient(made, cost)
        row.set_coefficient(made, 1.0)
        return made

    def add(self, chain: Chain, prices: Floats | None = None, shares: Floats | None = None) -> bool:
        """Take a column in, unless it is known or, at given prices, no help."""
        key = (chain.pair, chain.at)
        if chain.pair < 0 or key in self._columns:
            return False
        instance, chains = self._relaxation.instance, self._relaxation.chains
        course = instance.pairs[chain.pair].course
        entries, times = self._relaxation.shared.of_chain(chain.pair, np.array(chain.at) + chains.base[chain.pair])
        if prices is not None and shares is not None:
            saved = shares[course] - chain.cost - float(prices[entries] @ times)
            if saved < _IMPROVES:
                return False
        made = self._variable(self._courses[course], chain.cost)
        self._columns[key] = (made, entries, times)
        for entry, often in zip(entries.tolist(), times.tolist(), strict=True):
            if entry in self._rows:
                self._rows[entry].set_coefficient(made, often)
            else:
                self._waiting.setdefault(entry, []).append((made, often))
        return True

    def step(self, seconds: float, stop: Callable[[], bool] = never) -> None:
        """One round: solve, add the limits that the solution breaks and the columns it lacks.

        Once asked to `stop` it ends as it is; what it has learned till then stays.
        """
        limit = mathopt.SolveParameters(time_limit=timedelta(seconds=max(seconds, 0.01)))
        interrupter = SolveInterrupter()
        with Watch(stop, interrupter.interrupt):
            result = self._solver.solve(params=limit, interrupter=interrupter)
        if stop() or not result.has_dual_feasible_solution():
            self.done = True  # out of time, or numerical trouble: the bound so far stands
            return
        duals = result.dual_values()
        prices = self._relaxation.no_prices()
        for entry, row in self._rows.items():
            prices[entry] = max(0.0, -duals[row])
        shares = np.array([duals[row] for row in self._courses])
        broken = self._add_broken(result.variable_values())
        self.done = not self._ask(prices, shares, stop) and not broken

    def _add_broken(self, values: dict[mathopt.Variable, float]) -> int:
        limit = self._relaxation.shared.limit
        used = self._relaxation.no_prices()
        for made, entries, times in self._columns.values():
            if values[made] > _OVERFULL:
                used[entries] += times * values[made]
        broken = np.flatnonzero(used > limit + _OVERFULL).tolist()
        for entry in broken:
            self._rows[entry] = row = self._model.add_linear_constraint(ub=float(limit[entry]))
            for made, often in self._waiting.pop(entry):
                row.set_coefficient(made, often)
        return len(broken)

    def _ask(self, prices: Floats, shares: Floats, stop: Callable[[], bool]) -> int:
        """How many columns help at these prices, as far as there was time to look."""
        smoothing = _SMOOTHING
        while not stop():
            answer = self._relaxation.ask(smoothing * self.best.prices + (1 - smoothing) * prices)
            if answer.bound > self.best.bound:
                self.best = answer
            added = sum(not stop() and self.add(chain, prices, shares) for chain in answer.chains)
            if added or not smoothing:
                return added
            smoothing = max(0.0, smoothing - _STEP_BACK)
        return 0
