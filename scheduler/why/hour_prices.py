"""What one more counsellor hour would save, by hour of the week and place.

From prices on shared hours (of `Relaxation`, or any others in the shape of `SharedPrices`): a course that would hold a
session in the new hour saves its reduced cost. An hour serves one course a week, so a week is worth what the course
saves that gains most; the price of the hour is the sum over the weeks. It is an estimate: exact as far as the prices
are, and blind to courses that gain only from several new hours together.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scheduler.capacity import Capacity
from scheduler.chains import Chains
from scheduler.clock import OutOfTime, never
from scheduler.instance import Instance
from scheduler.problem import DAY, DAYS_PER_WEEK, Counsellor, Course, Presence, Problem
from scheduler.resident_starts import ResidentMeetings
from scheduler.starts import Floats

_HOUR = 60  # minutes


@dataclass(frozen=True, slots=True)
class SharedPrices:
    """Prices in the shapes of `Capacity`: by counsellor and cell, day, week, and caseload; by place and cell."""

    free: Floats
    day: Floats
    week: Floats
    caseload: Floats
    rooms: Floats


@dataclass(frozen=True, slots=True)
class HourPrice:
    """One hour of the week (weekday 0 is that of the horizon's first day) at a place.

    `price` is what it would save, over the whole horizon, were the counsellor there in that hour of every week: in so
    many `weeks` some course would save by it, and `gaining` are the courses that would in any.
    """

    weekday: int
    hour: int
    place: str
    price: int
    counsellor: str
    weeks: int = 0
    gaining: frozenset[str] = frozenset()


def shared_prices(capacity: Capacity, vector: Floats) -> SharedPrices:
    """The prices of a `Relaxation`, one long vector, cut into their kinds. Raises ValueError for another length."""
    parts = capacity.free, capacity.day, capacity.week, capacity.caseload, capacity.rooms
    ends = np.cumsum([part.size for part in parts])
    if vector.size != ends[-1]:
        raise ValueError(f"{vector.size} prices for {ends[-1]} counts")
    cut = np.split(vector, ends[:-1])
    return SharedPrices(*(part.reshape(like.shape) for part, like in zip(cut, parts, strict=True)))


def hour_prices(problem: Problem, capacity: Capacity, prices: SharedPrices) -> list[HourPrice]:
    """Each hour of the week and place where some counsellor's hour would save something, dearest first.

    `capacity` is what is free to the courses of the problem. Of the counsellors who work at a place the one counts
    whose hour would save most.
    """
    best: dict[tuple[int, int, str], HourPrice] = {}
    for row in every_hour_price(problem, capacity, prices):
        best.setdefault((row.weekday, row.hour, row.place), row)
    return list(best.values())


def every_hour_price(
    problem: Problem, capacity: Capacity, prices: SharedPrices, stop: Callable[[], bool] = never
) -> list[HourPrice]:
    """The same for every counsellor, not only the best of each hour. Raises OutOfTime once stopped."""
    table = _Table(problem, capacity, prices)
    for course in problem.courses:
        if stop():
            raise OutOfTime
        table.add(course)
    return table.rows()


def with_hour(problem: Problem, row: HourPrice) -> Problem:
    """The problem with that hour added in every week, to see by planning again what it truly saves."""
    return with_hours(problem, row, 1)


def with_hours(problem: Problem, row: HourPrice, hours: int) -> Problem:
    """The problem with that hour and those after it, `hours` in all, added in every week as one stretch."""
    added = []
    for day in range(row.weekday, problem.days, DAYS_PER_WEEK):
        start = day * DAY + row.hour * _HOUR
        added.append(Presence(start, start + hours * _HOUR, (row.place,)))
    people = tuple(
        replace(who, windows=(*who.windows, *added)) if who.id == row.counsellor else who for who in problem.counsellors
    )
    return replace(problem, counsellors=people)


class _Table:
    def __init__(self, problem: Problem, capacity: Capacity, prices: SharedPrices) -> None:
        self._problem, self._capacity, self._prices = problem, capacity, prices
        frame = replace(problem, courses=())
        self._real = ResidentMeetings(frame)
        self._wide = replace(frame, counsellors=tuple(_always(problem, who) for who in problem.counsellors))
        self._meetings = ResidentMeetings(self._wide)
        self._hours = np.concatenate((np.zeros((len(problem.counsellors), 1)), np.cumsum(prices.free, axis=1)), axis=1)
        self._rooms = np.concatenate((np.zeros((len(problem.places), 1)), np.cumsum(prices.rooms, axis=1)), axis=1)
        self._saved: dict[tuple[int, int, int, int], dict[int, float]] = defaultdict(dict)  # ..., week -> saving
        self._gaining: dict[tuple[int, int, int, int], set[str]] = defaultdict(set)

    def add(self, course: Course) -> None:
        """What one course would save by a session in each hour that a counsellor of its could add."""
        instance = Instance(self._wide, [course], meetings=self._meetings)
        if not instance.pairs:
            return
        chains = Chains(instance, range(len(instance.pairs)))
        real = self._open(instance)
        hours, others = self._price(instance)
        saving = np.maximum(0.0, -_regrets(instance, chains, (real, hours, others), self._entry(instance)))
        grid, per_week = self._problem.grid, DAYS_PER_WEEK * DAY
        start = chains.cell * grid
        whole = (saving > 0) & (start % _HOUR + course.minutes <= _HOUR)
        for at in np.flatnonzero(whole).tolist():
            week, minute = divmod(int(start[at]), per_week)
            who = instance.pairs[int(chains.row[at])].counsellor
            key = who, int(chains.place[at]), minute // DAY, minute % DAY // _HOUR
            weeks = self._saved[key]
            weeks[week] = max(weeks.get(week, 0.0), float(saving[at]))
            self._gaining[key].add(course.id)

    def _open(self, instance: Instance) -> NDArray[np.bool_]:
        """Which starts lie in hours that the counsellor works already, and are free."""
        found = []
        people = tuple(self._problem.counsellors[pair.counsellor] for pair in instance.pairs)
        known = self._real.of_course(instance.courses[0], people)
        places = len(self._problem.places)
        for at, (pair, starts) in enumerate(zip(instance.pairs, known, strict=True)):
            there = np.isin(
                pair.starts.cell * places + pair.starts.place, starts.cell * places + starts.place, assume_unique=True
            )
            found.append(there & self._capacity.open_starts(instance, at))
        return np.concatenate(found)

    def _price(self, instance: Instance) -> tuple[Floats, Floats]:
        """What the hours of each start cost, and what its room, day and week cost."""
        hours, others = [], []
        for pair in instance.pairs:
            who, cell, day = pair.counsellor, pair.starts.cell, pair.starts.day
            hours.append(self._hours[who, cell + pair.busy] - self._hours[who, cell])
            rooms = self._rooms[pair.starts.place, cell + pair.sits] - self._rooms[pair.starts.place, cell]
            others.append(rooms + self._prices.day[who, day] + self._prices.week[who, day // DAYS_PER_WEEK])
        return np.concatenate(hours), np.concatenate(others)

    def _entry(self, instance: Instance) -> Floats:
        entry: Floats = self._prices.caseload[[pair.counsellor for pair in instance.pairs]]
        return entry

    def rows(self) -> list[HourPrice]:
        """The table, dearest first."""
        places, people = self._problem.places, self._problem.counsellors
        found = [
            HourPrice(
                weekday,
                hour,
                places[place].id,
                round(sum(weeks.values())),
                people[who].id,
                len(weeks),
                frozenset(self._gaining[who, place, weekday, hour]),
            )
            for (who, place, weekday, hour), weeks in sorted(self._saved.items())
        ]
        return sorted(found, key=lambda row: (-row.price, row.weekday, row.hour, row.place))


def _always(problem: Problem, who: Counsellor) -> Counsellor:
    places = tuple(dict.fromkeys(place for stretch in who.windows for place in stretch.places))
    return replace(who, windows=(Presence(0, problem.days * DAY, places),) if places else ())


def _regrets(
    instance: Instance,
    chains: Chains,
    starts: tuple[NDArray[np.bool_], Floats, Floats],
    entry: Floats,
) -> Floats:
    """How much dearer than its best the course is with one session at each start, were the hours of that one free."""
    real, hours, others = starts
    valued = chains.value(hours + others, real)
    tables = [chains.at_level(valued, level) for level in range(chains.levels)]
    rest = chains.rest(tables)
    before = chains.before(tables, chains.opening + entry[:, None])
    empty = float(instance.tariffs[0].ending[0])
    least = min(empty, float((before[0] + tables[0] + rest[0][0]).min()))
    if not np.isfinite(least):
        return np.full(chains.cell.size, np.inf)
    free = chains.value(others)
    found = np.full(chains.cell.size, np.inf)
    for level in range(chains.levels):
        around = (before[level] + rest[level][0] - least)[chains.row, chains.day]
        np.minimum(found, around + chains.start_costs(free, level), out=found)
    return found
