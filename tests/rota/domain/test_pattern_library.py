"""The library of named patterns: whole, sourced, and the same days and hours as the collection it was taken from."""

import itertools
import json
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from app.rota.domain.pattern_library import LIBRARY, cycle_of
from scheduler.pattern import ShiftPattern, project
from tests.rota.hr import LONDON

# Name in the collection -> our names, one for each of its rotations.
_OURS = {
    "Low Night Demand Plan": ["Low night demand"],
    "3 Team Fixed 24 Plan": ["Fixed 24, three teams"],
    "5/4/9 Plan": ["5/4/9"],
    "9 To 5 Plan": ["Nine to five"],
    "8 Plus 12 Plan": ["8 plus 12"],
    "ICU Interns Plan": ["ICU interns"],
    "DuPont Schedule": ["DuPont"],
    "DNO Plan": ["DNO"],
    "21 Team Fixed 8 6D Plan": [f"21 teams of 8 hours, {part}" for part in ("days", "swing", "nights")],
    "2 Team Fixed 12 Plan": ["Fixed 12, days", "Fixed 12, nights"],
    "Panama": ["Panama"],
    "4 Team Plan": ["Four teams with crossover"],
    "Manufacturing Company - four twelves": ["Four twelves, days", "Four twelves, nights"],
    "Kern Co.": ["Fire service, Kern County"],
    "Seattle": ["Fire service, Seattle"],
    "USPS": ["USPS"],
    "Nursing ICU": [f"ICU nursing, {part}" for part in ("days", "inverse days", "nights", "inverse nights")],
    "Restaurant": ["Restaurant, day", "Restaurant, evening"],
}


def hours(pattern: ShiftPattern) -> list[tuple[str, int] | None]:
    """Start and length in minutes of each day."""
    return [(f"{t.starts:%H:%M}", (_minutes(t.ends) - _minutes(t.starts)) % 1440 or 1440) if t else None
            for t in pattern.cycle]  # fmt: skip


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


@pytest.mark.parametrize("name", LIBRARY)
def test_every_pattern_has_a_source_and_can_be_projected_over_a_year(name: str) -> None:
    entry = LIBRARY[name]
    assert entry.source
    duties = project(entry.pattern, date(2026, 1, 5), date(2026, 1, 5), date(2026, 12, 31), LONDON)
    assert all(a.end_at <= b.start_at for a, b in itertools.pairwise(duties))


@pytest.mark.parametrize("wrong", ["", "E", "2X", "2E rest", "-2"])
def test_an_order_of_days_that_cannot_be_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"order|hours"):
        cycle_of(wrong, {"E": "07:00-15:00"})


@pytest.mark.shared
def test_every_plan_of_the_collection_is_there_with_its_days_and_hours(shared_data: Path) -> None:
    plain = json.loads((shared_data / "data" / "police" / "patterns.json").read_text())
    plans = {plan["name"]: plan for plan in plain["industry"]["patterns"]}
    assert plans.keys() == _OURS.keys()
    for name, plan in plans.items():
        for ours, rotation in zip(_OURS[name], plan["rotations"].values(), strict=True):
            assert _same(hours(LIBRARY[ours].pattern), _days(plan, rotation)), ours


def _days(plan: dict[str, Any], rotation: dict[str, Any]) -> list[Any]:
    shifts = {shift["name"]: (shift["start"], int(shift["hours"] * 60)) for shift in plan["shifts"]}
    days: list[Any] = []
    for shift, on, off in rotation["segments_on_off"]:
        days += [shifts.get(shift, "no hours given")] * on + [None] * off
    assert len(days) == rotation["cycle_days"]
    return days


def _same(ours: list[Any], theirs: list[Any]) -> bool:
    return len(ours) == len(theirs) and all(
        own == other or (other == "no hours given" and own is not None) for own, other in zip(ours, theirs, strict=True)
    )


@pytest.mark.shared
def test_the_five_weeks_of_the_variable_shift_arrangement_are_those_of_the_source(shared_data: Path) -> None:
    plain = json.loads((shared_data / "data" / "police" / "patterns.json").read_text())
    weeks = next(p for p in plain["uk_and_police"] if p["name"].startswith("GMP"))["weeks_mon_sun"]
    letters = {"early": "E", "late": "A", "night": "N"}
    ours = [letters[tour.kind.value] if tour else "R" for tour in LIBRARY["5-week VSA"].pattern.cycle]
    assert ours == " ".join(weeks).split()
