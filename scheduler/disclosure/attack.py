"""The attacker: what follows for certain from what is known, by looking for worlds in which it is otherwise."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from scheduler.disclosure.knowledge import Knowledge, Line

_SEED = 7
_MOST = 2**40
_GLANCE = 0.1
"""Steps for a world that differs in many targets at once; the best such world is not needed."""
_FOUND = frozenset({cp_model.OPTIMAL, cp_model.FEASIBLE})


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to try, in steps of the solver's own count, not in seconds: the same on every machine."""

    steps: float = 20.0


@dataclass(frozen=True, slots=True)
class Findings:
    """What the attacker is sure of. What is in none of the three was seen with two values, so nobody can be sure."""

    pinned: Mapping[str, int] = field(default_factory=dict)
    """It can have no other value."""
    unproven: frozenset[str] = frozenset()
    """The steps ran out: neither pinned nor cleared, so to be treated as pinned."""
    is_contradiction: bool = False
    """No world fits what is believed, so some of it is wrong and nothing follows."""


EFFORT = Effort()


def attack(known: Knowledge, targets: Sequence[str], effort: Effort = EFFORT) -> Findings:
    """Which of the targets can have but one value.

    One world is found first. Then worlds are asked for in which others of the targets are not what they were there,
    until the solver proves that there is none in which any that is left differs: those are pinned.
    """
    model, unknowns = _model(known)
    first, solver = _solved(model, effort.steps)
    if first == cp_model.INFEASIBLE:
        return Findings(is_contradiction=True)
    if first not in _FOUND:
        return Findings(unproven=frozenset(targets))
    seen = {name: solver.value(unknowns[name]) for name in targets}
    left = list(dict.fromkeys(targets))
    while left:
        status, moved = _elsewhere(known, seen, left, effort)
        if status == cp_model.INFEASIBLE:
            return Findings(pinned={name: seen[name] for name in left})
        if not moved:
            return Findings(unproven=frozenset(left))
        left = [name for name in left if name not in moved]
    return Findings()


def bounds(known: Knowledge, name: str, effort: Effort = EFFORT) -> tuple[int, int] | None:
    """The lowest and the highest that an unknown can be; None if that could not be proven."""
    ends = []
    for sign in (1, -1):
        model, unknowns = _model(known)
        model.minimize(sign * unknowns[name])
        status, solver = _solved(model, effort.steps)
        if status != cp_model.OPTIMAL:
            return None
        ends.append(solver.value(unknowns[name]))
    return ends[0], ends[1]


def _elsewhere(known: Knowledge, seen: Mapping[str, int], left: Iterable[str], effort: Effort) -> tuple[int, set[str]]:
    """A world in which many of those left, one at least, are not what they were seen to be; and which they are."""
    model, unknowns = _model(known)
    differs = []
    for name in left:
        above, below = model.new_bool_var(""), model.new_bool_var("")
        model.add(unknowns[name] > seen[name]).only_enforce_if(above)
        model.add(unknowns[name] < seen[name]).only_enforce_if(below)
        model.add_at_most_one(above, below)
        differs += [above, below]
    model.add_bool_or(differs)
    model.maximize(sum(differs))
    status, solver = _solved(model, _GLANCE)
    if status == cp_model.UNKNOWN:  # any such world will do
        model.clear_objective()  # type: ignore[no-untyped-call]
        status, solver = _solved(model, effort.steps)
    if status not in _FOUND:
        return status, set()
    return status, {name for name in left if solver.value(unknowns[name]) != seen[name]}


def _model(known: Knowledge) -> tuple[cp_model.CpModel, dict[str, cp_model.IntVar]]:
    model = cp_model.CpModel()
    unknowns = {name: model.new_int_var(low, high, "") for name, (low, high) in known.ranges.items()}
    for line in known.lines:
        _add(model, unknowns, line)
    for groups in known.eithers:
        chosen = [model.new_bool_var("") for _ in groups]
        model.add_bool_or(chosen)
        for group, holds in zip(groups, chosen, strict=True):
            for line in group:
                _add(model, unknowns, line).only_enforce_if(holds)
    return model, unknowns


def _add(model: cp_model.CpModel, unknowns: Mapping[str, cp_model.IntVar], line: Line) -> cp_model.Constraint:
    total = sum(weight * unknowns[name] for name, weight in line.terms)
    low, high = (-_MOST if line.low is None else line.low), (_MOST if line.high is None else line.high)
    return model.add_linear_constraint(total, low, high)


def _solved(model: cp_model.CpModel, steps: float) -> tuple[int, cp_model.CpSolver]:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = _SEED
    solver.parameters.max_deterministic_time = steps
    return int(solver.solve(model)), solver
