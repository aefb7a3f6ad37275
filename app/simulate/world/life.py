"""One officer's year: the roster as first published, what changed, what was true in the end, and when they were ill."""

from dataclasses import dataclass
from datetime import datetime

from app.simulate.facts import RosterChange
from app.simulate.numbers import Numbers
from app.simulate.world.changing import Roster, in_order
from app.simulate.world.incidents import HOUR, Fortune
from app.simulate.world.lots import Lots
from app.simulate.world.teams import Team
from app.simulate.world.year import SEEN_BEFORE, Year
from scheduler.duty import Duty
from scheduler.interval import Interval


@dataclass(frozen=True, slots=True)
class Life:
    """`published`: as first seen; `changes` in order; `final`: after all of them; `ill`: when the officer is ill."""

    published: tuple[Duty, ...]
    changes: tuple[RosterChange, ...]
    final: tuple[Duty, ...]
    ill: tuple[Interval[datetime], ...]


@dataclass(frozen=True, slots=True)
class Force:
    """What all officers' years are made from."""

    numbers: Numbers
    year: Year
    lots: Lots


def life_of(force: Force, officer_id: str, team: Team, seen_at: datetime) -> Life:
    """The year of an officer whom nobody looks at before `seen_at`: what was known by then counts as first seen."""
    year = force.year
    first = max(year.day_of(seen_at) - SEEN_BEFORE, -SEEN_BEFORE)
    fortune = Fortune(force.numbers, year, team, force.lots.stream(officer_id, "roster"), first)
    spells = fortune.spells()
    duties = {day: duty for day, duty in team.duties.items() if day >= first}
    roster = Roster(year, officer_id, seen_at, duties, dict(duties))
    for incident in fortune.incidents(spells):
        roster.meet(incident)
    return Life(
        in_order(roster.first),
        tuple(roster.changes),
        in_order(roster.duties),
        tuple(Interval(year.at(spell.first, 4 * HOUR), year.at(spell.last, 4 * HOUR)) for spell in spells),
    )
