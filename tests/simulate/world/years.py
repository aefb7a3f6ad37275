"""Small simulated years for tests, and a way to write one down to the last byte."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache

from app.simulate.facts import RosterChange, SimWorld
from app.simulate.parameters import Parameters
from app.simulate.world.make import make_world
from scheduler.duty import Duty


@cache
def small_year(staff: int = 1_000, seed: int = 1) -> SimWorld:
    """A year of a small force; never changed, so made once."""
    return make_world(Parameters.read(), staff=staff, seed=seed)


def written(world: SimWorld) -> bytes:
    """Everything in it, the same whatever order sets have in memory."""
    return "\n".join(_lines(world)).encode()


def _lines(world: SimWorld) -> Iterator[str]:
    yield repr((world.seed, world.zone, world.begins_at, world.referrals_end_at, world.ends_at, world.places))
    for who in world.counsellors:
        yield repr(replace(who, skills=frozenset(), languages=frozenset()))
        yield repr((sorted(who.skills), sorted(who.languages)))
    yield from map(repr, world.officers.values())
    yield from map(repr, world.events)
    yield repr((world.staff, world.kept_share))


def changes_of(world: SimWorld) -> list[RosterChange]:
    """All changes of rosters, in order."""
    return [event for event in world.events if isinstance(event, RosterChange)]


def rosters_after(world: SimWorld, until: datetime | None = None) -> Mapping[str, tuple[Duty, ...]]:
    """The roster of each officer after every change up to an instant. AssertionError: a change of what is not there."""
    rosters = {officer.id: list(officer.duties) for officer in world.officers.values()}
    for change in changes_of(world):
        if until is None or change.at <= until:
            duties = rosters[change.officer_id]
            for old in change.before:
                assert old in duties, f"{change} takes away what is not there"
                duties.remove(old)
            duties.extend(change.after)
    return {name: tuple(sorted(duties, key=lambda duty: duty.start_at)) for name, duties in rosters.items()}
