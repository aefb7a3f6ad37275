"""Neighbourhood search: take courses that compete off the board and put them back best, thousands of times a second.

One round chooses a course, finds the chain it would like best at the going prices, lifts whoever stands in its way and
some neighbours, and puts all back one after the other, each exactly as well as the others then allow. A worse plan is
kept with a chance that falls over time (simulated annealing).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scheduler.market.board import mark
from scheduler.market.compiled import entry, inner
from scheduler.market.pricing import best_pair, chain_cost
from scheduler.market.tables import Board, Desk, Floats, Ints, Plan, Tables

_LOOKS = 20  # at random cells of a counsellor, for someone to lift


class Crew(NamedTuple):
    """One thread's part of the work."""

    plan: Plan
    resting: Plan  # pins, which keep their place while their course is off the board
    alone: Floats  # course: what it costs at least, whoever else is there
    mine: Ints  # courses that may be chosen
    side: Ints  # counsellor: whether it may be used
    chosen: Ints  # courses lifted in this round
    order: Ints
    lifted: NDArray[np.bool_]  # course
    before: Plan  # of the chosen, in the order chosen
    dice: NDArray[np.uint64]


@inner
def roll(dice: NDArray[np.uint64], sides: int) -> int:
    """A number from 0 to `sides` - 1 (xorshift64*, Vigna 2016)."""
    state = dice[0]
    state ^= state >> np.uint64(12)
    state ^= state << np.uint64(25)
    state ^= state >> np.uint64(27)
    dice[0] = state
    return int((state * np.uint64(0x2545F4914F6CDD1D)) >> np.uint64(33)) % sides


@entry
def lift(tables: Tables, board: Board, crew: Crew, course: int) -> None:
    """Take a course off the board; its pins stay."""
    if crew.plan.pair[course] >= 0:
        mark(tables, board, crew.plan.pair[course], crew.plan.starts[course], crew.plan.held[course], -1)
    if crew.resting.pair[course] >= 0:
        mark(tables, board, crew.resting.pair[course], crew.resting.starts[course], crew.resting.held[course], 1)


@entry
def put(tables: Tables, board: Board, crew: Crew, course: int) -> None:
    """Put a course on the board as its plan says."""
    if crew.resting.pair[course] >= 0:
        mark(tables, board, crew.resting.pair[course], crew.resting.starts[course], crew.resting.held[course], -1)
    if crew.plan.pair[course] >= 0:
        mark(tables, board, crew.plan.pair[course], crew.plan.starts[course], crew.plan.held[course], 1)


@inner
def insert(tables: Tables, board: Board, desk: Desk, crew: Crew, course: int) -> float:
    """Place a lifted course as well as the others allow; its cost, infinite if its pins cannot be kept."""
    plan, resting = crew.plan, crew.resting
    if resting.pair[course] >= 0:
        mark(tables, board, resting.pair[course], resting.starts[course], resting.held[course], -1)
    pair, count, _ = best_pair(tables, board, desk, crew.side, course)
    plan.pair[course], plan.held[course] = pair, count
    if pair < 0:
        plan.cost[course] = tables.ending[course, 0]
        return float(plan.cost[course])
    for level in range(count):
        plan.starts[course, level] = desk.best[level]
    plan.cost[course] = chain_cost(tables, desk.best, pair, count)
    mark(tables, board, pair, plan.starts[course], count, 1)
    return float(plan.cost[course])


@entry
def build(tables: Tables, board: Board, desk: Desk, crew: Crew, order: Ints) -> float:
    """Insert lifted courses one after the other; what they cost together."""
    total = 0.0
    for at in range(order.shape[0]):
        total += insert(tables, board, desk, crew, order[at])
    return total


@entry
def bargain(tables: Tables, boards: tuple[Board, Board], desk: Desk, crew: Crew, rounds: int, heat: float) -> int:
    """So many rounds at one temperature; how many changed the plan.

    `boards` are the real one and one where nobody stands in anybody's way.
    """
    kept = 0
    for _ in range(rounds):
        count = _gather(tables, boards, desk, crew)
        if count:
            kept += _try(tables, boards[0], desk, crew, count, heat)
    return kept


@inner
def _gather(tables: Tables, boards: tuple[Board, Board], desk: Desk, crew: Crew) -> int:
    """Choose the courses to lift; how many."""
    course = _costly(crew)
    crew.chosen[0], crew.lifted[course] = course, True
    person, count = -1, 1
    if roll(crew.dice, 2):
        person, count = _rivals(tables, boards, desk, crew, course)
    count = _neighbours(tables, boards[0].owner, crew, course, person, count)
    for at in range(count):
        crew.lifted[crew.chosen[at]] = False
    return count


