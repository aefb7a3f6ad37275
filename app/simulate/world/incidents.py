"""What may befall an officer's roster in a year, by chance: leave, court, training, aid, worked rest days, illness."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import count
from random import Random

from app.simulate.facts import Cause, ShiftClass
from app.simulate.numbers import Numbers
from app.simulate.world.lots import times
from app.simulate.world.teams import Team
from app.simulate.world.year import Year
from scheduler.duty import DutyKind

HOUR = 60
Hours = tuple[DutyKind, int, int]
"""A duty's kind and its minutes after midnight; past 24 hours is the next morning."""

LEAVE: Hours = (DutyKind.LEAVE, 7 * HOUR, 31 * HOUR)
COURT: Hours = (DutyKind.COURT, 9 * HOUR, 17 * HOUR)
TRAINING: Hours = (DutyKind.TRAINING, 9 * HOUR, 17 * HOUR)
AID: tuple[Hours, ...] = (
    (DutyKind.OTHER, 7 * HOUR, 19 * HOUR),
    (DutyKind.OTHER, 10 * HOUR, 22 * HOUR),
    (DutyKind.OTHER, 15 * HOUR, 27 * HOUR),
)


class How(StrEnum):
    """How an incident changes the roster."""

    TAKE = "take"
    """Its hours take the place of what the officer had, whatever was there."""
    WORK_DAYS = "work_days"
    """Its hours take the place of duties; rest days stay."""
    REST_DAY = "rest_day"
    """The next rest day that it fits on is worked."""
    FREE_DAY = "free_day"
    """The next early, late or night duty is not worked."""
    MOVE = "move"
    """The duty of its day starts and ends so many minutes later, or earlier where only that leaves enough rest."""
    SICKEN = "sicken"
    """Duties become sick leave."""
    UNDO = "undo"
    """What another incident changed is as it was."""


@dataclass(frozen=True, slots=True)
class Incident:
    """One of them, known from `at` on. `of`: the incident that it follows from, without which it does not happen."""

    key: int
    at: datetime
    cause: Cause
    how: How
    days: tuple[int, ...]
    hours: Hours | None = None
    minutes: int = 0
    of: int | None = None


@dataclass(frozen=True, slots=True)
class Spell:
    """Days of illness, from `first` up to, not including, `last`."""

    first: int
    last: int


