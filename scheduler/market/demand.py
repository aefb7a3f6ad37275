"""What courses would take at given prices, and the bound that this proves: all courses asked, on several threads.

Prices are multiples of 1/256 and costs whole numbers, so that double precision adds them without error and a bound is a
proof, not an estimate.
"""

from collections.abc import Callable
from concurrent.futures import Executor
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from scheduler.market.compiled import entry, inner
from scheduler.market.follow import Pace, Trend, follow
from scheduler.market.pricing import cheapest_chain
from scheduler.market.start import empty_plan
from scheduler.market.tables import STRETCH, Board, Desk, Floats, Ints, Plan, Records, Tables, scratch
from scheduler.problem import DAYS_PER_WEEK


class Slots(NamedTuple):
    """Where in a list of all useful things (and of their prices) each thing stands."""

    left: Ints  # row x cell
    day: Ints  # counsellor x day
    week: Ints
    caseload: Ints


class Use(NamedTuple):
    """How much of everything useful is used."""

    slots: Slots
    amount: Floats


class Wishes(NamedTuple):
    """What courses chose when they were last asked."""

    plan: Plan  # `cost` is with prices
    last: Floats  # pair: its least cost when last priced


@entry
def ask(tables: Tables, board: Board, desk: Desk, who: tuple[Ints, float], wishes: Wishes, use: Use) -> None:
    """Let courses choose anew at the board's prices, and keep account of what they use up.

    A pair is priced only if it last cost at most `margin` more than the course's cheapest, so only an infinite margin
    finds what a course costs at least.
    """
    courses, margin = who
    plan, last = wishes.plan, wishes.last
    for at in range(courses.shape[0]):
        course = courses[at]
        if plan.pair[course] >= 0:
            _count(tables, plan.pair[course], plan.starts[course], plan.held[course], use, -1.0)
        plan.pair[course], plan.held[course], plan.cost[course] = _choose(tables, board, desk, last, margin, course)
        if plan.pair[course] >= 0:
            for level in range(plan.held[course]):
                plan.starts[course, level] = desk.best[level]
            _count(tables, plan.pair[course], desk.best, plan.held[course], use, 1.0)


@inner
def _choose(
    tables: Tables, board: Board, desk: Desk, last: Floats, margin: float, course: int
) -> tuple[int, int, float]:
    """The cheapest pair of those worth pricing (-1 if none is worth it), its sessions and its cost."""
    first, end = tables.courses[course].pair, tables.courses[course].pair_end
    limit = np.inf
    for pair in range(first, end):
        limit = min(limit, last[pair])
    limit += margin
    best, chosen, count = tables.ending[course, 0], -1, 0
    for pair in range(first, end):
        if last[pair] <= limit:
            last[pair], sessions = cheapest_chain(tables, board, desk, pair, best)
            if sessions and last[pair] < best:
                best, chosen, count = last[pair], pair, sessions
                for level in range(sessions):
                    desk.best[level] = desk.found[level]
    return chosen, count, best


