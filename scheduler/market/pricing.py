"""The cheapest chain of one course with one counsellor at the prices of the board, exactly.

First the cheapest open start of each day, then a dynamic programme over the days that have one.
"""

import numpy as np

from scheduler.market.compiled import inner
from scheduler.market.tables import Board, Desk, Floats, Ints, Records, Tables
from scheduler.problem import DAYS_PER_WEEK


@inner
def cheapest_chain(tables: Tables, board: Board, desk: Desk, pair: int, limit: float) -> tuple[float, int]:
    """Cost at the board's prices and number of sessions; (inf, 0) for none.

    Its starts are left in `desk.found` if it costs less than `limit`.
    A week that cannot take as many sessions of the course as gaps allow takes one of them at most.
    """
    person = tables.pairs[pair].person
    if board.caseload[person] <= 0:
        return np.inf, 0
    usable = _days(tables, board, desk, pair)
    if usable == 0:
        return np.inf, 0
    tight = _limits(tables, board, desk.usable, pair, usable)
    best, level, last = _levels(tables, board, desk, pair, (usable, tight))
    if level < 0:
        return np.inf, 0
    cost = best + tables.pairs[pair].entry + board.entry[person]
    if cost < limit:
        _walk(tables, board, desk, pair, level, last)
    return cost, level + 1


@inner
def best_pair(tables: Tables, board: Board, desk: Desk, side: Ints, course: int) -> tuple[int, int, float]:
    """The pair with the cheapest chain at the board's prices, left in `desk.best`; -1 if none is worth it."""
    best, chosen, count = tables.ending[course, 0], -1, 0
    for at in range(tables.courses[course].pair, tables.courses[course].pair_end):
        if board.floor[at] >= best:
            break
        pair = board.rank[at]
        if side[tables.pairs[pair].person]:
            cost, sessions = cheapest_chain(tables, board, desk, pair, best)
            if sessions and cost < best:
                best, chosen, count = cost, pair, sessions
                for level in range(sessions):
                    desk.best[level] = desk.found[level]
    return chosen, count, best


