"""Teams on the patterns that forces work, and the duties that each is rostered for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from app.simulate.facts import ShiftClass
from app.simulate.numbers import ForceNumbers
from app.simulate.world.lots import Lots, apportioned
from app.simulate.world.year import SEEN_BEFORE, Year
from scheduler.duty import Duty
from scheduler.pattern import PATTERNS, project


@dataclass(frozen=True, slots=True)
class Line:
    """A pattern as a force works it: `phases` teams, each so many `days` of the cycle behind the one before."""

    pattern: str
    shift_class: ShiftClass
    phases: int
    days: int


LINES: Mapping[str, Line] = {
    "response": Line("2-2-2-4", ShiftClass.NIGHTS, 5, 2),
    "five_week": Line("5-week VSA", ShiftClass.NIGHTS, 5, 7),
    "long_turns": Line("4 on 4 off", ShiftClass.LONG_TURNS, 4, 2),
    "earlies_lates": Line("6 on 3 off", ShiftClass.EARLIES_LATES, 3, 3),
    "office": Line("office", ShiftClass.DAYS, 1, 0),
}


@dataclass(frozen=True, slots=True)
class Team:
    """Who work the same duties; `duties` by day."""

    name: str
    shift_class: ShiftClass
    duties: Mapping[int, Duty]


def teams_of(year: Year) -> dict[str, tuple[Team, ...]]:
    """All teams by line. Their duties are made once: thousands of officers share them."""
    return {name: tuple(_team(name, phase, year) for phase in range(line.phases)) for name, line in LINES.items()}


def _team(name: str, phase: int, year: Year) -> Team:
    line = LINES[name]
    anchor_on = year.begins_on - timedelta(days=phase * line.days)
    duties = project(PATTERNS[line.pattern], anchor_on, year.on(-SEEN_BEFORE), year.on(year.days), year.zone)
    return Team(f"{name}-{phase + 1}", line.shift_class, {year.day_of(duty.start_at): duty for duty in duties})


def staff_by_line(force: ForceNumbers, staff: int) -> dict[str, int]:
    """How many work each line."""
    return apportioned({name: getattr(force, name) for name in LINES}, staff)


def staff_by_class(force: ForceNumbers, staff: int) -> dict[ShiftClass, int]:
    """How many there are of each shift class."""
    counts = dict.fromkeys(ShiftClass, 0)
    for name, count in staff_by_line(force, staff).items():
        counts[LINES[name].shift_class] += count
    return counts


def posting(lots: Lots, officer_id: str, force: ForceNumbers, teams: Mapping[str, tuple[Team, ...]]) -> Team:
    """Which team an officer works in."""
    chance = lots.stream(officer_id, "team")
    (name,) = chance.choices(list(LINES), [getattr(force, name) for name in LINES])
    return chance.choice(teams[name])
