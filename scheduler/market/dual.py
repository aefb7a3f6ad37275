"""A proven lower bound on every plan, and the prices of hours that prove it.

With prices on what courses compete for (Lagrange multipliers) each course is planned alone, exactly; what they then
cost less what the hours on offer are worth is a lower bound, whatever the prices. The prices are improved by the volume
algorithm (Barahona and Anbil, 2000). Prices are multiples of 1/256 and costs whole numbers, so that double precision
adds them without error and the bound is a proof, not an estimate.
"""

from collections.abc import Iterable
from concurrent.futures import Executor
from itertools import pairwise
from math import ceil
from typing import NamedTuple

import numpy as np

from scheduler.market.compiled import entry, inner
from scheduler.market.pricing import best_pair, cheapest_chain
from scheduler.market.tables import Board, Desk, Floats, Ints, Records, Tables, scratch
from scheduler.problem import DAYS_PER_WEEK

QUANTUM = 256.0


class Tally(NamedTuple):
    """How much of everything shared is used, or what it costs."""

    left: Floats  # row x cell
    day: Floats  # counsellor x day
    week: Floats
    caseload: Floats


@entry
def ask(
    tables: Tables, boards: tuple[Board, Ints], desk: Desk, span: tuple[int, int], best: Floats, used: Tally
) -> None:
    """The best chain of each course in `span` at the board's prices: its priced cost, and what it uses up."""
    board, everybody = boards
    for course in range(span[0], span[1]):
        pair, count, best[course] = best_pair(tables, board, desk, everybody, course)
        if pair >= 0:
            _count(tables, pair, desk.best, count, used)


@entry
def floors(tables: Tables, board: Board, desk: Desk, span: tuple[int, int], floor: Floats) -> None:
    """What each pair of the courses in `span` costs at least at the board's prices."""
    for course in range(span[0], span[1]):
        for pair in range(tables.courses[course].pair, tables.courses[course].pair_end):
            floor[pair] = cheapest_chain(tables, board, desk, pair)[0]


