"""No prices, however wild, prove more than the best plan costs."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from scheduler.capacity import Capacity
from scheduler.check import promise_faults
from scheduler.market.demand import Market
from scheduler.market.dual import Dual
from scheduler.market.follow import QUANTUM
from scheduler.market.kept import cache_folder, is_compiled, note_compiled
from scheduler.market.laying import board_of, tables_of
from scheduler.market.tables import Floats
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
        bound = market.prove(prices)
    assert expected is not None
    assert bound <= expected


def test_a_bound_that_forgot_what_the_hours_on_offer_are_worth_would_be_caught() -> None:
    with market_of(crowd(3)) as market:
        dual = Dual(market)
        honest = dual.bound
        market.limit[:] = 0
        prices = np.full(market.limit.size, 400.0)
        assert market.prove(prices) > honest


def test_prices_prove_more_the_longer_they_are_improved_and_workers_do_not_matter() -> None:
    bounds = []
    for workers in (1, 3):
        with market_of(crowd(), workers) as market:
            dual = Dual(market)
            begun = dual.bound
            for done in range(64):
                dual.step(done / 64, aim=1000)
            assert dual.proven > begun
            bounds.append(dual.bound)
    assert bounds[0] == bounds[1]


def test_steps_far_too_long_lose_nothing_that_is_proven() -> None:
    with market_of(crowd()) as market:
        dual = Dual(market)
        begun = dual.bound
        for _ in range(24):
            dual.step(0, aim=1e6)
        assert dual.bound >= begun
        assert not dual.is_spent
        assert market.prove(dual.prices) == dual.bound


def test_steps_too_short_to_change_a_price_are_the_last() -> None:
    with market_of(crowd()) as market:
        dual = Dual(market)
        assert not dual.is_spent
        dual.step(0, aim=1e-6)
        assert dual.is_spent


def shared() -> Problem:
    """A crowd whose officers may have either counsellor."""
    asked = crowd()
    either = (("c1", 0), ("c2", 0))
    return replace(asked, courses=tuple(replace(course, counsellors=either) for course in asked.courses))


def wander(market: Market, rounds: int) -> Floats:
    """Ask a few courses about a few pairs at ever other prices; the last prices."""
    random = np.random.default_rng(1)
    prices = np.zeros(market.limit.size)
    for _ in range(rounds):
        prices = np.round(random.random(prices.size) * 90 * QUANTUM) / QUANTUM
        market.charge(prices, market.board)
        market.ask(random.permutation(market.least.size).astype(np.int32)[:3], margin=0)
    return prices


@pytest.mark.parametrize("workers", [1, 3])
def test_a_proof_and_its_account_do_not_depend_on_who_was_asked_before(workers: int) -> None:
    with market_of(shared(), workers) as used_up, market_of(shared()) as fresh:
        prices = wander(used_up, 40)
        assert used_up.prove(prices) == fresh.prove(prices)
        assert (used_up.least == fresh.least).all()
        assert (used_up.used == fresh.used).all()


def test_a_proof_that_left_out_pairs_would_be_noticed() -> None:
    with market_of(shared()) as hasty, market_of(shared()) as fresh:
        prices = wander(hasty, 40)
        hasty.charge(prices, hasty.board)
        hasty.ask(np.arange(hasty.least.size, dtype=np.int32), margin=0)
        assert hasty.least.sum() - prices @ hasty.limit > fresh.prove(prices)


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
