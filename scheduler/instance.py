"""A problem as arrays: for each open course and counsellor, the starts and what the sessions cost there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from scheduler.problem import DAY, EARLY_NUMBERS, Counsellor, Course, Problem
from scheduler.starts import START_RULES, Floats, Ints, Meetings, StartRule, Starts, cells, cells_needed


@dataclass(frozen=True, slots=True)
class Promise:
    """A start that a pin or a standing appointment gives to one level (0 is the next session)."""

    level: int
    at: int  # position among the pair's starts
    bonus: int  # what keeping it saves
    pinned: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """One course with one counsellor who may take it."""

    course: int
    counsellor: int
    cost: int
    busy: int  # cells one session keeps the counsellor, break included
    sits: int  # cells one session keeps a room
    starts: Starts
    promises: tuple[Promise, ...]


@dataclass(frozen=True, slots=True)
class Tariff:
    """What a course's sessions cost apart from when in the day they start.

    `opening[d]` is paid when the first session is on day d, `gap[g]` for each gap of g days (infinite where forbidden),
    `ending[n]` when the course ends after n sessions (broken promises included, which kept ones give back).
    """

    opening: Floats
    gap: Floats
    ending: Floats
    early: int  # levels below this count as early


class Finder(Protocol):
    """Finds the starts of a course with each of some counsellors, in order of time."""

    def of_course(self, course: Course, people: tuple[Counsellor, ...]) -> list[Starts]:
        """One set of starts for each counsellor."""
        ...


class Instance:
    """The open courses of a problem; courses and counsellors are known by their positions."""

    def __init__(
        self,
        problem: Problem,
        courses: Sequence[Course],
        rules: tuple[StartRule, ...] = START_RULES,
        meetings: Finder | None = None,
    ) -> None:
        self.problem = problem
        self.courses = tuple(courses)
        self.days = problem.days
        self.cells = cells(problem)
        self.place_at = {place.id: at for at, place in enumerate(problem.places)}
        self.counsellor_at = {who.id: at for at, who in enumerate(problem.counsellors)}
        self.tariffs = [tariff(problem, course) for course in self.courses]
        self.pairs: list[Pair] = []
        self.pairs_of: list[list[int]] = []
        finder = Meetings(problem, rules) if meetings is None else meetings
        for at in range(len(self.courses)):
            made = self._pairs(at, finder)
            self.pairs_of.append(list(range(len(self.pairs), len(self.pairs) + len(made))))
            self.pairs.extend(made)

    def _pairs(self, at: int, finder: Finder) -> list[Pair]:
        course, problem = self.courses[at], self.problem
        pinned = {pin.counsellor for pin in course.pins}
        able = [(name, cost) for name, cost in course.counsellors if not pinned - {name}]
        if not able or not course.sessions:
            return []
        people = tuple(problem.counsellors[self.counsellor_at[name]] for name, _ in able)
        return [
            self._pair(at, who, cost, starts)
            for who, (_, cost), starts in zip(people, able, finder.of_course(course, people), strict=True)
        ]

    def _pair(self, at: int, who: Counsellor, cost: int, starts: Starts) -> Pair:
        course = self.courses[at]
        return Pair(
            course=at,
            counsellor=self.counsellor_at[who.id],
            cost=cost * self.problem.weights.preference,
            busy=cells_needed(self.problem, course.minutes + who.break_after),
            sits=cells_needed(self.problem, course.minutes),
            starts=starts,
            promises=tuple(self._promises(course, who, starts)),
        )

    def _promises(self, course: Course, who: Counsellor, starts: Starts) -> list[Promise]:
        weights = self.problem.weights
        levels: dict[tuple[int, int], tuple[int, bool]] = {}
        for pinned, promises in ((False, course.standing), (True, course.pins)):
            for promise in promises:
                if promise.counsellor != who.id or promise.start % self.problem.grid:
                    continue
                at = starts.find(promise.start // self.problem.grid, self.place_at[promise.place])
                if at is not None:
                    key = (promise.number - course.first_number, at)
                    firm = getattr(promise, "firm", None)
                    saved = 0 if firm is None else weights.moved_firm if firm else weights.moved
                    levels[key] = (levels.get(key, (0, False))[0] + saved, pinned)
        pinned_levels = {level for (level, _), (_, pinned) in levels.items() if pinned}
        return [
            Promise(level, at, bonus, pinned)
            for (level, at), (bonus, pinned) in sorted(levels.items())
            if pinned or level not in pinned_levels
        ]


def tariff(problem: Problem, course: Course) -> Tariff:
    """The costs of a course that depend on days and numbers only."""
    weights = problem.weights
    days = np.arange(problem.days)
    waits = (days - course.earliest // DAY).clip(0) * (weights.wait_day * course.priority)
    opening: Floats = waits.astype(np.float64)
    if course.start_by is not None and course.first_number == 1:
        opening += (days - course.start_by // DAY).clip(0) * float(weights.late_day * course.priority)
    if course.previous is not None:
        since = days - course.previous // DAY
        opening += gap_cost(problem, course, since)
        opening[since < course.gap.min] = np.inf
    gap = gap_cost(problem, course, days)
    gap[(days < course.gap.min) | (days > course.gap.limit)] = np.inf
    return Tariff(opening, gap, _ending(problem, course), EARLY_NUMBERS + 1 - course.first_number)


def gap_cost(problem: Problem, course: Course, gaps: Ints) -> Floats:
    """What gaps of so many days cost, allowed or not."""
    cadence = problem.weights.cadence_day * np.abs(gaps - course.gap.ideal)
    over = problem.weights.over_gap_day * (gaps - course.gap.max).clip(0)
    cost: Floats = (cadence + over).astype(np.float64)
    return cost


def _ending(problem: Problem, course: Course) -> Floats:
    weights = problem.weights
    left = course.sessions - np.arange(course.sessions + 1)
    ending: Floats = (left * (weights.unplaced * course.priority)).astype(np.float64)
    ending += sum(weights.moved_firm if kept.firm else weights.moved for kept in course.standing)
    if course.pins:
        ending[: max(pin.number for pin in course.pins) - course.first_number + 1] = np.inf
    return ending
