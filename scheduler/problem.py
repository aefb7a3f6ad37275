"""The question put to the engine: who owes whom which sessions, and when both sides could meet."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

DAY = 1440  # civil minutes
DAYS_PER_WEEK = 7
PRIORITIES = (1, 2, 4)
EARLY_NUMBERS = 3  # sessions 1 to 3, where a miss harms most
CERTAIN = 1000  # thousandths

# Beyond these nothing real lies, and sums of costs could leave 64-bit integers inside the solver.
LARGEST_DAYS = 3 * 366
LARGEST_SESSIONS = 1_000
LARGEST_NUMBER = 1_000_000_000
LARGEST_WEIGHT = 10_000_000
LARGEST_FACTOR = 100
LARGEST_COST = 10_000


class ProblemFaults(ValueError):
    """A problem that cannot be asked; carries every fault, not the first."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = list(faults)
        super().__init__("; ".join(self.faults))


def refuse(faults: Iterable[str]) -> None:
    """Raise all faults together, if there are any."""
    found = list(faults)
    if found:
        raise ProblemFaults(found)


def _amounts(largest: int = LARGEST_NUMBER, /, **named: int) -> Iterator[str]:
    """Faults of numbers that must lie between nothing and the largest sensible one."""
    for name, value in named.items():
        if value < 0:
            yield f"{name} {value} is negative"
        elif value > largest:
            yield f"{name} {value} is too large"


def repeated(what: str, ids: Iterable[object]) -> Iterator[str]:
    """Faults of names that should be given once."""
    for key, times in Counter(ids).items():
        if times > 1:
            yield f"{what} {key!r} is given {times} times"


@dataclass(frozen=True, slots=True)
class Weights:
    """What each unit of each term of the objective costs."""

    unplaced: int = 100_000
    late_day: int = 4_000
    moved_firm: int = 60_000
    moved: int = 600
    over_gap_day: int = 1_500
    cadence_day: int = 400
    wait_day: int = 100
    risk: int = 5
    early_factor: int = 3
    preference: int = 100

    def __post_init__(self) -> None:
        weights = {name: getattr(self, name) for name in self.__slots__ if name != "early_factor"}
        refuse([*_amounts(LARGEST_WEIGHT, **weights), *_amounts(LARGEST_FACTOR, early_factor=self.early_factor)])


@dataclass(frozen=True, slots=True)
class Place:
    """Where sessions happen; `rooms` of None means no limit (video)."""

    id: str
    rooms: int | None = None

    def __post_init__(self) -> None:
        refuse(_amounts(rooms=self.rooms or 0))


@dataclass(frozen=True, slots=True)
class Presence:
    """One stretch in which a counsellor works, at any of the places; civil minutes, half open."""

    start: int
    end: int
    places: tuple[str, ...]

    def __post_init__(self) -> None:
        refuse(_stretch_faults(self.start, self.end))


@dataclass(frozen=True, slots=True)
class Window:
    """One stretch in which an officer could attend at one place.

    Civil minutes, half open; `risk` is the chance of a miss in thousandths; `cost` counts dislikes.
    """

    start: int
    end: int
    place: str
    risk: int = 0
    cost: int = 0

    def __post_init__(self) -> None:
        # Hundreds of thousands are made for one force: the usual case must not build a generator.
        if 0 <= self.start < self.end and 0 <= self.risk <= CERTAIN and 0 <= self.cost <= LARGEST_COST:
            return
        faults = [
            *_stretch_faults(self.start, self.end),
            *_amounts(risk=self.risk),
            *_amounts(LARGEST_COST, cost=self.cost),
        ]
        if self.risk > CERTAIN:
            faults.append(f"risk {self.risk} is more than {CERTAIN} thousandths")
        refuse(faults)


def _stretch_faults(start: int, end: int) -> Iterator[str]:
    if start < 0:
        yield f"start {start} is negative"
    if end <= start:
        yield f"window ends at {end}, not after its start {start}"


