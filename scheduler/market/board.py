"""Taking and giving back what sessions use, so that every start's state stays known."""

import numpy as np

from scheduler.market.compiled import inner
from scheduler.market.tables import Board, Records, Tables
from scheduler.problem import DAYS_PER_WEEK


@inner
def mark(tables: Tables, board: Board, pair: int, starts: Records, count: int, times: int) -> None:
    """Take (times 1) or give back (times -1) the sessions of one course."""
    asked = tables.pairs[pair]
    person, lane = asked.person, asked.lane
    busy = tables.lanes[lane].length
    board.caseload[person] -= times
    for level in range(count):
        cell = starts[level].cell
        day = cell // tables.cells_per_day
        board.day[person, day] -= times
        board.week[person, day // DAYS_PER_WEEK] -= times
        _mark_row(tables, board, person, cell, cell + busy, times)
        for at in range(cell, cell + busy):
            board.owner[person, at] = asked.course if times > 0 else -1
        rooms = tables.room_lane[lane, tables.runs[starts[level].run].place]
        if rooms >= 0:
            _mark_row(tables, board, tables.lanes[rooms].row, cell, cell + tables.lanes[rooms].length, times)


@inner
def _mark_row(tables: Tables, board: Board, row: int, low: int, high: int, times: int) -> None:
    for cell in range(low, high):
        board.left[row, cell] -= times
        left = board.left[row, cell]
        if times > 0 and left == 0:
            _shut(tables, board, row, cell, 1)
        elif times < 0 and left == 1:
            _shut(tables, board, row, cell, -1)


@inner
def _shut(tables: Tables, board: Board, row: int, cell: int, times: int) -> None:
    """A cell became full (or free again): every start that needs it is blocked once more (or less)."""
    for lane in range(tables.lanes_of[row], tables.lanes_of[row + 1]):
        for start in range(max(0, cell + 1 - tables.lanes[lane].length), min(cell + 1, board.now.shape[1])):
            board.blocked[lane, start] += times
            board.now[lane, start] = np.inf if board.blocked[lane, start] else board.price[lane, start]
