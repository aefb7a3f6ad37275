"""A counsellor's diary: when they are there, what is booked, and what their limits still allow."""

from collections import Counter, defaultdict

from app.care.domain.world import KnownCounsellor
from app.simulate.plain.bits import CELLS_A_DAY, CELLS_A_WEEK, block, cells, inside, runs, touched
from scheduler.civil import Horizon


class Diary:
    """One counsellor over the whole year, in cells."""

    def __init__(self, who: KnownCounsellor, year: Horizon) -> None:
        self.who = who
        self._there: dict[str, int] = defaultdict(int)
        self._taken = 0
        self._full = 0
        self._days: Counter[int] = Counter()
        self._weeks: Counter[int] = Counter()
        self._kept: dict[tuple[str, int, bool], int] = {}
        for hours in who.hours:
            first, after = inside(year.minute_of(hours.start_at), year.minute_of(hours.end_at))
            for place in hours.places:
                self._there[place] |= block(max(first, 0), after)

    def there(self, place: str, minutes: int) -> int:
        """The starts of such sessions for which the counsellor is there, booked or not."""
        return self._remembered(place, minutes, free=False)

    def free(self, place: str, minutes: int) -> int:
        """The starts of such sessions that can be booked: there, not taken, breaks and limits kept."""
        return self._remembered(place, minutes, free=True)

    def is_away(self, start: int, end: int) -> None:
        """From now on the counsellor is not there in these minutes."""
        gone = block(*touched(max(start, 0), end))
        self._there = defaultdict(int, {place: there & ~gone for place, there in self._there.items()})
        self._kept.clear()

    def book(self, first: int, minutes: int) -> None:
        """Take a session and the break after it."""
        self._taken |= self._with_break(first, minutes)
        self._count(first, 1)

    def cancel(self, first: int, minutes: int) -> None:
        """Give back what `book` took."""
        self._taken &= ~self._with_break(first, minutes)
        self._count(first, -1)

    def _with_break(self, first: int, minutes: int) -> int:
        return block(first, first + cells(minutes + self.who.break_minutes))

    def _count(self, first: int, more: int) -> None:
        day, week = first // CELLS_A_DAY, first // CELLS_A_WEEK
        self._days[day] += more
        self._weeks[week] += more
        self._full &= ~block(week * CELLS_A_WEEK, (week + 1) * CELLS_A_WEEK)
        if self._weeks[week] >= self.who.max_per_week:
            self._full |= block(week * CELLS_A_WEEK, (week + 1) * CELLS_A_WEEK)
        for one in range(week * 7, week * 7 + 7):
            if self._days[one] >= self.who.max_per_day:
                self._full |= block(one * CELLS_A_DAY, (one + 1) * CELLS_A_DAY)
        self._kept.clear()

    def _remembered(self, place: str, minutes: int, *, free: bool) -> int:
        key = (place, minutes, free)
        if key not in self._kept:
            self._kept[key] = self._starts(place, minutes, free=free)
        return self._kept[key]

    def _starts(self, place: str, minutes: int, *, free: bool) -> int:
        there = runs(self._there.get(place, 0), cells(minutes))
        if not free:
            return there
        return there & runs(~self._taken, cells(minutes + self.who.break_minutes)) & ~self._full
