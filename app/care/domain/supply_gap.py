"""Where more counsellor hours would help most: stretches of the week at a place, from the planner's own prices."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.care.domain.parts_of_day import HOURS, PartOfDay
from app.care.domain.what_if import FIRST_HOUR, LAST_HOUR, SHORTEST
from scheduler.why.hour_prices import HourPrice

Spot = tuple[int, PartOfDay, str]
"""A weekday (Monday is 0), a part of the day and a place."""


@dataclass(frozen=True, slots=True)
class SupplyGap:
    """Four hours in a row, every week: `price` is what those of one `counsellor` would save, as an estimate.

    `sessions`: how many sessions over the whole horizon would move into them. `gaining`: the courses that any of these
    would be of; both are exact figures that never leave the job. `people`: whose hours there would save anything, the
    best first.
    """

    weekday: int
    part: PartOfDay
    place: str
    first_hour: int
    counsellor: str
    price: int
    sessions: int
    gaining: frozenset[str]
    people: tuple[str, ...] = ()

    @property
    def spot(self) -> Spot:
        """Where on the map."""
        return self.weekday, self.part, self.place

    def hour_of(self, who: str) -> HourPrice:
        """Its first hour with one of its people, to be added to a problem with those after it."""
        return HourPrice(self.weekday, self.first_hour, self.place, self.price, who)


def best_stretches(prices: Iterable[HourPrice]) -> list[SupplyGap]:
    """For each spot of the week the four hours that would save most, dearest first."""
    by_person: dict[tuple[Spot, str], dict[int, HourPrice]] = defaultdict(dict)
    for row in prices:
        for part in PartOfDay:
            if row.hour in _hours_of(part):
                by_person[(row.weekday, part, row.place), row.counsellor][row.hour] = row
    best: dict[Spot, SupplyGap] = {}
    for (spot, who), rows in sorted(by_person.items()):
        found = _best_of(spot, who, rows)
        if spot not in best or found.price > best[spot].price:
            best[spot] = found
    whole = [replace(one, people=_ranked(one, by_person)) for one in best.values()]
    return sorted(whole, key=lambda one: (-one.price, one.spot))


def _ranked(gap: SupplyGap, by_person: Mapping[tuple[Spot, str], Mapping[int, HourPrice]]) -> tuple[str, ...]:
    worth = {
        who: sum(one.price for one in _within(rows, gap.first_hour))
        for (spot, who), rows in by_person.items()
        if spot == gap.spot
    }
    return tuple(sorted((who for who, price in worth.items() if price), key=lambda who: (-worth[who], who)))


def _best_of(spot: Spot, who: str, rows: Mapping[int, HourPrice]) -> SupplyGap:
    hours = _hours_of(spot[1])
    last = max(hours.start, hours.stop - SHORTEST)
    first = max(range(hours.start, last + 1), key=lambda start: sum(one.price for one in _within(rows, start)))
    mine = _within(rows, first)
    gaining = frozenset(course for one in mine for course in one.gaining)
    weekday, part, place = spot
    return SupplyGap(
        weekday, part, place, first, who, sum(one.price for one in mine), sum(one.weeks for one in mine), gaining
    )


def _within(rows: Mapping[int, HourPrice], first: int) -> Sequence[HourPrice]:
    return [rows[hour] for hour in range(first, first + SHORTEST) if hour in rows]


def _hours_of(part: PartOfDay) -> range:
    """The hours of a part in which sessions are held at all."""
    first, end = HOURS[part]
    return range(max(first.hour, FIRST_HOUR), min(end.hour or 24, LAST_HOUR))
