"""A fixed weekly time with one counsellor, named by the provider: told, not asked, and no roster looked at."""

from dataclasses import dataclass
from datetime import datetime

from app.care.domain.outcome import Outcome
from app.care.domain.wants import Wants
from app.simulate.plain.bits import CELLS_A_DAY, CELLS_A_WEEK, from_on, has, lowest
from app.simulate.plain.course import Course
from app.simulate.plain.desk import Booking, Desk, Where
from app.simulate.plain.rules import PlainRules


@dataclass(frozen=True, slots=True)
class Series:
    """So many sessions, so many cells from one to the next, and how many weeks may be left out."""

    sessions: int
    step: int
    skips: int


def step_of(wants: Wants) -> int:
    """Whole weeks between two sessions, in cells: the ideal gap, never less than the shortest."""
    weeks = max(round(wants.gap_ideal / 7), -(-wants.gap_min // 7), 1)
    return weeks * CELLS_A_WEEK


def first_series(free: int, there: int, at: int, series: Series) -> tuple[int, ...] | None:
    """The first weekly hour from cell `at` on that is free for the whole course.

    A week in which the counsellor is not there is left out; one in which somebody else has the hour is a reason to
    look for another hour.
    """
    may = free | ~there
    hopes = free
    for k in range(1, series.sessions):
        hopes &= may >> k * series.step
    for first in from_on(hopes, at):
        if (found := _walked(free, there, first, series)) is not None:
            return found
    return None


def _walked(free: int, there: int, first: int, series: Series) -> tuple[int, ...] | None:
    found: list[int] = []
    for k in range(series.sessions + series.skips):
        cell = first + k * series.step
        if has(free, cell):
            found.append(cell)
        elif has(there, cell):
            return None
        if len(found) == series.sessions:
            return tuple(found)
    return None


class WeeklyHour:
    """Policies AS_REPORTED (`chances` 1) and SECOND_CHANCE (2): a session missed so often is forfeited."""

    def __init__(self, desk: Desk, rules: PlainRules, *, chances: int) -> None:
        self._desk = desk
        self._rules = rules
        self._chances = chances

    def lacks(self, course: Course) -> bool:
        """Every session owed has its time from the first day on."""
        return len(course.booked) < course.owed

    def seek(self, course: Course, *, now: datetime) -> None:
        """The provider names times for what is owed and has none: a whole series at first, then a week more."""
        if course.counsellor_id is None:
            self._begin(course, now=now)
            return
        while self.lacks(course) and self._go_on(course, now=now):
            pass

    def missed(self, course: Course, booking: Booking, outcome: Outcome) -> None:
        """Forfeited, or held a week later: the sessions after it move on by one week, and the last needs another."""
        course.miss(booking, outcome, forfeited=course.misses_of_the_session_due() + 1 >= self._chances)

    def roster_changed(self, course: Course, *, now: datetime) -> None:
        """Nobody looks at rosters."""

    def _begin(self, course: Course, *, now: datetime) -> None:
        """Whoever can begin first for the rest of the course takes it."""
        found = self._earliest_series(course, now=now)
        if found is not None:
            where, starts = found
            for first in starts:
                course.add(self._desk.book(course.referral, where, first, now=now))

    def _earliest_series(self, course: Course, *, now: datetime) -> tuple[Where, tuple[int, ...]] | None:
        """By start, then by who has the fewest courses; who could not begin sooner than the best is not tried."""
        referral, desk = course.referral, self._desk
        at = self._no_sooner(course, now=now)
        series = Series(course.owed, step_of(referral.wants), self._rules.weeks_skipped)
        best: tuple[Where, tuple[int, ...]] | None = None
        for hope, where in self._hopes(course, at):
            if best is not None and hope > best[1][0]:
                break
            free, there = desk.free(where, referral.minutes), desk.there(where, referral.minutes)
            starts = first_series(free, there, at, series)
            if starts is not None and (best is None or starts[0] < best[1][0]):
                best = where, starts
        return best

    def _hopes(self, course: Course, at: int) -> list[tuple[int, Where]]:
        """Everybody with a free hour, by when it is."""
        desk, minutes = self._desk, course.referral.minutes
        places = desk.places_of(course.officer, course.referral)
        found = [
            (hope, desk.load(name), k, Where(name, reach.place))
            for name in desk.with_room(desk.who_fits(course.referral))
            for k, reach in enumerate(places)
            if (hope := lowest(desk.free(Where(name, reach.place), minutes), at)) is not None
        ]
        found.sort(key=lambda one: (one[0], one[1], one[2], one[3].counsellor_id))
        return [(hope, where) for hope, _, _, where in found]

    def _go_on(self, course: Course, *, now: datetime) -> bool:
        """One more session in the same weekly hour, or else in the next free one; False if there is none yet."""
        last = max((*course.booked, *course.attended), key=lambda one: one.first, default=None)
        if last is None:
            course.counsellor_id = None
            self._begin(course, now=now)
            return bool(course.booked)
        where = Where(last.counsellor_id, last.place_id)
        first = self._next_week(course, where, last.first, now=now)
        if first is None and not course.booked:
            self._begin(course, now=now)
            return bool(course.booked)
        if first is None:
            return False
        course.add(self._desk.book(course.referral, where, first, now=now))
        return True

    def _next_week(self, course: Course, where: Where, last: int, *, now: datetime) -> int | None:
        referral = course.referral
        free, at = self._desk.free(where, referral.minutes), self._no_sooner(course, now=now)
        step = step_of(referral.wants)
        weekly = (last + k * step for k in range(1, self._rules.weeks_sought + 1))
        same_hour = next((cell for cell in weekly if cell >= at and has(free, cell)), None)
        if same_hour is not None:
            return same_hour
        after = max(at, (last // CELLS_A_DAY + referral.wants.gap_min) * CELLS_A_DAY)
        other = lowest(free, after)
        patience = after + self._rules.patience.days * CELLS_A_DAY
        return other if other is not None and other < patience else None

    def _no_sooner(self, course: Course, *, now: datetime) -> int:
        """After the notice that an officer needs, and the shortest gap after the last session."""
        at = self._desk.cell_at(now + self._rules.notice)
        if course.attended:
            day = course.attended[-1].first // CELLS_A_DAY
            at = max(at, (day + course.referral.wants.gap_min) * CELLS_A_DAY)
        return at
