"""Building the exact model and improving prices end when time is up, not when they are whole."""

from collections.abc import Callable
from dataclasses import dataclass
from time import process_time

import numpy as np
import pytest

from scheduler import exact
from scheduler.bound import Answer, Relaxation
from scheduler.capacity import Capacity
from scheduler.check import check
from scheduler.clock import Clock, OutOfTime, Watch, never
from scheduler.columns import Master
from scheduler.constraints import RULES, Rule
from scheduler.engine import Engine
from scheduler.instance import Instance
from scheduler.problem import Problem
from scheduler.solve import solve
from scheduler.starts import Floats
from scheduler.variables import Reach, Variables
from tests.scheduler.solve.building import course, daily, pin, problem, standing, window
from tests.scheduler.solve.test_solve import crowded


@dataclass
class Ticking:
    """A clock on which each look takes a millisecond, and nothing else takes any time."""

    now: float = 0.0

    def __call__(self) -> float:
        self.now += 0.001
        return self.now


@dataclass
class After:
    """Says stop after so many looks."""

    most: int
    looks: int = 0

    def __call__(self) -> bool:
        self.looks += 1
        return self.looks > self.most


def _reach(asked: Problem) -> tuple[Instance, Capacity, dict[int, Reach]]:
    instance, capacity = Instance(asked, asked.courses), Capacity(asked)
    relaxation = Relaxation(instance, capacity)
    return instance, capacity, exact.reach(relaxation, relaxation.no_prices(), np.inf)


def _how(left: Callable[[], float], stop: Callable[[], bool] = never) -> exact.How:
    return exact.How(left, 1, 0, stop, lambda value, bound: None)


def test_variables_are_made_until_time_is_up() -> None:
    parts = _reach(crowded(courses=3))
    soon, whole = After(100), After(10**9)
    with pytest.raises(OutOfTime):
        Variables(*parts, soon)
    assert soon.looks == 101
    # Control: with time enough there is much more to make.
    Variables(*parts, whole)
    assert whole.looks > 5_000


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_rule_watches_the_clock(rule: Rule) -> None:
    at_site = tuple(window(day, place="site") for day in (0, 7, 14))
    first = course(windows=at_site, pins=(pin(1, place="site"),), standing=(standing(2, 7, place="site"),))
    others = [course(f"k{n}", windows=at_site, sessions=3, gap=daily()) for n in range(2, 12)]
    is_over: list[bool] = []
    model = Variables(*_reach(problem(first, *others)), lambda: bool(is_over))
    rule(model)  # control: nothing stops it yet
    is_over.append(True)
    with pytest.raises(OutOfTime):
        rule(model)


@pytest.mark.parametrize(("most", "is_found"), [(20, False), (10**9, True)])
def test_a_search_without_time_for_its_model_knows_nothing(most: int, is_found: bool) -> None:
    enough = After(most)
    found = exact.search(*_reach(problem(course(), course("k2"))), _how(lambda: 0.0 if enough() else 9.0))
    assert (found.chains is not None, found.bound > -np.inf) == (is_found, is_found)
    assert not found.impossible


def test_an_engine_given_any_model_ends_on_time() -> None:
    """Each look at the clock takes a millisecond, and the model alone takes many thousands."""
    asked, ticking = crowded(), Ticking()
    engine = Engine(asked, workers=1, seed=0, small=10**9)
    engine.run(Clock(1, now=ticking, started_at=0.0))
    assert 1 <= ticking.now < 1 + 0.1
    assert check(asked, engine.appointments()) == []
    whole = After(10**9)
    Variables(*_reach(asked), whole)
    assert whole.looks * 0.001 > 1 + 2


def test_an_engine_on_a_real_clock_ends_on_time() -> None:
    asked = crowded(courses=30, sessions=8)
    engine = Engine(asked, workers=1, seed=0, small=10**9)
    begun = process_time()
    engine.run(Clock(0.5))
    assert process_time() - begun < 0.5 + 2


def test_pins_are_kept_though_time_is_up() -> None:
    """k1 would rather have the only start that lets k2 keep its pin: without the model there is no plan."""
    first = course("k1", sessions=2, windows=(window(0), window(1, risk=9), window(7)), pins=(pin(2, 7),), gap=daily())
    second = course("k2", sessions=2, windows=(window(0), window(8)), pins=(pin(2, 8),), gap=daily())
    asked = problem(first, second)
    assert check(asked, solve(asked, seconds=0, workers=1).appointments) == []


class Asked(Relaxation):
    """Notes how often it was asked."""

    def __init__(self, asked: Problem) -> None:
        self.times = 0
        super().__init__(Instance(asked, asked.courses), Capacity(asked))

    def ask(self, prices: Floats) -> Answer:
        self.times += 1
        return super().ask(prices)


@pytest.mark.parametrize("is_stopped", [True, False])
def test_columns_are_added_until_time_is_up(is_stopped: bool) -> None:
    """The first round's answer comes too late to be used, or it is."""
    relaxation = Asked(crowded())
    master = Master(relaxation)
    assert relaxation.times == 1
    master.step(9, lambda: is_stopped and relaxation.times > 1)
    assert relaxation.times >= 2
    known = [not master.add(chain) for chain in relaxation.ask(relaxation.no_prices()).chains]
    assert any(known) is not is_stopped


def test_prices_are_not_improved_once_time_is_up() -> None:
    master = Master(Asked(crowded()))
    bound = master.best.bound
    master.step(9, lambda: True)
    assert master.best.bound == bound


def test_a_watch_calls_off_what_asks_nobody() -> None:
    called: list[int] = []
    with Watch(lambda: True, lambda: called.append(1)):
        begun = process_time()
        while not called and process_time() - begun < 5:
            pass
    assert called
    with Watch(never, lambda: called.append(2)):
        pass
    assert 2 not in called