class Fortune:
    """Draws everything that befalls one officer from day `first` on; each kind by chance of its own."""

    def __init__(self, numbers: Numbers, year: Year, team: Team, chance: Random, first: int) -> None:
        self._numbers, self._year, self._team, self._chance, self._first = numbers, year, team, chance, first
        self._works_turns = team.shift_class is not ShiftClass.DAYS
        self._keys = count(1)

    def incidents(self, spells: list[Spell]) -> list[Incident]:
        """All of them, in the order in which they become known."""
        drawn = [*self._leaves(), *self._trainings(), *self._courts(), *self._aids(), *self._rest_days()]
        drawn += [*self._moves(), *self._illness(spells)]
        return sorted(drawn, key=lambda one: (one.at, one.key))

    def spells(self) -> list[Spell]:
        """When the officer is ill."""
        changes = self._numbers.changes
        found: list[Spell] = []
        for day in self._times(changes.sick_spells_a_year):
            long = self._chance.random() < changes.sick_long
            length = self._chance.randint(28, 91) if long else self._length(changes.sick_days)
            if not found or found[-1].last < day:
                found.append(Spell(day, day + length))
        return found

    def _times(self, per_year: float) -> list[int]:
        return times(self._chance, per_year, self._first, self._year.days)

    def _length(self, mean: float) -> int:
        """Days, at least one, `mean` on average."""
        return 1 + int(self._chance.expovariate(1 / max(mean - 0.5, 0.01)))

    def _notice(self, day: int, mean: float, least: int) -> datetime:
        """Some working hour, days before."""
        before = least + int(self._chance.expovariate(1 / max(mean - least, 0.01)))
        return self._year.at(day - before, self._chance.randrange(8 * HOUR, 18 * HOUR))

    def _next(self) -> int:
        return next(self._keys)

    def _leaves(self) -> Iterator[Incident]:
        roster = self._numbers.roster
        planned = (
            (roster.long_leaves_a_year, roster.long_leave_days),
            (roster.short_leaves_a_year, roster.short_leave_days),
        )
        for per_year, mean in planned:
            for day in self._times(per_year):
                length = max(1, round(mean * self._chance.uniform(0.6, 1.4)))
                days = tuple(range(day, day + length))
                yield Incident(self._next(), self._year.published_at(day), Cause.LEAVE, How.TAKE, days, LEAVE)
        for day in self._times(roster.late_leaves_a_year):
            days = tuple(range(day, day + self._chance.randint(1, 2)))
            yield Incident(self._next(), self._notice(day, 12, 1), Cause.LEAVE, How.TAKE, days, LEAVE)

    def _trainings(self) -> Iterator[Incident]:
        roster, changes = self._numbers.roster, self._numbers.changes
        for day in self._times(roster.courses_a_year):
            days = tuple(range(self._monday(day), self._monday(day) + 5))
            yield Incident(self._next(), self._year.published_at(days[0]), Cause.TRAINING, How.TAKE, days, TRAINING)
        for day in self._times(roster.training_days_a_year):
            yield Incident(self._next(), self._year.published_at(day), Cause.TRAINING, How.WORK_DAYS, (day,), TRAINING)
        for day in self._times(changes.trainings_a_year):
            at = self._notice(day, changes.training_days_notice, 1)
            yield Incident(self._next(), at, Cause.TRAINING, How.WORK_DAYS, (day,), TRAINING)

    def _courts(self) -> Iterator[Incident]:
        changes = self._numbers.changes
        for day in self._times(changes.court_days_a_year):
            on = day if self._year.on(day).weekday() < 5 else self._monday(day)
            at = self._notice(on, changes.court_days_notice, 2)
            yield Incident(self._next(), at, Cause.COURT, How.TAKE, (on,), COURT)
        for day in self._times(changes.court_blocks_a_year):
            yield from self._block(self._monday(day))

    def _block(self, first: int) -> Iterator[Incident]:
        """Weeks at court on working days, free at weekends, and often given back when they have hardly begun."""
        changes = self._numbers.changes
        days = tuple(range(first, first + 7 * changes.court_block_weeks))
        block = Incident(
            self._next(), self._notice(first, changes.court_days_notice, 2), Cause.COURT, How.TAKE, days, COURT
        )
        yield block
        if self._chance.random() < changes.court_adjourned:
            told = first + self._chance.choice((-3, 0, 1, 2))  # the Friday before, or one of the first days
            at = max(self._year.at(told, 16 * HOUR), block.at + timedelta(hours=1))
            yield Incident(self._next(), at, Cause.COURT, How.UNDO, days, of=block.key)

    def _aids(self) -> Iterator[Incident]:
        changes = self._numbers.changes
        for day in self._times(changes.aids_a_year):
            days = tuple(range(day, day + self._chance.randint(1, 3)))
            at = min(self._notice(day, changes.aid_days_notice, 0), self._evening_before(day))
            yield Incident(self._next(), at, Cause.ABSTRACTION, How.TAKE, days, self._chance.choice(AID))

    def _rest_days(self) -> Iterator[Incident]:
        changes = self._numbers.changes
        for day in self._times(changes.rest_days_cancelled_a_year if self._works_turns else 0):
            lawful = self._chance.random() < changes.rest_days_lawful
            at = self._in_time(day) if lawful else self._late(day)
            cancelled = Incident(self._next(), at, Cause.REST_DAY_CANCELLED, How.REST_DAY, (day,))
            yield cancelled
            if self._chance.random() < changes.rest_days_given_back:
                later = self._between(at, self._year.at(day))
                yield Incident(self._next(), later, Cause.REST_DAY_GIVEN_BACK, How.UNDO, (day,), of=cancelled.key)
            elif lawful:
                other = day + self._chance.randint(2, 30)
                told = at + timedelta(days=self._chance.randint(1, 4))
                yield Incident(self._next(), told, Cause.REST_DAY_GIVEN_BACK, How.FREE_DAY, (other,), of=cancelled.key)

    def _in_time(self, day: int) -> datetime:
        """After the roster with the day was published, and at least the due fifteen days before."""
        return self._between(self._year.published_at(day), self._year.at(day - 15))

    def _between(self, start_at: datetime, end_at: datetime) -> datetime:
        minutes = (end_at - start_at) // timedelta(minutes=1)
        return start_at + timedelta(minutes=int(minutes * self._chance.random()))

    def _late(self, day: int) -> datetime:
        """At most a fortnight before, more often a day or two, by midnight of the day before at the latest."""
        before = int(14 * self._chance.random() ** 2)
        at = self._year.at(day - before, self._chance.randrange(8 * HOUR, 18 * HOUR))
        return min(at, self._evening_before(day))

    def _moves(self) -> Iterator[Incident]:
        changes = self._numbers.changes
        for day in self._times(changes.duties_moved_a_year if self._works_turns else 0):
            minutes = self._chance.choice((-180, -120, -60, 60, 120, 180))
            lawful = self._chance.random() < changes.moved_lawful
            notice = timedelta(hours=self._chance.randint(8, 96) if lawful else 3)
            on = next((on for on in range(day, day + 7) if on in self._team.duties), None)
            if on is not None:
                at = self._team.duties[on].start_at - timedelta(minutes=abs(minutes)) - notice
                yield Incident(self._next(), at, Cause.DUTY_MOVED, How.MOVE, (on,), minutes=minutes)

    def _illness(self, spells: list[Spell]) -> Iterator[Incident]:
        """A week by the officer's own word, then notes for four weeks each."""
        for spell in spells:
            first = spell.first
            while first < spell.last:
                last = min(spell.last, first + (7 if first == spell.first else 28))
                at = self._year.at(first, 4 * HOUR) if first == spell.first else self._year.at(first - 1, 12 * HOUR)
                yield Incident(self._next(), at, Cause.SICKNESS, How.SICKEN, tuple(range(first, last)))
                first = last

    def _evening_before(self, day: int) -> datetime:
        """By midnight of the day before at the latest."""
        return self._year.at(day - 1, self._chance.randrange(17 * HOUR, 24 * HOUR))

    def _monday(self, day: int) -> int:
        """The next Monday, or the day itself."""
        return day + -day % 7