@inner
def _rivals(tables: Tables, boards: tuple[Board, Board], desk: Desk, crew: Crew, course: int) -> tuple[int, int]:
    """Choose whoever sits where the course would like to be; with which counsellor, and how many are chosen then."""
    pair, sessions, _ = best_pair(tables, boards[1], desk, crew.side, course)
    if pair < 0:
        return -1, 1
    person, busy, count = tables.pairs[pair].person, tables.lanes[tables.pairs[pair].lane].length, 1
    for level in range(sessions):
        for cell in range(desk.best[level].cell, desk.best[level].cell + busy):
            count = _choose(crew, boards[0].owner[person, cell], count)
    return person, count


@inner
def _neighbours(tables: Tables, owner: Ints, crew: Crew, course: int, person: int, count: int) -> int:
    """Choose others with the same counsellor, or with another who could take the course; how many are chosen then."""
    first, end = tables.courses[course].pair, tables.courses[course].pair_end
    most = 2 + roll(crew.dice, crew.chosen.shape[0] - 1)
    for _ in range(_LOOKS if first < end else 0):
        if count >= most:
            break
        if person < 0 or roll(crew.dice, 4) == 0:
            person = tables.pairs[first + roll(crew.dice, end - first)].person
        if crew.side[person]:
            count = _choose(crew, owner[person, roll(crew.dice, owner.shape[1])], count)
    return count


@inner
def _costly(crew: Crew) -> int:
    """One of the courses that may be chosen, rather one that pays much more than it would alone."""
    course = crew.mine[roll(crew.dice, crew.mine.shape[0])]
    if roll(crew.dice, 2):
        for _ in range(4):
            other = crew.mine[roll(crew.dice, crew.mine.shape[0])]
            if crew.plan.cost[other] - crew.alone[other] > crew.plan.cost[course] - crew.alone[course]:
                course = other
    return int(course)


@inner
def _choose(crew: Crew, course: int, count: int) -> int:
    """Add a course to the chosen, unless it is there or there is no place."""
    if course < 0 or crew.lifted[course] or count >= crew.chosen.shape[0]:
        return count
    crew.lifted[course] = True
    crew.chosen[count] = course
    return count + 1


@inner
def _try(tables: Tables, board: Board, desk: Desk, crew: Crew, count: int, heat: float) -> int:
    """Lift the chosen and put them back in some order; 1 if the plan changed, 0 if all is as before."""
    limit, least = 0.0, 0.0
    for at in range(count):
        course = crew.chosen[at]
        _remember(crew, at, course)
        lift(tables, board, crew, course)
        limit += crew.plan.cost[course]
        least += crew.alone[course]
    limit -= heat * np.log((roll(crew.dice, 1 << 30) + 1) / (1 << 30))
    _shuffle(crew, count)
    done = 0
    while done < count and least <= limit:
        course = crew.chosen[crew.order[done]]
        least += insert(tables, board, desk, crew, course) - crew.alone[course]
        done += 1
    if least <= limit:
        return 1
    for at in range(done):
        lift(tables, board, crew, crew.chosen[crew.order[at]])
    for at in range(count):
        _recall(crew, at, crew.chosen[at])
        put(tables, board, crew, crew.chosen[at])
    return 0


@inner
def _shuffle(crew: Crew, count: int) -> None:
    """An order of the chosen; most often the first stays first, since the others were lifted for it."""
    for at in range(count):
        crew.order[at] = at
    begin = 1 if roll(crew.dice, 4) else 0
    for at in range(count - 1, begin, -1):
        other = begin + roll(crew.dice, at + 1 - begin)
        crew.order[at], crew.order[other] = crew.order[other], crew.order[at]


@inner
def _remember(crew: Crew, at: int, course: int) -> None:
    plan, before = crew.plan, crew.before
    before.pair[at], before.held[at], before.cost[at] = plan.pair[course], plan.held[course], plan.cost[course]
    for level in range(plan.held[course]):
        before.starts[at, level] = plan.starts[course, level]


@inner
def _recall(crew: Crew, at: int, course: int) -> None:
    plan, before = crew.plan, crew.before
    plan.pair[course], plan.held[course], plan.cost[course] = before.pair[at], before.held[at], before.cost[at]
    for level in range(plan.held[course]):
        plan.starts[course, level] = before.starts[at, level]