@dataclass(frozen=True, slots=True)
class Counsellor:
    """Who can hold sessions, when and how many."""

    id: str
    windows: tuple[Presence, ...]
    max_per_day: int = 6
    max_per_week: int = 25
    break_after: int = 10
    caseload: int = 30

    def __post_init__(self) -> None:
        refuse(
            _amounts(
                max_per_day=self.max_per_day,
                max_per_week=self.max_per_week,
                break_after=self.break_after,
                caseload=self.caseload,
            )
        )


@dataclass(frozen=True, slots=True)
class Gap:
    """Days between consecutive starts: below `min` and beyond `limit` never, beyond `max` dearly."""

    min: int = 5
    ideal: int = 7
    max: int = 14
    limit: int = 28

    def __post_init__(self) -> None:
        faults = list(_amounts(min=self.min, ideal=self.ideal, max=self.max, limit=self.limit))
        if self.min == 0:
            faults.append("min 0 would put two sessions of a course on one day")
        if not self.min <= self.ideal <= self.max <= self.limit:
            faults.append(
                f"must rise from min over ideal and max to limit, "
                f"not {self.min}, {self.ideal}, {self.max}, {self.limit}"
            )
        refuse(faults)


@dataclass(frozen=True, slots=True)
class Pin:
    """An appointment the solver may not move."""

    number: int
    counsellor: str
    start: int
    place: str


@dataclass(frozen=True, slots=True)
class Standing:
    """An appointment already promised; `firm` ones move at a high price only."""

    number: int
    counsellor: str
    start: int
    place: str
    firm: bool = False


