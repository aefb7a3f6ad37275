"""Whether a course could be held at all if some rules did not hold: days only, no prices, so that many can be tried.

Starts are bits, those of a day in whole bytes; days are bits of one number. Every rule is laid out once and any set of
them is put together with a few operations, where building and solving the course anew would take a hundred times as
long. The answers are those of solving.
"""

from collections.abc import Collection, Iterable, Sequence
from copy import copy
from dataclasses import replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from scheduler.capacity import UNLIMITED, Capacity
from scheduler.plan import PlannedAppointment
from scheduler.problem import DAY, LARGEST_DAYS, Counsellor, Course
from scheduler.starts import cells, cells_needed
from scheduler.why.case import Case
from scheduler.why.hindrance import Hindrance
from scheduler.why.paths import Calendar, bits_of
from scheduler.why.wish import Wish

Bits: TypeAlias = NDArray[np.uint8]  # ..., day, bytes of that day's starts
Rules: TypeAlias = frozenset[Hindrance]

ALL_RULES: Rules = frozenset(Hindrance)
_OF_STARTS: Rules = frozenset(
    {
        Hindrance.HORIZON_ENDS,
        Hindrance.COUNSELLOR_AWAY,
        Hindrance.OFFICER_AWAY,
        Hindrance.COUNSELLOR_TAKEN,
        Hindrance.ROOM_FULL,
        Hindrance.EARLIEST,
    }
)


