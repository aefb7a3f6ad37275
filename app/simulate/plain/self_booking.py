"""Booking for oneself: the next free time, one session after the other, as booking pages offer it."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from hashlib import blake2b

from app.care.domain.outcome import Outcome
from app.simulate.facts import Ask
from app.simulate.plain.bits import CELLS_A_DAY, CELLS_A_WEEK, block, has, lowest
from app.simulate.plain.course import Course
from app.simulate.plain.desk import Booking, Desk, Where
from app.simulate.plain.own_roster import CELLS_SEEN, WEEKS_SEEN, OwnRosters
from app.simulate.plain.rules import PlainRules
from scheduler.windows import Reach

Later = Callable[[datetime, Course], None]


def chance(seed: int, *what: str | int) -> float:
    """A number from 0 up to 1 that depends on nothing else: asked in any order, by any policy, it is the same."""
    words = "|".join(map(str, (seed, *what)))
    return int.from_bytes(blake2b(words.encode(), digest_size=7).digest()) / (1 << 56)


class SelfBooking:
    """Policies SELF_BOOKING and, with a mail after a miss that the officer did not come back from, NUDGED."""

    def __init__(self, desk: Desk, rosters: OwnRosters, rules: PlainRules, later: Later, *, nudged: bool) -> None:
        self._desk = desk
        self._rosters = rosters
        self._rules = rules
        self._later = later
        self._nudged = nudged
        self._asked: Counter[tuple[str, Ask]] = Counter()
        self._visits: Counter[str] = Counter()

    def lacks(self, course: Course) -> bool:
        """One session at a time."""
        return not course.booked

    def seek(self, course: Course, *, now: datetime) -> None:
        """The officer opens the booking page and takes the next free time for the session due."""
        self._visits[course.id] += 1
        looks = self._looks(course, "books", self._visits[course.id])
        if (found := self._next_free(course, now=now, looks=looks)) is not None:
            where, first = found
            course.add(self._desk.book(course.referral, where, first, now=now))

    def missed(self, course: Course, booking: Booking, outcome: Outcome) -> None:
        """Nothing is taken away; but whoever does not come back, and does not answer the mail, is not seen again."""
        course.miss(booking, outcome, forfeited=False)
        if self._says_yes(course, Ask.REBOOK):
            self._later(booking.end_at + self._rules.rebooks_after, course)
        elif self._nudged and self._says_yes(course, Ask.NUDGE):
            self._later(booking.end_at + self._rules.mailed_after, course)
        else:
            course.waits = True

    def roster_changed(self, course: Course, *, now: datetime) -> None:
        """An officer who looks sees that an appointment no longer fits, and takes another while there is notice."""
        if not course.booked:
            return
        booking = course.booked[0]
        too_late = booking.start_at < now + self._rules.notice
        if too_late or not self._looks(course, "looks again", booking.first) or self._fits(course, booking):
            return
        self._desk.cancel(booking)
        found = self._next_free(course, now=now, looks=True)
        where, first = found or (Where(booking.counsellor_id, booking.place_id), booking.first)
        course.drop(booking)
        course.add(self._desk.book(course.referral, where, first, now=now if found else booking.made_at))
        course.moves += found is not None

    def _looks(self, course: Course, why: str, nth: int) -> bool:
        seed = self._desk.world.seed
        return chance(seed, "checks roster", course.id, why, nth) < self._rules.checks_roster

    def _says_yes(self, course: Course, ask: Ask) -> bool:
        key = (course.officer.id, ask)
        self._asked[key] += 1
        return self._desk.world.fate.says_yes(course.officer.id, ask, self._asked[key])

    def _fits(self, course: Course, booking: Booking) -> bool:
        reach = next(r for r in self._desk.places_of(course.officer, course.referral) if r.place == booking.place_id)
        week = booking.first // CELLS_A_WEEK
        starts = self._rosters.starts(course.officer, reach, booking.minutes, week=week, looks=True)
        return has(starts, booking.first - week * CELLS_A_WEEK)

    def _next_free(self, course: Course, *, now: datetime, looks: bool) -> tuple[Where, int] | None:
        """With the same counsellor; with anybody at first, or when that one has nothing for too long."""
        at, until = self._no_sooner(course, now=now), self._desk.year.days * CELLS_A_DAY
        if course.counsellor_id is None:
            return self._first_of_all(course, self._anybody(course), (at, until), looks=looks)
        soon = at + self._rules.patience.days * CELLS_A_DAY
        same = [course.counsellor_id]
        found = self._first_of_all(course, same, (at, soon), looks=looks)
        if found is None and self._says_yes(course, Ask.CHANGE_COUNSELLOR):
            found = self._first_of_all(course, self._anybody(course), (at, soon), looks=looks)
        return found or self._first_of_all(course, same, (soon, until), looks=looks)

    def _anybody(self, course: Course) -> list[str]:
        return list(self._desk.with_room(self._desk.who_fits(course.referral)))

    def _first_of_all(
        self, course: Course, names: Iterable[str], between: tuple[int, int], *, looks: bool
    ) -> tuple[Where, int] | None:
        """The earliest start over all of them, page after page; of equal ones the dearer place, then the first name."""
        names, (at, until) = list(names), between
        for week in range(at // CELLS_A_WEEK, -(-until // CELLS_A_WEEK), WEEKS_SEEN):
            found = self._on_page(course, names, week, between, looks=looks)
            if found is not None:
                return found
        return None

    def _on_page(
        self, course: Course, names: Iterable[str], week: int, between: tuple[int, int], *, looks: bool
    ) -> tuple[Where, int] | None:
        """The earliest of the weeks seen at once from this one on."""
        begins, minutes = week * CELLS_A_WEEK, course.referral.minutes
        page = block(max(0, between[0] - begins), min(CELLS_SEEN, between[1] - begins))
        places = self._desk.places_of(course.officer, course.referral)
        own = self._own_starts(course, places, week, looks=looks)
        best: tuple[int, int, str] | None = None
        for rank, reach in enumerate(places):
            possible = own[reach.travel] & page
            for name in names:
                free = self._desk.free(Where(name, reach.place), minutes) >> begins & possible
                first = lowest(free, 0)
                if first is not None and (best is None or (first, rank, name) < best):
                    best = first, rank, name
        return best and (Where(best[2], places[best[1]].place), begins + best[0])

    def _own_starts(
        self, course: Course, places: Iterable[Reach], week: int, *, looks: bool
    ) -> dict[timedelta | None, int]:
        """By the journey, which is all that a place changes in one's own time."""
        reach_of = {reach.travel: reach for reach in places}
        return {
            travel: self._rosters.starts(course.officer, reach, course.referral.minutes, week=week, looks=looks)
            for travel, reach in reach_of.items()
        }

    def _no_sooner(self, course: Course, *, now: datetime) -> int:
        """After the notice that is needed, and the shortest gap after the last session."""
        at = self._desk.cell_at(now + self._rules.notice)
        if course.attended:
            day = course.attended[-1].first // CELLS_A_DAY
            at = max(at, (day + course.referral.wants.gap_min) * CELLS_A_DAY)
        return at
