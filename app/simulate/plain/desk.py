"""All diaries and rooms at once: what is free, what is booked, who can take one more."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.care.domain.attendance import reaches
from app.care.domain.policy import DEFAULT_POLICY
from app.care.domain.world import KnownCounsellor
from app.simulate.facts import CounsellorAway, Referral, SimOfficer, SimWorld
from app.simulate.plain.bits import CELL, block, cells, runs
from app.simulate.plain.diary import Diary
from app.simulate.week_hours import year_of
from scheduler.windows import Reach


@dataclass(frozen=True, slots=True)
class Booking:
    """One appointment: `first` is the cell it starts in."""

    course_id: str
    counsellor_id: str
    place_id: str
    room: int | None
    first: int
    minutes: int
    start_at: datetime
    end_at: datetime
    made_at: datetime

    @property
    def span(self) -> tuple[int, int]:
        """Its civil minutes."""
        return self.first * CELL, self.first * CELL + self.minutes


@dataclass(frozen=True, slots=True)
class Where:
    """A counsellor at a place."""

    counsellor_id: str
    place_id: str


class Desk:
    """What the provider's computer knows."""

    def __init__(self, world: SimWorld, on_booked: Callable[[Booking], None]) -> None:
        self.world = world
        self._on_booked = on_booked
        self.year = year_of(world)
        self.diaries = {who.id: Diary(who, self.year) for who in world.counsellors if who.active}
        self._rooms = {place.id: [0] * place.rooms for place in world.places if place.rooms is not None}
        self._live: dict[str, dict[str, set[Booking]]] = {name: defaultdict(set) for name in self.diaries}
        self._who_fits: dict[object, tuple[str, ...]] = {}

    def cell_at(self, at: datetime) -> int:
        """The first cell that starts at this instant or later."""
        minute = self.year.minute_of(at)
        if self.year.instant_of(minute) < at:
            minute += 1
        return -(-minute // CELL)

    def free(self, where: Where, minutes: int) -> int:
        """The starts of such sessions that can be booked there."""
        return self.diaries[where.counsellor_id].free(where.place_id, minutes) & self._with_a_room(
            where.place_id, minutes
        )

    def there(self, where: Where, minutes: int) -> int:
        """The starts for which the counsellor is there, booked or not."""
        return self.diaries[where.counsellor_id].there(where.place_id, minutes)

    def places_of(self, officer: SimOfficer, referral: Referral) -> tuple[Reach, ...]:
        """Where the officer would go, the dearest first."""
        return reaches(referral.wants, dict(officer.needs.travel_minutes), self.world.places, DEFAULT_POLICY)

    def who_fits(self, referral: Referral) -> tuple[str, ...]:
        """Every counsellor who matches what was asked for."""
        key = (referral.wants, referral.minutes)
        if key not in self._who_fits:
            self._who_fits[key] = tuple(name for name, one in self.diaries.items() if _fits(one.who, referral))
        return self._who_fits[key]

    def with_room(self, names: Sequence[str]) -> Iterator[str]:
        """Those of them whose caseload has room for one more course."""
        return (name for name in names if len(self._live[name]) < self.diaries[name].who.caseload)

    def load(self, name: str) -> int:
        """How many courses have a live appointment with this counsellor."""
        return len(self._live[name])

    def book(self, referral: Referral, where: Where, first: int, *, now: datetime) -> Booking:
        """Take the time. KeyError or StopIteration if it was never free: ask `free` first."""
        start = first * CELL
        booking = Booking(
            referral.course_id,
            where.counsellor_id,
            where.place_id,
            self._take_room(where.place_id, first, referral.minutes),
            first,
            referral.minutes,
            self.year.instant_of(start),
            self.year.instant_of(start + referral.minutes),
            now,
        )
        self.diaries[where.counsellor_id].book(first, referral.minutes)
        self._live[where.counsellor_id][referral.course_id].add(booking)
        self._on_booked(booking)
        return booking

    def cancel(self, booking: Booking) -> None:
        """Give the time back."""
        self.begun(booking)
        self.diaries[booking.counsellor_id].cancel(booking.first, booking.minutes)
        if booking.room is not None:
            self._rooms[booking.place_id][booking.room] &= ~_of(booking.first, booking.minutes)

    def begun(self, booking: Booking) -> None:
        """Its time has come: it is no longer to be kept."""
        courses = self._live[booking.counsellor_id]
        courses[booking.course_id].discard(booking)
        if not courses[booking.course_id]:
            del courses[booking.course_id]

    def goes_away(self, event: CounsellorAway) -> list[Booking]:
        """Close the diary for that time; the appointments in it, in order, still stand and are to be called off."""
        if event.counsellor_id not in self.diaries:
            return []
        start, end = self.year.minute_of(event.start_at), self.year.minute_of(event.end_at)
        self.diaries[event.counsellor_id].is_away(start, end)
        live = (one for bookings in self._live[event.counsellor_id].values() for one in bookings)
        hit = [one for one in live if one.start_at < event.end_at and event.start_at < one.end_at]
        return sorted(hit, key=lambda one: one.first)

    def _with_a_room(self, place_id: str, minutes: int) -> int:
        """-1 has every bit: a place without rooms to count is always free."""
        if place_id not in self._rooms:
            return -1
        found = 0
        for taken in self._rooms[place_id]:
            found |= runs(~taken, cells(minutes))
        return found

    def _take_room(self, place_id: str, first: int, minutes: int) -> int | None:
        if place_id not in self._rooms:
            return None
        rooms, wanted = self._rooms[place_id], _of(first, minutes)
        room = next(k for k, taken in enumerate(rooms) if not taken & wanted)
        rooms[room] |= wanted
        return room


def _of(first: int, minutes: int) -> int:
    return block(first, first + cells(minutes))


def _fits(who: KnownCounsellor, referral: Referral) -> bool:
    lasts = not who.lengths or referral.minutes in who.lengths
    return lasts and referral.wants.fits(who.skills, who.languages, who.gender)