@inner
def _count(tables: Tables, pair: int, starts: Records, count: int, use: Use, times: float) -> None:
    """Add (or take away) what a chain uses up."""
    person, lane = tables.pairs[pair].person, tables.pairs[pair].lane
    slots, used = use.slots, use.amount
    used[slots.caseload[person]] += times
    for level in range(count):
        cell = starts[level].cell
        day = cell // tables.cells_per_day
        used[slots.day[person, day]] += times
        used[slots.week[person, day // DAYS_PER_WEEK]] += times
        for at in range(cell, cell + tables.lanes[lane].length):
            used[slots.left[person, at]] += times
        rooms = tables.room_lane[lane, tables.runs[starts[level].run].place]
        if rooms >= 0:
            for at in range(cell, cell + tables.lanes[rooms].length):
                used[slots.left[tables.lanes[rooms].row, at]] += times


@entry
def floors(tables: Tables, board: Board, desk: Desk, span: tuple[int, int], floor: Floats) -> None:
    """What each pair in `span` costs at least at the board's prices."""
    for pair in range(span[0], span[1]):
        floor[pair] = cheapest_chain(tables, board, desk, pair, -np.inf)[0]


@entry
def put_prices(tables: Tables, board: Board, stretches: Records, slots: Slots, prices: Floats) -> None:
    """Let the starts of some stretches cost what their hours do."""
    for at in range(stretches.shape[0]):
        lane, low, high = stretches[at].lane, stretches[at].low, stretches[at].high
        row, length = tables.lanes[lane].row, tables.lanes[lane].length
        day = low // tables.cells_per_day
        total = 0.0
        if row < board.day.shape[0]:
            total = prices[slots.day[row, day]] + prices[slots.week[row, day // DAYS_PER_WEEK]]
        for cell in range(low, low + length):
            total += prices[slots.left[row, cell]]
        for cell in range(low, high):
            if cell > low:
                total += prices[slots.left[row, cell + length - 1]] - prices[slots.left[row, cell - 1]]
            board.price[lane, cell] = total
            board.now[lane, cell] = np.inf if board.blocked[lane, cell] else total


@entry
def touch(tables: Tables, slots: Slots, starts: Ints) -> None:
    """Mark whatever any start of any pair would use, for only there can a price matter, and the starts by lane."""
    for pair in range(tables.pairs.shape[0]):
        lane, person = tables.pairs[pair].lane, tables.pairs[pair].person
        slots.caseload[person] = 1
        for at in range(tables.pairs[pair].piece, tables.pairs[pair].piece_end):
            piece = tables.pieces[at]
            day = piece.low // tables.cells_per_day
            slots.day[person, day] = slots.week[person, day // DAYS_PER_WEEK] = 1
            slots.left[person, piece.low : piece.high + tables.lanes[lane].length - 1] = 1
            starts[lane, piece.low : piece.high] = 1
            rooms = tables.room_lane[lane, tables.runs[piece.run].place]
            if rooms >= 0:
                slots.left[tables.lanes[rooms].row, piece.low : piece.high + tables.lanes[rooms].length - 1] = 1
                starts[rooms, piece.low : piece.high] = 1


def stretches_of(starts: Ints, cells_per_day: int) -> Records:
    """Neighbouring starts that are marked, lane by lane, none beyond its day."""
    lanes, cells = starts.shape
    by_day = np.zeros((lanes, cells // cells_per_day, cells_per_day + 2), np.int8)
    by_day[:, :, 1:-1] = starts.reshape(lanes, -1, cells_per_day)
    lane, day, edge = np.nonzero(np.diff(by_day))
    found = np.zeros(lane.size // 2, STRETCH)
    at = day * cells_per_day + edge
    found["lane"], found["low"], found["high"] = lane[::2], at[::2], at[1::2]
    return found


class Market:
    """Asks courses at prices, on as many threads as there are workers."""

    def __init__(self, tables: Tables, board: Board, threads: Executor, workers: int) -> None:
        self.tables, self.board = tables, board
        self._threads, self._workers = threads, workers
        given = (board.left, board.day, board.week, board.caseload)
        self._slots = Slots(*(np.zeros(part.shape, np.int32) for part in given))
        starts = np.zeros(board.price.shape, np.int32)
        touch(tables, self._slots, starts)
        self._stretches = self._parted(stretches_of(starts, tables.cells_per_day))
        self._useful = useful = [np.flatnonzero(part) for part in self._slots]
        ends = np.cumsum([0, *(places.size for places in useful)])
        for part, places, first in zip(self._slots, useful, ends, strict=False):
            part.ravel()[places] = np.arange(first, first + places.size)
        picked = [part.ravel()[places] for part, places in zip(given, useful, strict=True)]
        self.limit = np.maximum(np.concatenate(picked), 0).astype(np.float64)
        self._people = np.unique(tables.pairs["person"])
        self._desks = [scratch(tables) for _ in range(workers)]
        self._all = np.arange(tables.courses.size, dtype=np.int32)
        self.forget()

    def forget(self) -> None:
        """Nobody has chosen anything."""
        self._wishes = Wishes(empty_plan(self._all.size, self._desks[0].found.size), np.zeros(self.tables.pairs.size))
        self._amounts = np.zeros((self._workers, self.limit.size))
        self._uses = [Use(self._slots, amount) for amount in self._amounts]

    @property
    def least(self) -> Floats:
        """What each course cost when it was last asked, prices included."""
        return self._wishes.plan.cost

    @property
    def used(self) -> Floats:
        """What the choices of all courses use up."""
        total: Floats = self._amounts.sum(axis=0)
        return total

    def follow(self, trend: Trend, pace: Pace) -> None:
        """Step prices once, after what the choices of all courses use up."""
        edges = self._edges(self.limit.size)
        self._at_once(lambda worker: follow(trend, self._amounts, edges[worker], pace))

    def charge(self, prices: Floats, board: Board) -> None:
        """Put prices (one for each useful thing) on a board."""
        self._at_once(lambda worker: put_prices(self.tables, board, self._stretches[worker], self._slots, prices))
        board.entry[self._people] = prices[self._slots.caseload[self._people]]

    def ask(self, courses: Ints, margin: float) -> None:
        """Let some courses choose anew at the prices charged last, of pairs at most `margin` off the best."""
        parts = self._parted(courses)

        def work(worker: int) -> None:
            asked, use = (parts[worker], margin), self._uses[worker]
            ask(self.tables, self.board, self._desks[worker], asked, self._wishes, use)

        self._at_once(work)

    def prove(self, prices: Floats) -> float:
        """The bound that prices prove: every pair of every course is priced."""
        self.charge(prices, self.board)
        self.ask(self._all, np.inf)
        return float(self.least.sum() - prices @ self.limit)

    def spread(self, prices: Floats) -> list[Floats]:
        """One price for each useful thing, laid out over all there are: by row and cell, day, week, and caseload."""
        found = []
        for part, places in zip(self._slots, self._useful, strict=True):
            laid = np.zeros(part.shape)
            laid.ravel()[places] = prices[part.ravel()[places]]
            found.append(laid)
        return found

    def view(self, prices: Floats) -> tuple[Ints, Floats]:
        """`rank` and `floor` of a board that charges these prices."""
        self.charge(prices, self.board)
        floor = np.zeros(self.tables.pairs.size)
        edges = self._edges(floor.size)
        self._at_once(lambda worker: floors(self.tables, self.board, self._desks[worker], edges[worker], floor))
        rank = np.lexsort((floor, self.tables.pairs["course"])).astype(np.int32)
        return rank, floor[rank]

    def _edges(self, size: int) -> list[tuple[int, int]]:
        return list(pairwise(size * part // self._workers for part in range(self._workers + 1)))

    def _parted(self, things: Records) -> list[Records]:
        return [things[first:end] for first, end in self._edges(things.size)]

    def _at_once(self, work: Callable[[int], None]) -> None:
        """The same work on each thread, which knows its number."""
        for job in [self._threads.submit(work, worker) for worker in range(self._workers)]:
            job.result()
