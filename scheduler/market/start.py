"""The plan to begin with: pins first, what stands already, then everyone else in order of urgency."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from scheduler.market.search import Crew, lift, put
from scheduler.market.tables import START, Board, Plan, Records, Tables
from scheduler.problem import DAYS_PER_WEEK, Course


class Chain(NamedTuple):
    """Some sessions of one course."""

    pair: int
    starts: Records  # START


def empty_plan(rows: int, levels: int) -> Plan:
    """Nobody has a session."""
    return Plan(np.full(rows, -1, np.int32), np.zeros(rows, np.int32), np.zeros((rows, levels), START), np.zeros(rows))


def copy_of(plan: Plan) -> Plan:
    """The same plan, to be changed apart."""
    return Plan(plan.pair.copy(), plan.held.copy(), plan.starts.copy(), plan.cost.copy())


def by_urgency(courses: Sequence[Course]) -> list[int]:
    """Courses in the order in which they choose: pins first, then priority, then who must start soonest."""

    def urgency(at: int) -> tuple[bool, int, float]:
        course = courses[at]
        return not course.pins, -course.priority, np.inf if course.start_by is None else course.start_by

    return sorted(range(len(courses)), key=urgency)


def rest_pins(tables: Tables, board: Board, crew: Crew) -> None:
    """Take everyone off the plan; the pins of each course are on the board whatever happens."""
    crew.plan.pair.fill(-1)
    crew.plan.held.fill(0)
    crew.plan.cost[:] = tables.ending[:, 0]
    for chain in _promised(tables, pinned=True):
        course = int(tables.pairs[chain.pair]["course"])
        _write(crew.resting, course, chain)
        lift(tables, board, crew, course)


def _promised(tables: Tables, *, pinned: bool) -> Iterator[Chain]:
    """For each pair with promises their starts by level; pins only, or pins and standing appointments."""
    for pair in np.flatnonzero(tables.pairs["promise"] < tables.pairs["promise_end"]).tolist():
        asked = tables.pairs[pair]
        kept = tables.promises[asked["promise"] : asked["promise_end"]]
        kept = kept[kept["pinned"] == 1] if pinned else np.sort(kept, order="level")
        if not kept.size or not (pinned or np.array_equal(kept["level"], np.arange(kept.size))):
            continue
        starts = np.zeros(kept.size, START)
        starts["cell"], starts["run"] = kept["cell"], [_run_of(tables, pair, one) for one in kept]
        yield Chain(pair, starts)


def _run_of(tables: Tables, pair: int, kept: Records) -> int:
    mine = tables.pieces[tables.pairs[pair]["piece"] : tables.pairs[pair]["piece_end"]]
    here = (mine["low"] <= kept["cell"]) & (kept["cell"] < mine["high"])
    runs = mine["run"][here]
    return int(runs[tables.runs["place"][runs] == kept["place"]][0])


def _write(plan: Plan, course: int, chain: Chain) -> None:
    plan.pair[course], plan.held[course] = chain.pair, chain.starts.size
    plan.starts[course, : chain.starts.size] = chain.starts


def put_standing(tables: Tables, board: Board, crew: Crew) -> None:
    """Put back every course that can be held just as promised."""
    for chain in _promised(tables, pinned=False):
        course = int(tables.pairs[chain.pair]["course"])
        cost = _cost(tables, chain)
        if crew.plan.pair[course] < 0 and np.isfinite(cost) and _fits(tables, board, crew.resting, chain):
            _write(crew.plan, course, chain)
            crew.plan.cost[course] = cost
            put(tables, board, crew, course)


def _cost(tables: Tables, chain: Chain) -> float:
    """The chain's cost, infinite where its gaps are forbidden."""
    asked = tables.pairs[chain.pair]
    course = tables.courses[asked["course"]]
    days = chain.starts["cell"] // tables.cells_per_day
    gaps = np.diff(days)
    if (gaps <= 0).any():
        return np.inf
    early = np.arange(days.size) < course["early"]
    runs = tables.runs[chain.starts["run"]]
    own = np.where(early, runs["early"], runs["late"])
    kept = tables.promises[asked["promise"] : asked["promise_end"]]
    own = np.minimum(own, kept["cost"][np.argsort(kept["level"], kind="stable")])
    total = asked["entry"] + tables.ending[asked["course"], days.size] + tables.opening[asked["course"], days[0]]
    return float(total + own.sum() + tables.gap_cost[course["kind"], gaps].sum())


def _fits(tables: Tables, board: Board, resting: Plan, chain: Chain) -> bool:
    """Whether the chain has room beside what is on the board; a course with pins is left to be planned anew."""
    asked = tables.pairs[chain.pair]
    person, lane = asked["person"], asked["lane"]
    if resting.pair[asked["course"]] >= 0 or board.caseload[person] <= 0:
        return False
    cells = chain.starts["cell"]
    rooms = tables.room_lane[lane, tables.runs["place"][chain.starts["run"]]]
    days = cells // tables.cells_per_day
    weeks, times = np.unique(days // DAYS_PER_WEEK, return_counts=True)
    open_now = np.isfinite(board.now[lane, cells]) & ((rooms < 0) | np.isfinite(board.now[rooms, cells]))
    return bool(open_now.all() and (board.day[person, days] > 0).all() and (board.week[person, weeks] >= times).all())
