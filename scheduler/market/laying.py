"""A problem becomes tables and an empty board."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from scheduler.capacity import UNLIMITED, Capacity
from scheduler.clock import OutOfTime, never
from scheduler.instance import Tariff, tariff
from scheduler.market.on_duty import open_duty
from scheduler.market.runs import Runs, pieces_of, runs_of, windows_of
from scheduler.market.tables import COURSE, KIND, LANE, PAIR, PROMISE, Board, Floats, Ints, Records, Tables
from scheduler.problem import DAY, DAYS_PER_WEEK, EARLY_NUMBERS, Course, Problem
from scheduler.starts import cells_needed

_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Who could hold what: one entry for each course and counsellor."""

    base: Ints
    course: Ints
    person: Ints
    length: Ints  # which of the session lengths
    cost: Floats


def tables_of(
    problem: Problem, courses: Sequence[Course], capacity: Capacity, stop: Callable[[], bool] = never
) -> Tables:
    """The tables of these courses; what `capacity` leaves is all there is. Raises OutOfTime once stopped."""
    lengths = sorted({course.minutes for course in courses})
    pairs = _pairs(problem, courses, lengths)
    per_day = DAY // problem.grid
    windows = _unless(stop, windows_of(problem, courses))
    runs = _unless(stop, runs_of(windows, len(problem.places), problem.days, per_day))
    duty, duty_row = _duty(problem, lengths, pairs, capacity)
    base, pieces = _unless(stop, pieces_of(runs, pairs.course, duty_row, duty))
    tariffs = [tariff(problem, course) for course in courses]
    lanes, lanes_of, room_lane = _lanes(problem, lengths or [problem.grid], limited_places(capacity))
    promise_base, promises = _promises(problem, courses, pairs, (runs, base, pieces))
    kinds, kind_costs, kind = _kinds(problem, courses, tariffs)
    return Tables(
        courses=_courses(courses, tariffs, pairs, kind),
        pairs=_pair_records(pairs, lengths, base, promise_base),
        pieces=pieces,
        runs=runs.records,
        promises=promises,
        lanes=lanes,
        lanes_of=lanes_of,
        room_lane=room_lane,
        kinds=kinds,
        gap_cost=kind_costs,
        opening=np.array([fare.opening for fare in tariffs]).reshape(len(courses), problem.days),
        ending=_endings(tariffs),
        cells_per_day=per_day,
    )


def _unless(stop: Callable[[], bool], made: _Made) -> _Made:
    """What was made, unless there is no time for more."""
    if stop():
        raise OutOfTime
    return made


