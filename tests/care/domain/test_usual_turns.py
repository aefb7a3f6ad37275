"""Beyond the published roster turns go on in the cycle that the published ones keep to, and close nothing."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from app.care.domain.usual_turns import probably_taken, usual_turns
from scheduler.civil import Horizon, wall_clock
from scheduler.duty import Duty, DutyKind
from scheduler.pattern import PATTERNS, project
from scheduler.rest_rules import RestRules

LONDON = ZoneInfo("Europe/London")
BEGINS = date(2026, 8, 3)
HORIZON = Horizon(BEGINS, 16 * 7, LONDON)
ENDS = BEGINS + timedelta(days=16 * 7)


def published(name: str, days: int) -> tuple[Duty, ...]:
    """Turns from a week before the horizon on."""
    first_on = BEGINS - timedelta(days=7)
    return tuple(project(PATTERNS[name], BEGINS, first_on, first_on + timedelta(days=days - 1), LONDON))


def covered(days: int) -> date:
    """The last published date."""
    return BEGINS - timedelta(days=7) + timedelta(days=days - 1)


@pytest.mark.parametrize(
    ("name", "days"), [("2-2-2-4", 40), ("4 on 4 off", 40), ("6 on 3 off", 40), ("office", 40), ("5-week VSA", 80)]
)
def test_turns_go_on_as_they_were_by_wall_clock(name: str, days: int) -> None:
    """Over the night of 25 October too, when clocks go back."""
    found = usual_turns(published(name, days), covered(days), HORIZON)
    assert list(found) == project(PATTERNS[name], BEGINS, covered(days) + timedelta(days=1), ENDS, LONDON)


@pytest.mark.parametrize("name", ["2-2-2-4", "office"])
def test_leave_sickness_and_court_say_nothing_of_the_cycle(name: str) -> None:
    whole = published(name, 60)
    other = {3: DutyKind.LEAVE, 4: DutyKind.LEAVE, 11: DutyKind.SICK, 12: DutyKind.COURT, 25: DutyKind.TRAINING}
    seen = tuple(Duty(other.get(at, duty.kind), duty.start_at, duty.end_at) for at, duty in enumerate(whole))
    assert usual_turns(seen, covered(60), HORIZON) == usual_turns(whole, covered(60), HORIZON) != ()


def test_a_turn_moved_now_and_then_changes_nothing() -> None:
    whole = published("2-2-2-4", 60)
    seen = tuple(duty for at, duty in enumerate(whole) if at != 9)
    kinds = [duty.kind for duty in usual_turns(seen, covered(60), HORIZON)]
    assert kinds == [duty.kind for duty in usual_turns(whole, covered(60), HORIZON)]


def test_what_was_seen_less_than_twice_is_no_cycle() -> None:
    assert usual_turns(published("5-week VSA", 60), covered(60), HORIZON) == ()


def test_turns_without_a_cycle_go_on_nowhere() -> None:
    chance = Random(3)
    kinds = [None, None, DutyKind.EARLY, DutyKind.LATE, DutyKind.NIGHT]
    midnight = datetime(2026, 7, 27, tzinfo=UTC)
    drawn = [(day, chance.choice(kinds)) for day in range(60)]
    turns = tuple(
        Duty(kind, midnight + timedelta(days=day, hours=9), midnight + timedelta(days=day, hours=17))
        for day, kind in drawn
        if kind is not None
    )
    assert usual_turns(turns, covered(60), HORIZON) == ()


@pytest.mark.parametrize("duties", [(), published("office", 40)[:2]])
def test_where_nothing_is_known_nothing_is_expected(duties: tuple[Duty, ...]) -> None:
    assert usual_turns(duties, covered(40), HORIZON) == ()


def test_a_turn_takes_its_hours_and_what_it_earns() -> None:
    (first, *_) = usual_turns(published("office", 40), covered(40), HORIZON)
    (span,) = probably_taken([first], RestRules(), HORIZON)
    begins, ends = (wall_clock(HORIZON.instant_of(at), LONDON) for at in (span.start, span.end))
    assert (begins.hour, begins.minute) == (7, 45)  # fifteen minutes before eight
    assert (ends.hour, ends.minute) == (17, 15)  # an hour and fifteen minutes after sixteen


def test_who_may_come_in_duty_time_loses_nothing_but_the_ways() -> None:
    (first, *_) = usual_turns(published("office", 40), covered(40), HORIZON)
    rules = RestRules(in_duty_time_by_force=True, in_duty_time_by_officer=True)
    noon = HORIZON.minute_of(first.start_at) + 4 * 60
    assert not any(span.contains(noon) for span in probably_taken([first], rules, HORIZON))
    assert any(span.contains(noon) for span in probably_taken([first], RestRules(), HORIZON))
