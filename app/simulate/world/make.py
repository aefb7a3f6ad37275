"""Makes the whole year of a force from parameters, its size and a seed."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from app.simulate.facts import Event, RosterPublished, SimWorld
from app.simulate.parameters import Parameters
from app.simulate.world.asking_for_help import Asked, Setting, askers
from app.simulate.world.fate import DrawnFate, Truth
from app.simulate.world.life import Force
from app.simulate.world.lots import Lots
from app.simulate.world.places import Places
from app.simulate.world.supply import Supply, supply_of
from app.simulate.world.teams import staff_by_class, teams_of
from app.simulate.world.year import Year
from scheduler.rest_rules import RestRules


def make_world(parameters: Parameters, *, staff: int, seed: int) -> SimWorld:
    """The year of a force of `staff`: the same for the same parameters, size and seed, on any machine.

    Only the few who refer themselves get duties of their own. ValueError: no staff.
    """
    if staff < 1:
        raise ValueError(f"a force has staff, not {staff}")
    numbers, lots = parameters.numbers, Lots(seed)
    year = Year.of(numbers.calendar)
    force, places = Force(numbers, year, lots), Places.of(numbers.force, staff)
    supply = supply_of(force, places, staff)
    asked = askers(Setting(force, places, supply.counsellors, teams_of(year)), staff)
    return SimWorld(
        seed=seed,
        zone=year.zone,
        begins_at=year.at(0),
        referrals_end_at=year.at(year.referral_days),
        ends_at=year.at(year.days),
        places=places.known,
        counsellors=supply.counsellors,
        officers={one.officer.id: one.officer for one in asked},
        events=_in_time(_events(year, supply, asked)),
        staff=staff_by_class(numbers.force, staff),
        fate=DrawnFate(
            numbers,
            lots,
            year,
            {
                one.officer.id: Truth(one.life.final, one.life.ill, is_flexible=one.officer.needs.in_duty_time is True)
                for one in asked
            },
        ),
        kept_share=numbers.counsellors.rescue,
        rest=RestRules(in_duty_time_by_force=True),
    )


def _events(year: Year, supply: Supply, asked: Iterable[Asked]) -> Iterator[Event]:
    """All that happens before the end: first the rosters, for what happens at the same time may need them."""
    yield from _rosters(year)
    yield from supply.away
    for one in asked:
        yield one.referral
        yield from one.life.changes


def _rosters(year: Year) -> Iterator[RosterPublished]:
    """Each roster on its day; on the first day what was published before."""
    for first in range(0, year.days, year.roster_days):
        at = max(year.published_at(first), year.at(0))
        yield RosterPublished(at, year.on(first + year.roster_days - 1))


def _in_time(events: Iterable[Event]) -> tuple[Event, ...]:
    """By time; the sort keeps the order of those at the same instant."""
    return tuple(sorted(events, key=_at))


def _at(event: Event) -> datetime:
    return event.at
