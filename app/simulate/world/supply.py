"""Who counsels, when, and when they are away."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from app.care.domain.capacity import Stretch
from app.care.domain.world import KnownCounsellor
from app.simulate.facts import CounsellorAway
from app.simulate.numbers import CounsellorNumbers, Numbers, ReferralNumbers
from app.simulate.world.asking_for_help import TRAUMA, WELSH
from app.simulate.world.life import Force
from app.simulate.world.lots import apportioned, times
from app.simulate.world.places import VIDEO, Places
from app.simulate.world.year import Year

HOUR = 60
FEWEST = 3
"""Counsellors that even a small force has, so that there is somebody to choose from."""
_OFFICE, _EVENING, _SATURDAY, _SUNDAY = "office", "evening", "saturday", "sunday"
_WEEKDAYS = {_OFFICE: range(5), _EVENING: range(4), _SATURDAY: range(5, 6), _SUNDAY: range(6, 7)}
_TOLD_FOR_GOOD = 42


@dataclass(frozen=True, slots=True)
class Supply:
    """Counsellors with all their hours, and when they are not there."""

    counsellors: tuple[KnownCounsellor, ...]
    away: tuple[CounsellorAway, ...]


@dataclass(frozen=True, slots=True)
class Regular:
    """The same hours every week."""

    weekday: int
    starts: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Seat:
    """A counsellor's place on the books, which somebody new takes over when its holder leaves."""

    number: int
    places: tuple[str, ...]
    week: tuple[Regular, ...]


def hours_a_week(numbers: Numbers, staff: int) -> float:
    """Hours that all counsellors together offer in a week."""
    asked, offered = numbers.referrals, numbers.counsellors
    session = (asked.minutes + offered.break_minutes) / 60
    return staff * asked.share_a_year / 52 * _sessions(asked) * session * offered.hours_per_session_hour


def _sessions(asked: ReferralNumbers) -> float:
    weights = {6: asked.sessions_6, 8: asked.sessions_8, 10: asked.sessions_10}
    return sum(sessions * weight for sessions, weight in weights.items()) / sum(weights.values())


def supply_of(force: Force, places: Places, staff: int) -> Supply:
    """All counsellors of a force of this size."""
    counsellors: list[KnownCounsellor] = []
    away: list[CounsellorAway] = []
    for seat in _seats(force, places, staff):
        for who, absent in _holders(force, seat):
            counsellors.append(who)
            away += absent
    return Supply(tuple(counsellors), tuple(away))


def _seats(force: Force, places: Places, staff: int) -> list[Seat]:
    numbers, chance = force.numbers.counsellors, force.lots.stream("seats")
    total = hours_a_week(force.numbers, staff)
    count = max(FEWEST, round(total / numbers.hours_a_week_each))
    kinds = _kinds(numbers, max(count, round(total / numbers.stretch_hours)), chance)
    by_video = set(chance.sample(range(count), min(count - 1, round(numbers.video_only * count))))
    seats, in_person = [], 0
    for number in range(count):
        where: tuple[str, ...] = (VIDEO,)
        if number not in by_video:
            where, in_person = (VIDEO, places.home(in_person)), in_person + 1
        seats.append(Seat(number, where, _week(numbers, kinds[number::count], chance)))
    return seats


def _kinds(numbers: CounsellorNumbers, count: int, chance: Random) -> list[str]:
    """What kind of hours each stretch of the week is, in the shares wanted."""
    rest = max(0.0, 1 - numbers.evening - numbers.saturday - numbers.sunday)
    shares = {_OFFICE: rest, _EVENING: numbers.evening, _SATURDAY: numbers.saturday, _SUNDAY: numbers.sunday}
    kinds = [kind for kind, part in apportioned(shares, count).items() for _ in range(part)]
    chance.shuffle(kinds)
    return kinds


def _week(numbers: CounsellorNumbers, kinds: Sequence[str], chance: Random) -> tuple[Regular, ...]:
    """Stretches on days of their own as far as there are enough days."""
    minutes = round(numbers.stretch_hours * HOUR)
    taken: set[int] = set()
    week: list[Regular] = []
    for kind in kinds:
        days = [day for day in _WEEKDAYS[kind] if day not in taken]
        if not days:
            days = [day for day in range(5) if day not in taken] or list(_WEEKDAYS[kind])
        day = chance.choice(days)
        whole = Regular(day, _starts(kind, minutes, chance), minutes)
        if day in taken and any(_meet(whole, other) for other in week):
            continue
        taken.add(day)
        week.append(whole)
    return tuple(sorted(week, key=lambda one: (one.weekday, one.starts)))


