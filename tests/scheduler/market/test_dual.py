"""No prices, however wild, prove more than the best plan costs."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from scheduler.capacity import Capacity
from scheduler.check import promise_faults
from scheduler.market.dual import QUANTUM, Dual, Market
from scheduler.market.kept import cache_folder, is_compiled, note_compiled
from scheduler.market.laying import board_of, tables_of
from scheduler.problem import Problem
from scheduler.starts import cells
from tests.scheduler.market.test_planner import crowd
from tests.scheduler.solve import plainly
from tests.scheduler.solve.making import problems


@contextmanager
def market_of(problem: Problem, workers: int = 1) -> Iterator[Market]:
    """A market of all courses with everyone free."""
    capacity = Capacity(problem)
    tables = tables_of(problem, problem.courses, capacity)
    board = board_of(tables, capacity, cells(problem))
    board.guard[0] = 2
    with ThreadPoolExecutor(workers) as threads:
        yield Market(tables, board, threads, workers)


@settings(max_examples=80, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problems(), st.integers(0, 2**32 - 1), st.sampled_from([1, 30, 400]))
def test_any_prices_prove_no_more_than_the_best_plan_costs(problem: Problem, seed: int, most: int) -> None:
    assume(not promise_faults(problem))
    expected = plainly.best(problem)
    assume(expected is not None)
    with market_of(problem) as market:
        prices = np.round(np.random.default_rng(seed).random(market.limit.size) * most * QUANTUM) / QUANTUM
        bound, _ = market.ask(prices)
    assert expected is not None
    assert bound <= expected


def test_a_bound_that_forgot_what_the_hours_on_offer_are_worth_would_be_caught() -> None:
    with market_of(crowd(3)) as market:
        dual = Dual(market)
        honest = dual.bound
        market.limit[:] = 0
        prices = np.full(market.limit.size, 400.0)
        assert market.ask(prices)[0] > honest


def test_prices_prove_more_the_longer_they_are_improved_and_workers_do_not_matter() -> None:
    bounds = []
    for workers in (1, 3):
        with market_of(crowd(), workers) as market:
            dual = Dual(market)
            begun = dual.bound
            for _ in range(60):
                dual.step(dual.bound * 1.1)
            assert dual.proven > begun
            bounds.append(dual.bound)
    assert bounds[0] == bounds[1]


def test_machine_code_is_kept_apart_for_each_state_of_the_source(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("one = 1\n")
    first = cache_folder(tmp_path)
    assert cache_folder(tmp_path) == first
    (tmp_path / "a.py").write_text("one = 2\n")
    assert cache_folder(tmp_path) != first


def test_only_a_plan_made_with_this_source_says_that_all_is_compiled(tmp_path: Path) -> None:
    source = tmp_path / "a.py"
    source.write_text("one = 1\n")
    note_compiled(tmp_path)
    assert not is_compiled(tmp_path), "where no code can be kept nothing is"
    cache_folder(tmp_path).mkdir(parents=True)
    note_compiled(tmp_path)
    assert is_compiled(tmp_path)
    source.write_text("one = 2\n")
    assert not is_compiled(tmp_path)