@inner
def _days(tables: Tables, board: Board, desk: Desk, pair: int) -> int:
    """Note the days with an open start, and the cheapest of each for early and later numbers; how many there are."""
    asked = tables.pairs[pair]
    now, rooms, lane = board.now, tables.room_lane, asked.lane
    day_left, week_left, per_day = board.day[asked.person], board.week[asked.person], tables.cells_per_day
    usable, own = desk.usable, desk.own
    for day in range(own.shape[1]):
        own[0, day] = own[1, day] = own[2, day] = np.inf
    last, used = -1, 0
    for at in range(asked.piece, asked.piece_end):
        piece = tables.pieces[at]
        day = piece.low // per_day
        if day_left[day] <= 0 or week_left[day // DAYS_PER_WEEK] <= 0:
            continue
        run = tables.runs[piece.run]
        least = _least(now, lane, rooms[lane, run.place], piece.low, piece.high)
        if least == np.inf:
            continue
        if day != last:
            last = day
            usable[used].day, usable[used].piece = day, at
            used += 1
        own[0, day] = min(own[0, day], least + run.early)
        own[1, day] = min(own[1, day], least + run.late)
    return used


@inner
def _least(now: Floats, lane: int, rooms: int, low: int, high: int) -> float:
    """The cheapest open start of a piece."""
    if rooms >= 0:
        return _least_of_both(now[lane], now[rooms], low, high)
    least = np.inf
    row = now[lane]
    for cell in range(np.uint64(low), np.uint64(high)):
        least = min(least, row[cell])
    return least


@inner
def _least_of_both(first: Floats, second: Floats, low: int, high: int) -> float:
    """The least sum of two neighbours in [low, high)."""
    least = np.inf
    # Counters without a sign spare each access a test for indices that count from the end.
    for at in range(np.uint64(low), np.uint64(high)):
        cost = first[at] + second[at]
        least = min(least, cost)
    return least


@inner
def _limits(tables: Tables, board: Board, usable: Records, pair: int, count: int) -> bool:
    """For each usable day the days between which the session before it must lie; whether a week binds anywhere."""
    asked = tables.pairs[pair]
    kind = tables.kinds[tables.courses[asked.course].kind]
    crowd = min(kind.per_week, board.guard[0])
    week_left, day_left = board.week[asked.person], board.day[asked.person]
    tight = False
    for at in range(count):
        day = usable[at].day
        upto = day - kind.least
        if week_left[day // DAYS_PER_WEEK] < crowd:
            upto = min(upto, day - day % DAYS_PER_WEEK - 1)
        most = min(kind.most, day_left.shape[0] - 1)
        usable[at].since, usable[at].upto = day - most, upto
        usable[at].near, usable[at].long = kind.least, min(kind.long, most)
        tight = tight or upto != day - kind.least
    return tight


@inner
def _levels(tables: Tables, board: Board, desk: Desk, pair: int, found: tuple[int, bool]) -> tuple[float, int, int]:
    """The least cost, its last level (-1: no chain at all) and the usable day it ends on."""
    count, tight = found
    course = tables.pairs[pair].course
    asked = tables.courses[course]
    promised = tables.pairs[pair].promise < tables.pairs[pair].promise_end
    gaps, ending = tables.gap_cost[asked.kind], tables.ending[course]
    least = desk.least
    best, best_level = np.inf, -1
    begin = 0
    for level in range(min(asked.sessions, least.shape[0])):
        if promised:
            _promise(tables, board, desk, pair, level, count)
        own = desk.own[2 if promised else int(level >= asked.early)]
        if level == 0:
            cost = _sum_of(tables.opening[course], own, least[0])
        else:
            _before_all(least[level - 1], desk, gaps, (begin, count), tight)
            begin, cost = _step(desk, own, least[level], (begin, count))
        if begin == count:
            break
        if cost + ending[level + 1] < best:
            best, best_level = cost + ending[level + 1], level
    return best, best_level, _first_least(desk.usable, least[best_level], count)


@inner
def _sum_of(first: Floats, second: Floats, out: Floats) -> float:
    """Entry by entry; the least of the sums."""
    least = np.inf
    for at in range(out.shape[0]):
        out[at] = first[at] + second[at]
        least = min(least, out[at])
    return least


@inner
def _first_least(usable: Records, costs: Floats, count: int) -> int:
    """The usable day with the least cost."""
    best = 0
    for at in range(1, count):
        if costs[usable[at].day] < costs[usable[best].day]:
            best = at
    return best


@inner
def _before_all(previous: Floats, desk: Desk, gaps: Floats, span: tuple[int, int], tight: bool) -> None:
    """What comes before a session on each usable day, left in `desk.reach`."""
    usable, reach = desk.usable, desk.reach
    begin, count = span
    low, high = usable[begin].day, usable[count - 1].day + 1
    near, long, most = usable[begin].near, usable[begin].long, usable[begin].day - usable[begin].since
    _reach(previous, reach, gaps, (near, long), low, high)
    if long < most:
        _reach_far(previous, (desk.wide, desk.spare), reach, gaps, (long, most), high)
    if tight:
        for at in range(begin, count):
            if usable[at].upto != usable[at].day - near:
                reach[usable[at].day] = _look(previous, gaps, usable, at)


@inner
def _step(desk: Desk, own: Floats, here: Floats, span: tuple[int, int]) -> tuple[int, float]:
    """What a next session on each day costs with all before it; the first usable day for one, and the least cost."""
    usable = desk.usable
    begin, count = span
    low, high = usable[begin].day, usable[count - 1].day + 1
    for day in range(low):
        here[day] = np.inf
    for day in range(high, here.shape[0]):
        here[day] = np.inf
    # All days rather than the usable ones: additions side by side are quicker than a choice for each.
    least = _sum_of(desk.reach[low:high], own[low:high], here[low:high])
    while begin < count and here[usable[begin].day] == np.inf:
        begin += 1
    return begin, least


@inner
def _reach(previous: Floats, reach: Floats, gaps: Floats, near: tuple[int, int], low: int, high: int) -> None:
    """What comes before a session on each day from `low` to `high`, after a gap of ordinary length."""
    for day in range(low, high):
        reach[day] = np.inf
    for gap in range(near[0], near[1] + 1):
        first = max(low, gap)
        if first >= high:
            break
        cost, here, then = gaps[gap], reach[first:high], previous[first - gap : high - gap]
        for at in range(here.shape[0]):
            here[at] = min(here[at], then[at] + cost)


@inner
def _reach_far(
    previous: Floats, scratch: tuple[Floats, Floats], reach: Floats, gaps: Floats, far: tuple[int, int], high: int
) -> None:
    """The same after a long gap, from `far[0]` + 1 to `far[1]` days: each day more costs as much as the day before.

    Less that slope, the least of a window doubles until two windows cover all long gaps.
    """
    long, most = far
    least, spare = scratch
    width, slope = 1, gaps[long + 1] - gaps[long]
    for day in range(high):
        least[day] = previous[day] - slope * day
    while 2 * width <= most - long:
        _double(least, spare, width, high)
        least, spare, width = spare, least, 2 * width
    for day in range(long + 1, min(long + width, high)):  # not even one window lies so far back
        for then in range(day - long):
            reach[day] = min(reach[day], previous[then] + gaps[day - then])
    _fold(reach[long + width : min(most, high)], least[:1], least, gaps[long] + slope * width, slope)
    if high > most:
        _fold(reach[most:high], least, least[most - long - width :], gaps[long] + slope * (most - long), slope)


@inner
def _double(narrow: Floats, wide: Floats, width: int, high: int) -> None:
    """From the least of `width` days from each day on to that of twice as many."""
    later = narrow[width:high]
    for day in range(later.shape[0]):
        wide[day] = min(narrow[day], later[day])
    for day in range(max(high - width, 0), high):
        wide[day] = narrow[day]


@inner
def _fold(reach: Floats, first: Floats, last: Floats, base: float, slope: float) -> None:
    """Take in what two windows offer; a first window of one entry is the same for every day."""
    if first.shape[0] == 1:
        for at in range(reach.shape[0]):
            reach[at] = min(reach[at], min(first[0], last[at]) + (base + slope * at))
    else:
        for at in range(reach.shape[0]):
            reach[at] = min(reach[at], min(first[at], last[at]) + (base + slope * at))


@inner
def _look(previous: Floats, gaps: Floats, usable: Records, at: int) -> float:
    """What comes before a session on one usable day, where weeks that are nearly full bind."""
    day, least = usable[at].day, np.inf
    for then in range(max(usable[at].since, 0), usable[at].upto + 1):
        least = min(least, previous[then] + gaps[day - then])
    return least


@inner
def _promise(tables: Tables, board: Board, desk: Desk, pair: int, level: int, count: int) -> None:
    """What sessions of one level cost by themselves, given what a pin or a promise says of it."""
    usable, own = desk.usable, desk.own
    asked = tables.pairs[pair]
    early = level < tables.courses[asked.course].early
    for at in range(count):
        own[2, usable[at].day] = own[0 if early else 1, usable[at].day]
    for kept in range(asked.promise, asked.promise_end):
        promise = tables.promises[kept]
        if promise.level == level:
            for at in range(count):
                day = usable[at].day
                if promise.pinned:
                    own[2, day] = np.inf
                if day == promise.cell // tables.cells_per_day:
                    own[2, day] = min(own[2, day], _promise_cost(tables, board, pair, kept))


@inner
def _promise_cost(tables: Tables, board: Board, pair: int, kept: int) -> float:
    lane, promise = tables.pairs[pair].lane, tables.promises[kept]
    cost = promise.cost + board.now[lane, promise.cell]
    rooms = tables.room_lane[lane, promise.place]
    return float(cost if rooms < 0 else cost + board.now[rooms, promise.cell])


@inner
def _walk(tables: Tables, board: Board, desk: Desk, pair: int, level: int, used: int) -> None:
    """The starts of the cheapest chain, from its last level back to its first."""
    asked = tables.pairs[pair]
    early = tables.courses[asked.course].early
    while level >= 0:
        if asked.promise == asked.promise_end or not _keep(tables, board, desk, pair, level, used):
            desk.found[level].cell, desk.found[level].run = _choose(tables, board, desk, pair, level < early, used)
        if level > 0:
            used = _before(desk, tables.gap_cost[tables.courses[asked.course].kind], level, used)
        level -= 1


@inner
def _before(desk: Desk, gaps: Floats, level: int, used: int) -> int:
    """The usable day of the session before."""
    usable, previous = desk.usable, desk.least[level - 1]
    day = usable[used].day
    best, where = np.inf, used - 1
    for at in range(used - 1, -1, -1):
        then = usable[at].day
        if usable[used].since <= then <= usable[used].upto and previous[then] + gaps[day - then] < best:
            best, where = previous[then] + gaps[day - then], at
    return where


@inner
def _choose(tables: Tables, board: Board, desk: Desk, pair: int, early: bool, used: int) -> tuple[int, int]:
    """The cheapest start of a day, as cell and run."""
    asked = tables.pairs[pair]
    lane, end = asked.lane, (desk.usable[used].day + 1) * tables.cells_per_day
    best, best_cell, best_run = np.inf, -1, -1
    for at in range(desk.usable[used].piece, asked.piece_end):
        piece = tables.pieces[at]
        if piece.low >= end:
            break
        run = tables.runs[piece.run]
        own = run.early if early else run.late
        rooms = tables.room_lane[lane, run.place]
        for cell in range(piece.low, piece.high):
            cost = own + board.now[lane, cell]
            if rooms >= 0:
                cost += board.now[rooms, cell]
            if cost < best:
                best, best_cell, best_run = cost, cell, piece.run
    return best_cell, best_run


@inner
def _keep(tables: Tables, board: Board, desk: Desk, pair: int, level: int, used: int) -> bool:
    """Take the promised start of a level, if that is what the day's value stands for."""
    asked = tables.pairs[pair]
    day = desk.usable[used].day
    _promise(tables, board, desk, pair, level, used + 1)
    for kept in range(asked.promise, asked.promise_end):
        promise = tables.promises[kept]
        here = promise.level == level and promise.cell // tables.cells_per_day == day
        if here and _promise_cost(tables, board, pair, kept) == desk.own[2, day]:
            desk.found[level].cell = promise.cell
            desk.found[level].run = _run_of(tables, pair, promise.cell, promise.place)
            return True
    return False


@inner
def _run_of(tables: Tables, pair: int, cell: int, place: int) -> int:
    """The run that a start is of."""
    for at in range(tables.pairs[pair].piece, tables.pairs[pair].piece_end):
        piece = tables.pieces[at]
        if piece.low <= cell < piece.high and tables.runs[piece.run].place == place:
            return int(piece.run)
    return -1


@inner
def chain_cost(tables: Tables, starts: Records, pair: int, count: int) -> float:
    """What a chain of at least one session costs by itself, without prices."""
    asked, per_day = tables.pairs[pair], tables.cells_per_day
    course = tables.courses[asked.course]
    total = asked.entry + tables.ending[asked.course, count] + tables.opening[asked.course, starts[0].cell // per_day]
    for level in range(count):
        total += _start_cost(tables, starts, pair, level, level < course.early)
        if level:
            gap = starts[level].cell // per_day - starts[level - 1].cell // per_day
            total += tables.gap_cost[course.kind, gap]
    return float(total)


@inner
def _start_cost(tables: Tables, starts: Records, pair: int, level: int, early: bool) -> float:
    asked = tables.pairs[pair]
    run = tables.runs[starts[level].run]
    cost = run.early if early else run.late
    for kept in range(asked.promise, asked.promise_end):
        promise = tables.promises[kept]
        if promise.level == level and promise.cell == starts[level].cell and promise.place == run.place:
            cost = min(cost, promise.cost)
    return float(cost)
