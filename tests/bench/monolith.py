"""The whole problem as one time-indexed model, given to CP-SAT and to HiGHS: what the engine is measured against.

The model is the engine's own exact one with nothing left out: one Boolean for each start, day and step of each officer
and counsellor, and every hard rule. HiGHS comes with OR-Tools and runs on one thread there.

Usage: python -m tests.bench.monolith PROBLEM PLAN cp-sat|highs SECONDS
"""

import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from math import ceil, inf
from time import monotonic
from typing import Any

from ortools.math_opt.python import mathopt
from ortools.sat.python import cp_model

from scheduler import exact
from scheduler.bound import Relaxation
from scheduler.capacity import taken_capacity
from scheduler.chains import Chain
from scheduler.constraints import RULES
from scheduler.course_best import appointments_of
from scheduler.instance import Instance
from scheduler.io import read_problem, write_plan
from scheduler.objective import objective
from scheduler.plan import PlannedAppointment, Result, Status
from scheduler.variables import Variables

WORKERS = 2
_ROUNDING = 1e-6
_ENDLESS = 1 << 60


def whole_model(problem_path: str) -> Variables:
    """Every start that any plan could use, and every rule."""
    problem = read_problem(problem_path)
    instance = Instance(problem, list(problem.courses))
    capacity = taken_capacity(problem, [])
    relaxation = Relaxation(instance, capacity)
    variables = Variables(instance, capacity, exact.reach(relaxation, relaxation.no_prices(), inf))
    for rule in RULES:
        rule(variables)
    return variables


def by_cp_sat(variables: Variables, seconds: float) -> tuple[set[int], float]:
    """Indices of the Booleans that are true in the best plan found, and the bound."""
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = WORKERS
    solver.parameters.linearization_level = 2
    status = solver.solve(variables.model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return set(), solver.best_objective_bound
    count = len(variables.model.proto.variables)
    made = (variables.model.get_bool_var_from_proto_index(index) for index in range(count))
    return {one.index for one in made if solver.boolean_value(one)}, solver.best_objective_bound


def by_highs(variables: Variables, seconds: float) -> tuple[set[int], float]:
    """The same by mixed-integer programming."""
    model, made = _as_mip(variables.model.proto)
    limit = mathopt.SolveParameters(time_limit=timedelta(seconds=seconds))
    result = mathopt.solve(model, mathopt.SolverType.HIGHS, params=limit)
    bound = result.termination.objective_bounds.dual_bound
    if not result.has_primal_feasible_solution():
        return set(), bound
    values = result.variable_values(made)
    return {index for index, value in enumerate(values) if value > 0.5}, bound


def _as_mip(proto: Any) -> tuple[mathopt.Model, list[mathopt.Variable]]:
    model = mathopt.Model()
    made = [model.add_binary_variable() for _ in proto.variables]

    def literal(index: int) -> Any:
        return made[index] if index >= 0 else 1 - made[-index - 1]

    for mine, theirs in zip(made, proto.variables, strict=True):
        mine.lower_bound, mine.upper_bound = _ends(theirs.domain)
    for rule in proto.constraints:
        for low, expression, high in _rows(rule, made, literal):
            model.add_linear_constraint(lb=low, ub=high, expr=expression)
    goal = proto.objective
    cost = mathopt.fast_sum(c * literal(v) for v, c in zip(goal.vars, goal.coeffs, strict=True))
    model.minimize(cost + goal.offset)
    return model, made


def _rows(rule: Any, made: list[mathopt.Variable], literal: Any) -> list[tuple[float, Any, float]]:
    """A rule of the CP-SAT model as rows: low <= expression <= high."""
    if rule.has_linear():
        terms = zip(rule.linear.vars, rule.linear.coeffs, strict=True)
        low, high = _ends(rule.linear.domain)
        return [(low, mathopt.fast_sum(c * made[v] for v, c in terms), high)]
    if rule.has_at_most_one():
        return [(-inf, mathopt.fast_sum(literal(v) for v in rule.at_most_one.literals), 1.0)]
    if rule.has_bool_and():
        needed = [literal(v) for v in rule.bool_and.literals]
        given = [literal(v) for v in rule.enforcement_literal]
        return [(-inf, mathopt.fast_sum(given) - one, len(given) - 1.0) for one in needed]
    raise ValueError(f"a kind of rule that this bench cannot write as rows: {rule}")


def _ends(domain: Iterable[int]) -> tuple[float, float]:
    """First and last of a domain; the outermost integers mean that there is no end."""
    low, *_, high = list(domain)
    return (low if low > -_ENDLESS else -inf, high if high < _ENDLESS else inf)


def planned(variables: Variables, true: set[int]) -> tuple[PlannedAppointment, ...]:
    """The plan behind the Booleans."""
    starts: dict[int, list[int]] = {}
    for (pair, _, at), made in variables.start.items():
        if made.index in true:
            starts.setdefault(pair, []).append(at)
    instance = variables.instance
    chains = [(instance.pairs[pair].course, Chain(pair, 0.0, tuple(sorted(found)))) for pair, found in starts.items()]
    return tuple(one for course, chain in chains for one in appointments_of(instance, course, chain))


SOLVERS: Mapping[str, Callable[[Variables, float], tuple[set[int], float]]] = {"cp-sat": by_cp_sat, "highs": by_highs}


def main(problem: str, plan: str, solver: str, seconds: str) -> int:
    """Solve and write the plan file; a solver that found nothing writes an empty plan."""
    begun = monotonic()
    variables = whole_model(problem)
    true, bound = SOLVERS[solver](variables, max(1.0, float(seconds) - (monotonic() - begun)))
    appointments = planned(variables, true)
    known = ceil(bound - _ROUNDING) if abs(bound) < _ENDLESS else None
    value = objective(variables.instance.problem, appointments)
    write_plan(Result(Status.FEASIBLE, value, known, monotonic() - begun, appointments), plan)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