def _meet(one: Regular, other: Regular) -> bool:
    ends = (one.starts + one.minutes, other.starts + other.minutes)
    return one.weekday == other.weekday and one.starts < ends[1] and other.starts < ends[0]


def _starts(kind: str, minutes: int, chance: Random) -> int:
    """Mornings or afternoons for the office, from 17:00 in the evening, mornings at weekends."""
    if kind == _EVENING:
        return min(17 * HOUR, 22 * HOUR - minutes)
    if kind == _OFFICE:
        return chance.choice((9 * HOUR, 10 * HOUR, 13 * HOUR, max(13 * HOUR, 17 * HOUR - minutes)))
    return chance.choice((9 * HOUR, 10 * HOUR))


Holder = tuple[KnownCounsellor, list[CounsellorAway]]


def _holders(force: Force, seat: Seat) -> Iterator[Holder]:
    """Who hold a seat one after another."""
    numbers, year = force.numbers.counsellors, force.year
    leaves = times(force.lots.stream("seat", seat.number), numbers.leave_for_good, year.referral_days // 12, year.days)
    ends = [*leaves, year.days]
    first = 0
    for turn, last in enumerate(ends):
        if last > first:
            yield _holder(force, seat, turn, (first, last))
        first = last


def _holder(force: Force, seat: Seat, turn: int, days: tuple[int, int]) -> Holder:
    year, name = force.year, f"counsellor-{seat.number + 1:03}" + (f"-{turn + 1}" if turn else "")
    # Hours are on the books to the end: that somebody leaves is news, and comes as an event.
    hours = [
        Stretch(year.at(day, one.starts), year.at(day, one.starts + one.minutes), seat.places)
        for day in range(days[0], year.days)
        for one in seat.week
        if one.weekday == day % 7
    ]
    return _who(force.numbers.counsellors, seat, name, tuple(hours)), _absences(force, name, days)


def _who(numbers: CounsellorNumbers, seat: Seat, name: str, hours: tuple[Stretch, ...]) -> KnownCounsellor:
    """Somebody like the last one on the seat. Gender, skill and language go round, so that shares come out exactly."""
    number = seat.number
    weekly = sum(one.minutes for one in seat.week) / HOUR
    return KnownCounsellor(
        id=name,
        name=name,
        gender="woman" if _is_among(number, numbers.women) else "man",
        skills=frozenset({TRAUMA}) if _is_among(number, numbers.skilled) else frozenset(),
        languages=frozenset({"en", WELSH}) if _is_among(number, numbers.second_language) else frozenset({"en"}),
        active=True,
        max_per_day=numbers.max_per_day,
        max_per_week=max(numbers.max_per_day, round(weekly) + 2),
        break_minutes=numbers.break_minutes,
        caseload=max(1, round(weekly * numbers.caseload_per_hour)),
        hours=hours,
    )


def _is_among(number: int, share: float) -> bool:
    """Whether number n of many is among a share of them, spread evenly."""
    return int((number + 1) * share) > int(number * share)


def _absences(force: Force, name: str, days: tuple[int, int]) -> list[CounsellorAway]:
    numbers, year, chance = force.numbers.counsellors, force.year, force.lots.stream(name, "away")
    first, last = days
    found = []
    for day in times(chance, numbers.leave_weeks, first, last):
        told = year.at(day - chance.randint(28, 84), 12 * HOUR)
        found.append(_away(year, name, told, (day, day + 7)))
    for day in times(chance, numbers.sick_spells_a_year, first, last):
        told = year.at(day, 7 * HOUR) if chance.random() < 0.5 else year.at(day - 1, 19 * HOUR)
        found.append(_away(year, name, told, (day, day + chance.randint(1, 7))))
    if last < year.days:
        found.append(_away(year, name, year.at(last - _TOLD_FOR_GOOD, 12 * HOUR), (last, year.days)))
    return found


def _away(year: Year, name: str, told: datetime, days: tuple[int, int]) -> CounsellorAway:
    # What was known before the first day is known on it.
    return CounsellorAway(max(told, year.at(0)), name, year.at(days[0]), year.at(days[1]))
