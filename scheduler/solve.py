"""From a problem to a checked plan with a proven bound, within the time given."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from scheduler.check import check, promise_faults
from scheduler.clock import Clock, OutOfTime, Progress
from scheduler.compiling import Compiling, must_compile
from scheduler.crowded import Crowded, is_crowded, size_of
from scheduler.engine import Engine
from scheduler.market.kept import is_compiled
from scheduler.objective import objective
from scheduler.parts import parts_of, together
from scheduler.plan import Result, Status
from scheduler.problem import Problem, refuse
from scheduler.standing.in_turn import planned_in_turn

__all__ = ["FaultyPlan", "Progress", "solve"]

_LATE = 1.0  # seconds: a plan made in turn that is a little late is better than none


class FaultyPlan(RuntimeError):
    """The solver's own plan broke a rule; nothing of it may be used."""


def solve(
    problem: Problem,
    *,
    seconds: float = 60,
    workers: int = 2,
    seed: int = 0,
    on_progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Result:
    """The best plan found in time, never worse than the standing one where that is still possible.

    Parts that share nobody and no room are planned one after the other. Raises ProblemFaults if the pins contradict the
    problem or each other, Unplannable if no plan keeps them all, and FaultyPlan rather than hand out a plan that the
    checker refuses. With one worker and one seed the answer is the same each time, as long as it is not time that ends
    the search, and the loops of the engine for crowded problems are compiled, or not, each time.
    """
    clock = Clock(seconds, on_progress, cancelled)
    refuse(str(fault) for fault in promise_faults(problem))
    parts = parts_of(problem)
    if len(parts) <= 1:
        return _solved(problem, workers, seed, clock)
    whole = together(problem, _one_by_one(parts, workers, seed, clock))
    return _checked(problem, replace(whole, seconds=clock.passed()))


def _one_by_one(parts: Sequence[Problem], workers: int, seed: int, clock: Clock) -> list[Result]:
    """Each part in its share of the time, small ones first: what they leave over goes to the others."""
    ledger = _Sum(parts, clock)
    sizes = [1 + size_of(part) for part in parts]
    found: dict[int, Result] = {}
    for at in sorted(range(len(parts)), key=lambda at: sizes[at]):
        share = sizes[at] / sum(sizes[other] for other in range(len(parts)) if other not in found)
        mine = Clock(clock.left() * share, ledger.hears(at), clock.cancelled)
        found[at] = _solved(parts[at], workers, seed, mine)
        ledger.note(at, found[at].objective, found[at].bound)
    return [found[at] for at in range(len(parts))]


class _Sum:
    """What is known of all parts together; told once every part has a plan."""

    def __init__(self, parts: Sequence[Problem], clock: Clock) -> None:
        self._clock = clock
        # Until its turn comes a part without pins has the empty plan, and no plan costs less than nothing.
        self._values = [objective(part, ()) if not _has_pins(part) else None for part in parts]
        self._bounds = [0] * len(parts)

    def hears(self, at: int) -> Callable[[Progress], None]:
        """Who listens to one part's progress."""
        return lambda progress: self.note(at, progress.value, progress.bound)

    def note(self, at: int, value: int, bound: int | None) -> None:
        """Take in what is known of one part, and pass on the sum."""
        self._values[at], self._bounds[at] = value, bound or 0
        known = [value for value in self._values if value is not None]
        if len(known) == len(self._values):
            self._clock.tell(sum(known), sum(self._bounds))


def _has_pins(part: Problem) -> bool:
    return any(course.pins for course in part.courses)


def _solved(problem: Problem, workers: int, seed: int, clock: Clock) -> Result:
    if is_crowded(problem, compiled=is_compiled()):
        if must_compile():
            return _solved_while_compiling(problem, workers, seed, clock)
        late = replace(clock, seconds=clock.seconds + _LATE)
        return _solved_by_prices(problem, workers, seed, clock) or _in_turn(problem, clock, late.over)
    return _solved_exactly(problem, workers, seed, clock)


def _solved_by_prices(problem: Problem, workers: int, seed: int, clock: Clock) -> Result | None:
    """None where there was no time to lay the problem out."""
    try:
        engine = Crowded(problem, workers, seed, clock.over)
    except OutOfTime:
        return None
    if engine.run(clock):
        return _result(problem, engine, clock)
    return _solved_exactly(problem, workers, seed, clock)


def _solved_exactly(problem: Problem, workers: int, seed: int, clock: Clock) -> Result:
    engine = Engine(problem, workers, seed)
    engine.run(clock)
    return _result(problem, engine, clock)


def _solved_while_compiling(problem: Problem, workers: int, seed: int, clock: Clock) -> Result:
    """Nobody waits longer than they asked for loops that are yet to be compiled: until they are, by the slow road."""
    with Compiling() as compiling:
        plain = _in_turn(problem, clock, lambda: clock.over() or compiling.is_over())
        if not compiling.wait(clock.over):
            return plain
    better = _solved_by_prices(problem, workers, seed, clock)
    return plain if better is None or better.objective > plain.objective else better


def _in_turn(problem: Problem, clock: Clock, over: Callable[[], bool]) -> Result:
    found = planned_in_turn(problem, over)
    value = objective(problem, found)
    clock.tell(value, 0)
    return _checked(problem, Result(Status.FEASIBLE, value, 0, clock.passed(), tuple(found)))


def _result(problem: Problem, engine: Engine | Crowded, clock: Clock) -> Result:
    status = Status.OPTIMAL if engine.bound >= engine.value else Status.FEASIBLE
    order = {course.id: at for at, course in enumerate(problem.courses)}
    appointments = tuple(sorted(engine.appointments(), key=lambda a: (order[a.course], a.number)))
    return _checked(problem, Result(status, engine.value, engine.bound, clock.passed(), appointments))


def _checked(problem: Problem, result: Result) -> Result:
    """The result, if an independent look finds no fault in it."""
    faults = check(problem, result.appointments)
    value = objective(problem, result.appointments)
    bound = value if result.bound is None else result.bound
    if faults or value != result.objective or bound > value:
        raise FaultyPlan("; ".join([f"cost {value}, claimed {result.objective} over {bound}", *map(str, faults)]))
    return result
