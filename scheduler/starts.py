"""Every start at which one course and one counsellor could meet, were they alone in the world."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import itemgetter
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from scheduler.problem import DAY, Counsellor, Course, Problem

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Mask: TypeAlias = NDArray[np.bool_]  # place x grid cell


@dataclass(frozen=True, slots=True)
class Starts:
    """Starts in order of time; `early` and `late` are what each costs by itself for numbers 1-3 and beyond."""

    cell: Ints
    place: Ints
    day: Ints
    early: Floats
    late: Floats

    def only(self, keep: NDArray[np.bool_] | Ints) -> "Starts":
        """The starts chosen by a mask or by positions in ascending order."""
        return Starts(self.cell[keep], self.place[keep], self.day[keep], self.early[keep], self.late[keep])

    def find(self, cell: int, place: int) -> int | None:
        """Position of one start, if it is among these."""
        found = np.flatnonzero((self.cell == cell) & (self.place == place))
        return int(found[0]) if found.size else None


def cells(problem: Problem) -> int:
    """How many grid cells the horizon has."""
    return problem.days * DAY // problem.grid


def cells_needed(problem: Problem, minutes: int) -> int:
    """Grid cells that a stretch of minutes blocks for others; exact, since every start is on the grid."""
    return -(-minutes // problem.grid)


def _shape(problem: Problem) -> tuple[int, int]:
    return len(problem.places), cells(problem)


def _span(problem: Problem, course: Course, start: int, end: int) -> slice:
    """Cells at which the course's session could start so as to lie whole inside [start, end)."""
    first = -(-max(start, 0) // problem.grid)
    last = (end - course.minutes) // problem.grid
    return slice(first, max(first, last + 1))


def ends_within_horizon(problem: Problem, course: Course, _who: Counsellor) -> Mask:
    """A session that ends after the last day cannot be judged against any roster."""
    mask = np.zeros(_shape(problem), bool)
    mask[:, _span(problem, course, 0, problem.days * DAY)] = True
    return mask


def not_before_earliest(problem: Problem, course: Course, _who: Counsellor) -> Mask:
    """The officer cannot be asked to come before they are ready."""
    mask = np.ones(_shape(problem), bool)
    mask[:, : max(0, -(-course.earliest // problem.grid))] = False
    return mask


def officer_can_attend(problem: Problem, course: Course, _who: Counsellor) -> Mask:
    """Whole inside one of the course's windows for that place."""
    return _within(problem, course, ((w.place, w.start, w.end) for w in course.windows))


def counsellor_is_on_duty(problem: Problem, course: Course, who: Counsellor) -> Mask:
    """Whole inside one stretch of the counsellor's that lists the place."""
    return _within(problem, course, ((name, w.start, w.end) for w in who.windows for name in w.places))


def _within(problem: Problem, course: Course, stretches: Iterable[tuple[str, int, int]]) -> Mask:
    """Starts whose session lies whole inside one of these (place, start, end), all of them marked at once."""
    shape, grid = _shape(problem), problem.grid
    at = {place.id: row for row, place in enumerate(problem.places)}
    told = np.array([(at[name], start, end) for name, start, end in stretches], np.int64).reshape(-1, 3)
    first = (-(-told[:, 1] // grid)).clip(0, shape[1])
    last = ((told[:, 2] - course.minutes) // grid + 1).clip(first, shape[1])
    changes = np.zeros((shape[0], shape[1] + 1), np.int64)
    np.add.at(changes, (told[:, 0], first), 1)
    np.add.at(changes, (told[:, 0], last), -1)
    return changes.cumsum(axis=1)[:, :-1] > 0


StartRule: TypeAlias = Callable[[Problem, Course, Counsellor], Mask]

START_RULES: tuple[StartRule, ...] = (
    ends_within_horizon,
    not_before_earliest,
    officer_can_attend,
    counsellor_is_on_duty,
)


def start_costs(problem: Problem, course: Course, factor: int) -> Floats:
    """Cost of each start by itself (place x cell): that of the cheapest window that holds it."""
    weights, grid, minutes = problem.weights, problem.grid, course.minutes
    cost = np.zeros(_shape(problem))  # where no window holds it a rule forbids the start, not its price
    rows = {place.id: row for place, row in zip(problem.places, cost, strict=True)}
    priced = [(w.risk * weights.risk * factor + w.cost * weights.preference, w) for w in course.windows]
    for price, window in sorted(priced, key=itemgetter(0), reverse=True):  # the cheapest last, over all others
        rows[window.place][-(-window.start // grid) : max(0, (window.end - minutes) // grid + 1)] = price
    return cost


@dataclass(frozen=True, slots=True)
class CourseCosts:
    """What every start of one course costs, whoever the counsellor is."""

    early: Floats
    late: Floats


def course_costs(problem: Problem, course: Course) -> CourseCosts:
    """Costs of the course's starts for its early and its later numbers."""
    return CourseCosts(start_costs(problem, course, problem.weights.early_factor), start_costs(problem, course, 1))


class Meetings:
    """Starts by course and counsellor; what depends on one of them alone is worked out once."""

    def __init__(self, problem: Problem, rules: tuple[StartRule, ...] = START_RULES) -> None:
        self._problem = problem
        self._rules = rules
        self._on_duty: dict[tuple[str, int], Mask] = {}

    def of_course(self, course: Course, people: tuple[Counsellor, ...]) -> list[Starts]:
        """The starts of one course with each of these counsellors."""
        costs = course_costs(self._problem, course)
        own = np.ones(_shape(self._problem), bool)
        for rule in self._rules:
            if rule is not counsellor_is_on_duty:
                own &= rule(self._problem, course, people[0])
        return [self._pair(own & self._duty(course, who), costs) for who in people]

    def _duty(self, course: Course, who: Counsellor) -> Mask:
        if counsellor_is_on_duty not in self._rules:
            return np.ones(_shape(self._problem), bool)
        key = (who.id, course.minutes)
        if key not in self._on_duty:
            self._on_duty[key] = counsellor_is_on_duty(self._problem, course, who)
        return self._on_duty[key]

    def _pair(self, mask: Mask, costs: CourseCosts) -> Starts:
        cell, place = np.nonzero(mask.T)
        day = cell * self._problem.grid // DAY
        return Starts(cell, place, day, costs.early[place, cell], costs.late[place, cell])