@inner
def _count(tables: Tables, pair: int, starts: Records, count: int, used: Tally) -> None:
    person, lane = tables.pairs[pair].person, tables.pairs[pair].lane
    used.caseload[person] += 1
    for level in range(count):
        cell = starts[level].cell
        day = cell // tables.cells_per_day
        used.day[person, day] += 1
        used.week[person, day // DAYS_PER_WEEK] += 1
        rooms = tables.room_lane[lane, tables.runs[starts[level].run].place]
        _add_to(used.left[person], cell, cell + tables.lanes[lane].length)
        if rooms >= 0:
            _add_to(used.left[tables.lanes[rooms].row], cell, cell + tables.lanes[rooms].length)


@inner
def _add_to(used: Floats, low: int, high: int) -> None:
    for cell in range(low, high):
        used[cell] += 1


@entry
def put_prices(tables: Tables, board: Board, prices: Tally) -> None:
    """Let every start on the board cost what its hours do."""
    for lane in range(board.price.shape[0]):
        row = tables.lanes[lane].row
        _sum_over(prices.left[row], tables.lanes[lane].length, board.price[lane])
        for cell in range(board.price.shape[1]):
            if row < board.day.shape[0]:
                day = cell // tables.cells_per_day
                board.price[lane, cell] += prices.day[row, day] + prices.week[row, day // DAYS_PER_WEEK]
            board.now[lane, cell] = np.inf if board.blocked[lane, cell] else board.price[lane, cell]
    for person in range(board.entry.shape[0]):
        board.entry[person] = prices.caseload[person]


@inner
def _sum_over(prices: Floats, length: int, out: Floats) -> None:
    """For each start the sum over `length` cells from it."""
    total = 0.0
    for cell in range(length):
        total += prices[cell]
    for cell in range(out.shape[0]):
        out[cell] = total
        total += prices[cell + length] - prices[cell]


@entry
def touch(tables: Tables, used: Tally) -> None:
    """Mark whatever any start of any pair would use: only there can a price matter."""
    for pair in range(tables.pairs.shape[0]):
        lane, person = tables.pairs[pair].lane, tables.pairs[pair].person
        used.caseload[person] = 1
        for at in range(tables.pairs[pair].piece, tables.pairs[pair].piece_end):
            piece = tables.pieces[at]
            day = piece.low // tables.cells_per_day
            used.day[person, day] = used.week[person, day // DAYS_PER_WEEK] = 1
            used.left[person, piece.low : piece.high + tables.lanes[lane].length - 1] = 1
            rooms = tables.room_lane[lane, tables.runs[piece.run].place]
            if rooms >= 0:
                used.left[tables.lanes[rooms].row, piece.low : piece.high + tables.lanes[rooms].length - 1] = 1


class Market:
    """Asks all courses at once, on as many threads as there are workers."""

    def __init__(self, tables: Tables, board: Board, threads: Executor, workers: int) -> None:
        self.tables, self.board = tables, board
        self._threads = threads
        edges = [tables.courses.size * part // workers for part in range(workers + 1)]
        self._spans = list(pairwise(edges))
        self._desks = [scratch(tables) for _ in self._spans]
        self._everybody = np.ones(board.entry.size, np.int32)
        given = (board.left, board.day, board.week, board.caseload)
        self.least = np.zeros(tables.courses.size)  # course: its priced cost when last asked
        self._used = [Tally(*(np.zeros(part.shape) for part in given)) for _ in self._spans]
        touch(tables, self._used[0])
        self._useful = [np.flatnonzero(part) for part in self._used[0]]
        self.limit = np.maximum(self._flat(given), 0)

    def _flat(self, parts: Iterable[Ints | Floats]) -> Floats:
        picked = [part.ravel()[useful] for part, useful in zip(parts, self._useful, strict=True)]
        return np.concatenate(picked).astype(np.float64)

    def charge(self, prices: Floats, board: Board) -> None:
        """Put prices (one for each useful thing) on a board."""
        spread = Tally(*(np.zeros(part.shape) for part in self._used[0]))
        ends = np.cumsum([useful.size for useful in self._useful])[:-1]
        for part, useful, own in zip(spread, self._useful, np.split(prices, ends), strict=True):
            part.ravel()[useful] = own
        put_prices(self.tables, board, spread)

    def ask(self, prices: Floats) -> tuple[float, Floats]:
        """The bound that prices prove, and what all courses together would use at them."""
        self.charge(prices, self.board)
        best = self.least = np.zeros(self.tables.courses.size)
        for used in self._used:
            for part in used:
                part.fill(0)
        jobs = [
            self._threads.submit(ask, self.tables, (self.board, self._everybody), desk, span, best, used)
            for desk, span, used in zip(self._desks, self._spans, self._used, strict=True)
        ]
        for job in jobs:
            job.result()
        used_in_all: Floats = np.sum([self._flat(used) for used in self._used], axis=0)
        return float(best.sum() - prices @ self.limit), used_in_all

    def view(self, prices: Floats) -> tuple[Ints, Floats]:
        """`rank` and `floor` of a board that charges these prices."""
        self.charge(prices, self.board)
        floor = np.zeros(self.tables.pairs.size)
        jobs = [
            self._threads.submit(floors, self.tables, self.board, desk, span, floor)
            for desk, span in zip(self._desks, self._spans, strict=True)
        ]
        for job in jobs:
            job.result()
        rank = np.lexsort((floor, self.tables.pairs["course"])).astype(np.int32)
        return rank, floor[rank]


class Dual:
    """The volume algorithm: prices follow a running average of what courses would use."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self.prices = np.zeros(market.limit.size)
        self.bound, self._average = market.ask(self.prices)
        self.alone = market.least.copy()  # course: what it costs at least, whoever else is there
        self._stride, self._most = 1.0, 0.3
        self._red = self._rounds = 0
        self._checked = self.bound

    @property
    def proven(self) -> int:
        """Plans cost whole numbers, so the bound rounds up."""
        return ceil(self.bound)

    def step(self, target: float) -> None:
        """One round towards a bound of `target`."""
        limit = self._market.limit
        excess = self._average - limit
        excess[(excess < 0) & (self.prices <= 0)] = 0
        norm = float(excess @ excess)
        if norm < 1e-9:
            return
        length = self._stride * max(target - self.bound, 1.0) / norm
        tried = np.round(np.maximum(0, self.prices + length * excess) * QUANTUM) / QUANTUM
        bound, used = self._market.ask(tried)
        self._blend(used, tried)
        self._judge(bound, tried, float(excess @ np.where((used < limit) & (tried <= 0), 0, used - limit)))

    def _blend(self, used: Floats, tried: Floats) -> None:
        """Move the average to where it breaks limits least."""
        limit = self._market.limit
        active = (self._average > limit) | (used > limit) | (tried > 0)
        change = (used - self._average)[active]
        square = float(change @ change)
        share = -float(change @ (self._average - limit)[active]) / square if square > 1e-12 else 0.5 * self._most
        share = min(self._most, max(self._most / 10, share))
        self._average += share * (used - self._average)

    def _judge(self, bound: float, tried: Floats, along: float) -> None:
        """Keep better prices; lengthen or shorten the stride by how the step went."""
        self._rounds += 1
        if bound > self.bound:
            self.bound, self.prices, self._red = bound, tried, 0
            self._stride = min(2.0, self._stride * 1.1) if along > 0 else self._stride * 0.97
        else:
            self._red += 1
            if self._red >= 3:
                self._stride, self._red = max(0.0005, self._stride * 0.66), 0
        if self._rounds % 50 == 0:
            if self.bound - self._checked < 0.01 * abs(self.bound):
                self._most = max(0.002, self._most * 0.5)
            self._checked = self.bound