class Possible:
    """A case and a wish; counsellors are known by name, those of the case who may not take the course too."""

    def __init__(self, case: Case, wish: Wish) -> None:
        self._case = longer(case)
        self._wish = wish
        problem, course = self._case.problem, self._case.course
        self._row = {place.id: at for at, place in enumerate(problem.places)}
        self._per_day = DAY // problem.grid
        self._people = {who.id: at for at, who in enumerate(problem.counsellors)}
        pinned = {pin.counsellor for pin in course.pins}
        self._bound = {name for name in self._people if not pinned - {name}}
        self.able = tuple(name for name, _ in course.counsellors)
        self._rules = _Masks(self._case, case.problem.days)
        self._calendar = Calendar(problem.days)
        self._known: dict[Rules, tuple[list[int], list[int]]] = {}

    def people(self, rules: Rules, among: Iterable[str] | None = None) -> tuple[str, ...]:
        """With whom the wish could be fulfilled if only these rules held; `among` those who may take the course."""
        names = self.able if among is None else among
        return tuple(name for name in names if self._is_possible(name, rules))

    def is_forbidden(self, rules: Collection[Hindrance]) -> bool:
        """Whether these rules alone leave no room for the wish."""
        kept = frozenset(rules)
        return not any(self._is_possible(name, kept) for name in self.able)

    def is_possible_without(self, name: str, other: Course, gone: Iterable[PlannedAppointment]) -> bool:
        """Whether it could with a counsellor who had not these appointments of another course; rooms left aside.

        A hopeful look: the other course is taken out of the caseload whether it could leave or not.
        """
        at = self._people[name]
        lasts = other.minutes, self._case.problem.counsellors[at].break_after
        left = self._case.capacity.only([at], [0])
        for a in gone:
            left.take_minutes(0, 0, a.start, lasts, -1)
        left.caseload += 1
        twin = copy(self)
        twin._people, twin._known = {name: 0}, {}
        twin._case = replace(self._case, capacity=left)
        twin._rules = self._rules.of_one(at, left)
        return twin._is_possible(name, ALL_RULES - {Hindrance.ROOM_FULL})

    def _is_possible(self, name: str, rules: Rules) -> bool:
        if name not in self._bound or self._wish.counsellor not in (None, name):
            return False
        at, course = self._people[name], self._case.course
        usual, wished = self._days(rules & _OF_STARTS)
        open_days, room = self._open_days(at, rules)
        last = self._wish.number - course.first_number
        levels = [usual[at]] * last + [wished[at]]
        for pin in course.pins:
            level = pin.number - course.first_number
            levels += [usual[at]] * (level + 1 - len(levels))
            day = self._pinned(name, pin.start, pin.place, rules, wished=level == last)
            levels[level] = levels[level] if day is None else day
        shortest, longest = self._gaps(rules)
        previous = course.previous
        begin = 0 if previous is None else max(0, previous // DAY + shortest)
        levels[0] = self._calendar.since(levels[0], begin)
        return self._calendar.has_path([days & open_days for days in levels], (shortest, longest), room)

    def _gaps(self, rules: Rules) -> tuple[int, int]:
        gap = self._case.course.gap
        return (
            gap.min if Hindrance.GAP_MIN in rules else 1,
            gap.limit if Hindrance.GAP_LIMIT in rules else LARGEST_DAYS,
        )

    def _open_days(self, at: int, rules: Rules) -> tuple[int, list[int] | None]:
        """Days on which the counsellor could take one more, and how many more each week; None: as many as may be."""
        capacity, days = self._case.capacity, self._case.problem.days
        found = np.ones(days, bool)
        if Hindrance.CASELOAD in rules:
            found &= capacity.caseload[at] > 0
        if Hindrance.DAY_FULL in rules:
            found &= capacity.day[at] > 0
        if Hindrance.WEEK_FULL not in rules:
            return bits_of(found), None
        return bits_of(found), capacity.week[at].tolist()

    def _days(self, rules: Rules) -> tuple[list[int], list[int]]:
        """Days on which each counsellor could begin a session, any and the wished one."""
        if rules not in self._known:
            starts, wish = self._rules.open(rules), self._wish
            usual = wished = _days_with(starts)
            if wish.start is not None or wish.place is not None:
                wished = _days_with(starts & self._wished())
            self._known[rules] = usual, wished
        return self._known[rules]

    def _wished(self) -> Bits:
        """The starts that fit the wish: place, day, bytes."""
        grid, wish = self._case.problem.grid, self._wish
        shape = len(self._row), self._case.problem.days * self._per_day
        fits = np.ones(shape, bool)
        if wish.start is not None:
            fits &= np.arange(shape[1]) * grid == wish.start
        if wish.place is not None:
            fits &= np.array([name == wish.place for name in self._row])[:, None]
        return self._rules.packed(fits)

    def _pinned(self, name: str, start: int, place: str, rules: Rules, *, wished: bool) -> int | None:
        """The day of a pin, as far as it is open; None where no start is, as there it does not bind the search."""
        grid, wish = self._case.problem.grid, self._wish
        day, minute = divmod(start, DAY)
        if start % grid or not 0 <= day < self._case.problem.days:
            return None
        here = self._people[name], self._row[place], day, minute // grid
        if not self._rules.holds(rules & _OF_STARTS - _TAKEN, here):
            return None
        fits = not wished or (wish.start in (None, start) and wish.place in (None, place))
        return 1 << day if fits and self._rules.holds(rules & _OF_STARTS, here) else 0


def _days_with(starts: Bits) -> list[int]:
    """Days with any start, of each counsellor."""
    return [bits_of(row) for row in np.bitwise_or.reduce(np.bitwise_or.reduce(starts, axis=1), axis=-1) > 0]


_TAKEN: Rules = frozenset({Hindrance.COUNSELLOR_TAKEN, Hindrance.ROOM_FULL})


class _Masks:
    """Each rule about starts as bits: counsellor, place, day, bytes of the day's starts (1 where not concerned)."""

    def __init__(self, case: Case, days: int) -> None:
        self._case = case
        problem, course = case.problem, case.course
        self._cells = cells(problem)
        self._shape = problem.days, DAY // problem.grid
        self._row = {place.id: at for at, place in enumerate(problem.places)}
        begins = np.arange(self._cells) * problem.grid
        self._kept = {
            Hindrance.HORIZON_ENDS: self.packed(begins + course.minutes <= days * DAY)[None, None],
            Hindrance.EARLIEST: self.packed(begins >= course.earliest)[None, None],
            Hindrance.OFFICER_AWAY: self._officer()[None],
            Hindrance.COUNSELLOR_AWAY: np.stack([self._hours(who) for who in problem.counsellors]),
            Hindrance.COUNSELLOR_TAKEN: self._untaken(case.capacity, problem.counsellors)[:, None],
            Hindrance.ROOM_FULL: self._rooms()[None],
        }
        self._ends = self.packed(begins + course.minutes <= problem.days * DAY)
        self._at_all = self._anywhere()
        self._known: dict[Rules, Bits] = {}

    def of_one(self, at: int, left: Capacity) -> "_Masks":
        """The masks of one counsellor, with other hours free."""
        twin, here = copy(self), slice(at, at + 1)
        away, taken = Hindrance.COUNSELLOR_AWAY, Hindrance.COUNSELLOR_TAKEN
        untaken = self._untaken(left, self._case.problem.counsellors[here])[:, None]
        twin._kept = {**self._kept, away: self._kept[away][here], taken: untaken}
        twin._at_all, twin._known = self._at_all[here], {}
        return twin

    def packed(self, starts: NDArray[np.bool_]) -> Bits:
        """Starts by cell as bits by day."""
        return np.packbits(starts.reshape(*starts.shape[:-1], *self._shape), axis=-1)

    def open(self, rules: Rules) -> Bits:
        """Starts that these rules leave open to each counsellor."""
        if rules not in self._known:
            found: Bits = self._ends[None, None] & self._at_all[:, :, None, None]
            # The narrow ones first would not help: all are laid over the same bytes.
            for kind in rules:
                found = found & self._kept[kind]
            self._known[rules] = found
        return self._known[rules]

    def holds(self, rules: Rules, here: tuple[int, int, int, int]) -> bool:
        """Whether one start (counsellor, place, day, cell of the day) is open."""
        who, place, day, cell = here
        byte: int = int(self.open(rules)[who, place, day, cell // 8])
        return bool(byte >> (7 - cell % 8) & 1)

    def _anywhere(self) -> Bits:
        """Where a counsellor and the officer could be if both could be at any time."""
        course, people = self._case.course, self._case.problem.counsellors
        named = {window.place for window in course.windows}
        able = {name for name, _ in course.counsellors}
        works = {who.id: {place for stretch in who.windows for place in stretch.places} for who in people}
        officer = named.union(*(works[name] for name in able))
        found = np.zeros((len(people), len(self._row)), np.uint8)
        for at, who in enumerate(people):
            for place in (named | works[who.id]) & officer:
                found[at, self._row[place]] = 0xFF
        return found

    def _span(self, start: int, end: int) -> slice:
        """Cells at which the course's session could begin so as to lie whole inside."""
        grid = self._case.problem.grid
        first = -(-start // grid)
        last = (min(end, self._case.problem.days * DAY) - self._case.course.minutes) // grid
        return slice(first, max(first, last + 1))

    def _officer(self) -> Bits:
        found = np.zeros((len(self._row), self._cells), bool)
        for window in self._case.course.windows:
            found[self._row[window.place], self._span(window.start, window.end)] = True
        return self.packed(found)

    def _hours(self, who: Counsellor) -> Bits:
        found = np.zeros((len(self._row), self._cells), bool)
        for stretch in who.windows:
            span = self._span(stretch.start, stretch.end)
            for place in stretch.places:
                found[self._row[place], span] = True
        return self.packed(found)

    def _untaken(self, capacity: Capacity, people: Sequence[Counsellor]) -> Bits:
        minutes = self._case.course.minutes
        lengths = [cells_needed(self._case.problem, minutes + who.break_after) for who in people]
        rows = [self._all_over(row, length) for row, length in zip(capacity.free > 0, lengths, strict=True)]
        return self.packed(np.array(rows, bool).reshape(-1, self._cells))

    def _rooms(self) -> Bits:
        sits = cells_needed(self._case.problem, self._case.course.minutes)
        rooms = self._case.capacity.rooms
        rows = [self._all_over((row > 0) | (row[0] >= UNLIMITED // 2), sits) for row in rooms]
        return self.packed(np.array(rows, bool).reshape(-1, self._cells))

    def _all_over(self, good: NDArray[np.bool_], length: int) -> NDArray[np.bool_]:
        """Whether each cell and those after it, so many in all, are good."""
        whole = good[: self._cells].copy()
        for later in range(1, length):
            whole &= good[later : later + self._cells]
        return whole


def longer(case: Case) -> Case:
    """As many days more as the course could need."""
    problem, course = case.problem, case.course
    last = max(problem.days, course.earliest // DAY + 1, (course.previous or 0) // DAY + 1)
    days = min(last + course.gap.min * (course.sessions + 1), LARGEST_DAYS)
    return case.until(max(days, problem.days))