def limited_places(capacity: Capacity) -> Ints:
    """The positions of the places that can run out of rooms."""
    return np.flatnonzero((capacity.rooms < UNLIMITED // 2).any(axis=1)).astype(np.int32)


def _courses(courses: Sequence[Course], tariffs: list[Tariff], pairs: _Pairs, kind: Ints) -> Records:
    made = np.zeros(len(courses), COURSE)
    made["sessions"] = [course.sessions for course in courses]
    made["early"] = [fare.early for fare in tariffs]
    made["kind"], made["pair"], made["pair_end"] = kind, pairs.base[:-1], pairs.base[1:]
    return made


def _pair_records(pairs: _Pairs, lengths: list[int], base: Ints, promise_base: Ints) -> Records:
    made = np.zeros(pairs.course.size, PAIR)
    made["course"], made["person"], made["entry"] = pairs.course, pairs.person, pairs.cost
    made["lane"] = pairs.person * max(len(lengths), 1) + pairs.length
    made["piece"], made["piece_end"] = base[:-1], base[1:]
    made["promise"], made["promise_end"] = promise_base[:-1], promise_base[1:]
    return made


def _pairs(problem: Problem, courses: Sequence[Course], lengths: list[int]) -> _Pairs:
    people = {who.id: at for at, who in enumerate(problem.counsellors)}
    rows: list[tuple[int, int, int, int]] = []
    base = [0]
    for at, course in enumerate(courses):
        length = lengths.index(course.minutes)
        pinned = {pin.counsellor for pin in course.pins}
        if course.sessions:
            rows.extend((at, people[who], length, cost) for who, cost in course.counsellors if not pinned - {who})
        base.append(len(rows))
    made = np.array(rows, np.int64).reshape(-1, 4)
    course, person, length = made[:, :3].astype(np.int32).T
    cost: Floats = (made[:, 3] * float(problem.weights.preference)).astype(np.float64)
    return _Pairs(np.array(base, np.int32), course.copy(), person.copy(), length.copy(), cost)


def _duty(problem: Problem, lengths: list[int], pairs: _Pairs, capacity: Capacity) -> tuple[NDArray[np.bool_], Ints]:
    """Open duty by row and cell, and for each pair and place its row (-1: never there)."""
    asked = np.zeros((len(problem.counsellors), max(len(lengths), 1)), np.int32)
    asked[pairs.person, pairs.length] = 1
    duty, row_of = open_duty(problem, lengths, capacity, asked)
    return duty, row_of[pairs.person, pairs.length]


def _kinds(problem: Problem, courses: Sequence[Course], tariffs: list[Tariff]) -> tuple[Records, Floats, Ints]:
    """The kinds of gaps, what each gap costs there, and which kind each course has."""
    sample = {course.gap: fare for course, fare in zip(courses, tariffs, strict=True)}
    at = {gap: number for number, gap in enumerate(sample)}
    made = np.zeros(len(sample), KIND)
    made["least"] = [gap.min for gap in sample]
    made["long"] = [gap.max for gap in sample]
    made["most"] = [min(gap.limit, problem.days) for gap in sample]
    made["per_week"] = [1 + (DAYS_PER_WEEK - 1) // gap.min for gap in sample]
    costs = np.array([fare.gap for fare in sample.values()]).reshape(len(sample), problem.days)
    return made, costs, np.array([at[course.gap] for course in courses], np.int32)


def _endings(tariffs: list[Tariff]) -> Floats:
    ending = np.full((len(tariffs), max((fare.ending.size for fare in tariffs), default=1)), np.inf)
    for row, fare in zip(ending, tariffs, strict=True):
        row[: fare.ending.size] = fare.ending
    return ending


def _lanes(problem: Problem, lengths: list[int], limited: Ints) -> tuple[Records, Ints, Ints]:
    """Lanes of counsellors, then of limited places; each row's first lane; the room lane of each lane and place."""
    people, kinds = problem.counsellors, len(lengths)
    busy = [(at, cells_needed(problem, m + who.break_after)) for at, who in enumerate(people) for m in lengths]
    sits = [(len(people) + at, cells_needed(problem, minutes)) for at in range(limited.size) for minutes in lengths]
    made = np.array([*busy, *sits], LANE)
    lanes_of = (np.arange(len(people) + limited.size + 1) * kinds).astype(np.int32)
    room_lane = np.full((len(busy), len(problem.places)), -1, np.int32)
    for at, place in enumerate(limited):
        room_lane[:, place] = len(busy) + at * kinds + np.arange(len(busy)) % kinds
    return made, lanes_of, room_lane


def _promises(
    problem: Problem, courses: Sequence[Course], pairs: _Pairs, lay: tuple[Runs, Ints, Records]
) -> tuple[Ints, Records]:
    """The pins and standing appointments that each pair could keep, and where those of each begin."""
    places = {place.id: at for at, place in enumerate(problem.places)}
    rows: list[tuple[int, int, int, int, float]] = []
    base = np.zeros(pairs.course.size + 1, np.int32)
    for pair, at in enumerate(pairs.course.tolist()):
        course = courses[at]
        if course.pins or course.standing:
            who = problem.counsellors[pairs.person[pair]].id
            for (level, start, place), (saved, pinned) in _kept(problem, course, who).items():
                run = _run_at(lay, pair, start // problem.grid, places[place])
                if run >= 0:
                    name = "early" if level + course.first_number <= EARLY_NUMBERS else "late"
                    cost = float(lay[0].records[name][run]) - saved
                    rows.append((level, start // problem.grid, places[place], int(pinned), cost))
        base[pair + 1] = len(rows)
    return base, np.array(rows, PROMISE)


def _kept(problem: Problem, course: Course, who: str) -> dict[tuple[int, int, str], tuple[int, bool]]:
    """(level, start, place) of what this counsellor was promised -> what keeping it saves, and whether it is a pin."""
    weights = problem.weights
    found: dict[tuple[int, int, str], tuple[int, bool]] = {}
    for kept in course.standing:
        if kept.counsellor == who and kept.start % problem.grid == 0:
            key = (kept.number - course.first_number, kept.start, kept.place)
            found[key] = (found.get(key, (0, False))[0] + (weights.moved_firm if kept.firm else weights.moved), False)
    for pin in course.pins:
        key = (pin.number - course.first_number, pin.start, pin.place)
        found[key] = (found.get(key, (0, False))[0], True)
    pinned = {level for (level, _, _), (_, pin) in found.items() if pin}
    return {key: kept for key, kept in sorted(found.items()) if kept[1] or key[0] not in pinned}


def _run_at(lay: tuple[Runs, Ints, Records], pair: int, cell: int, place: int) -> int:
    """The run that a start of the pair is of, or -1 if it could not meet then."""
    runs, base, pieces = lay
    mine = pieces[base[pair] : base[pair + 1]]
    here = (mine["low"] <= cell) & (cell < mine["high"]) & (runs.records["place"][mine["run"]] == place)
    return int(mine["run"][here][0]) if here.any() else -1


def board_of(tables: Tables, capacity: Capacity, cells_in_all: int) -> Board:
    """The board with only what `capacity` says is taken, and nothing to pay."""
    rooms = np.minimum(capacity.rooms[limited_places(capacity)], np.iinfo(np.int32).max // 2)
    left = np.concatenate((capacity.free, rooms)).astype(np.int32)
    blocked = _blocked(left[tables.lanes["row"]] <= 0, tables.lanes["length"], cells_in_all)
    people = capacity.free.shape[0]
    return Board(
        left=left,
        day=capacity.day.astype(np.int32),
        week=capacity.week.astype(np.int32),
        caseload=capacity.caseload.astype(np.int32),
        owner=np.full(capacity.free.shape, -1, np.int32),
        blocked=blocked,
        price=np.zeros(blocked.shape),
        now=np.where(blocked > 0, np.inf, 0.0),
        entry=np.zeros(people),
        rank=np.arange(tables.pairs.size, dtype=np.int32),
        floor=np.full(tables.pairs.size, -np.inf),
        guard=np.array([DAYS_PER_WEEK + 1], np.int32),
    )


def _blocked(full: NDArray[np.bool_], length: Ints, cells_in_all: int) -> Ints:
    """For each lane and start, how many of the cells it would need are full."""
    upto = np.concatenate((np.zeros((full.shape[0], 1), np.int32), np.cumsum(full, axis=1, dtype=np.int32)), axis=1)
    ends = np.arange(cells_in_all)[None, :] + length[:, None]
    blocked: Ints = np.take_along_axis(upto, ends, axis=1) - upto[:, :cells_in_all]
    return blocked
