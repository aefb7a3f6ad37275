"""Some rounds of the search, in machine code and in the plain Python that it was made of."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from scheduler.capacity import Capacity
from scheduler.problem import PRIORITIES, Problem
from scheduler.starts import cells
from tests.scheduler.market.test_planner import crowd
from tests.scheduler.market.uncompiled import uncompiled

ROUNDS = 40


def bargained(problem: Problem, rounds: int) -> tuple[list[float], list[object], int]:
    """What each course costs and when its sessions start after so many rounds, and how many rounds changed the plan."""
    # Imported here, so that it is what `uncompiled` has put there.
    from scheduler.market.demand import Market
    from scheduler.market.laying import board_of, tables_of
    from scheduler.market.search import bargain
    from scheduler.market.table import Table
    from scheduler.market.tables import scratch

    capacity = Capacity(problem)
    tables = tables_of(problem, problem.courses, capacity)
    with ThreadPoolExecutor(1) as threads:
        ideal = board_of(tables, capacity, cells(problem))
        market = Market(tables, ideal, threads, 1)
        market.prove(np.zeros(market.limit.size))
        table = Table(tables, board_of(tables, capacity, cells(problem)), market.least.copy(), seed=3)
        table.clear()
        table.build(range(len(problem.courses)), lambda: False)
        rank, floor = market.view(np.zeros(market.limit.size))
        boards = (table.board._replace(rank=rank, floor=floor), ideal._replace(rank=rank, floor=floor))
        changed = bargain(tables, boards, scratch(tables), table.crew, rounds, 1.0)
    plan = table.crew.plan
    return plan.cost.tolist(), plan.starts["cell"].tolist(), changed


def test_the_search_does_in_machine_code_what_it_does_in_python() -> None:
    alike = crowd(14)
    courses = tuple(replace(course, priority=PRIORITIES[at % 3]) for at, course in enumerate(alike.courses))
    asked = replace(alike, courses=courses)
    compiled = bargained(asked, ROUNDS)
    with uncompiled():
        plain = bargained(asked, ROUNDS)
    assert plain == compiled
    assert 0 < compiled[2] < ROUNDS, "some rounds change the plan, and some are taken back"