@dataclass(frozen=True, slots=True)
class Course:
    """The sessions one officer is still owed; `counsellors` are (id, cost) pairs."""

    id: str
    sessions: int
    counsellors: tuple[tuple[str, int], ...]
    windows: tuple[Window, ...]
    first_number: int = 1
    minutes: int = 50
    priority: int = 1
    earliest: int = 0
    start_by: int | None = None
    previous: int | None = None
    gap: Gap = field(default_factory=Gap)
    pins: tuple[Pin, ...] = ()
    standing: tuple[Standing, ...] = ()

    def __post_init__(self) -> None:
        refuse(self._faults())

    def _faults(self) -> Iterator[str]:
        yield from _amounts(LARGEST_SESSIONS, sessions=self.sessions)
        yield from _amounts(first_number=self.first_number)
        if self.first_number == 0:
            yield "first_number 0 is not a session: sessions count from 1"
        if not 0 < self.minutes <= DAY:
            yield f"minutes {self.minutes} is not a length of a session"
        if self.priority not in PRIORITIES:
            yield f"priority {self.priority} is none of {', '.join(map(str, PRIORITIES))}"
        for name, when in (("earliest", self.earliest), ("start_by", self.start_by), ("previous", self.previous)):
            # These may lie before the horizon: the officer asked, or was last seen, before today.
            if when is not None and abs(when) > LARGEST_NUMBER:
                yield f"{name} {when} is too large"
        for who, cost in self.counsellors:
            yield from (f"counsellor {who!r}: {fault}" for fault in _amounts(LARGEST_COST, cost=cost))
        yield from repeated("counsellor", (who for who, _ in self.counsellors))
        yield from self._promise_faults()

    def _promise_faults(self) -> Iterator[str]:
        yield from repeated("pin of number", (pin.number for pin in self.pins))
        yield from repeated("standing appointment of number", (kept.number for kept in self.standing))
        for what, promises in (("pin", self.pins), ("standing appointment", self.standing)):
            for promise in promises:
                if promise.number not in self.numbers:
                    yield f"{what} of number {promise.number}, which is not owed"

    @property
    def numbers(self) -> range:
        """The session numbers still owed, in order."""
        return range(self.first_number, self.first_number + self.sessions)

    def windows_near(self, starts: Iterable[int]) -> dict[int, list[Window]]:
        """For the day of each of these minutes the windows that touch it: one look through all serves every start."""
        found: dict[int, list[Window]] = {start // DAY: [] for start in starts}
        # A window that holds a start begins on that day or the day before, or it lasts longer than a day.
        days = {day - before for day in found for before in (0, 1)}
        for w in [w for w in self.windows if w.start // DAY in days or w.end - w.start > DAY] if days else ():
            for day in range(w.start // DAY, (w.end - 1) // DAY + 1):
                if day in found:
                    found[day].append(w)
        return found


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything the engine knows. Minute 0 is local midnight of `start`."""

    start: date
    days: int
    places: tuple[Place, ...]
    counsellors: tuple[Counsellor, ...]
    courses: tuple[Course, ...]
    time_zone: str = "Europe/London"
    grid: int = 15
    weights: Weights = field(default_factory=Weights)

    def __post_init__(self) -> None:
        places = {place.id for place in self.places}
        people = {who.id for who in self.counsellors}
        refuse([*self._frame_faults(), *self._reference_faults(places, people)])

    def _frame_faults(self) -> Iterator[str]:
        yield from frame_faults(self.days, self.grid, self.time_zone)
        yield from repeated("place", (place.id for place in self.places))
        yield from repeated("counsellor", (who.id for who in self.counsellors))
        yield from repeated("course", (course.id for course in self.courses))

    def _reference_faults(self, places: set[str], people: set[str]) -> Iterator[str]:
        if _names_places(self) <= places and _names_people(self) <= people:
            return  # thousands of courses are asked about for one plan: the usual case must not look at each alone
        for who in self.counsellors:
            yield from (f"counsellor {who.id!r}: {fault}" for fault in presence_faults(who, places))
        for course in self.courses:
            yield from (f"course {course.id!r}: {fault}" for fault in naming_faults(course, places, people))


def _names_places(problem: Problem) -> set[str]:
    """Every place that is named anywhere."""
    names = {name for who in problem.counsellors for stretch in who.windows for name in stretch.places}
    names |= {window.place for course in problem.courses for window in course.windows}
    names |= {pin.place for course in problem.courses for pin in course.pins}
    return names | {kept.place for course in problem.courses for kept in course.standing}


def _names_people(problem: Problem) -> set[str]:
    """Every counsellor that a course names."""
    names = {name for course in problem.courses for name, _ in course.counsellors}
    names |= {pin.counsellor for course in problem.courses for pin in course.pins}
    return names | {kept.counsellor for course in problem.courses for kept in course.standing}


def frame_faults(days: int, grid: int, time_zone: str) -> Iterator[str]:
    """Faults of the horizon itself."""
    if not 0 < days <= LARGEST_DAYS:
        yield f"days {days} is not between 1 and {LARGEST_DAYS}"
    if not 0 < grid <= DAY or DAY % grid:
        yield f"grid {grid} does not divide a day"
    try:
        ZoneInfo(time_zone)
    except (ValueError, OSError, KeyError):  # a path, a folder, an unknown name
        yield f"time_zone {time_zone!r} is unknown"


def presence_faults(who: Counsellor, places: set[str]) -> Iterator[str]:
    """Places a counsellor would work at that do not exist."""
    for place in sorted({name for stretch in who.windows for name in stretch.places} - places):
        yield f"window at unknown place {place!r}"


def naming_faults(course: Course, places: set[str], people: set[str]) -> Iterator[str]:
    """Places and counsellors a course names that do not exist, or that it may not use."""
    if _all_known(course, places, people):
        return  # thousands are asked for one plan: the usual case must not sort anything
    for place in sorted({window.place for window in course.windows} - places):
        yield f"window at unknown place {place!r}"
    eligible = {who for who, _ in course.counsellors}
    for name in sorted(eligible - people):
        yield f"unknown counsellor {name!r}"
    for what, promises in (("pin", course.pins), ("standing appointment", course.standing)):
        for promise in promises:
            if promise.counsellor not in people:
                yield f"{what} of number {promise.number} with unknown counsellor {promise.counsellor!r}"
            if promise.place not in places:
                yield f"{what} of number {promise.number} at unknown place {promise.place!r}"


def _all_known(course: Course, places: set[str], people: set[str]) -> bool:
    return (
        {window.place for window in course.windows} <= places
        and all(who in people for who, _ in course.counsellors)
        and all(pin.counsellor in people and pin.place in places for pin in course.pins)
        and all(kept.counsellor in people and kept.place in places for kept in course.standing)
    )
