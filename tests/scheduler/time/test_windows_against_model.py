"""No window ever meets a kept minute and no free session is forgotten, by a model of its own."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.civil import Horizon
from scheduler.duty import Duty, DutyKind
from scheduler.interval import Interval
from scheduler.rest_rules import RestRules
from scheduler.risk import RiskTable, marks_of, risk_steps
from scheduler.steps import steps_of
from scheduler.windows import RULES, Dislike, OfficerNeeds, free_windows
from tests.scheduler.time.model import faults
from tests.scheduler.time.rosters import (
    LONDON,
    LORD_HOWE,
    MONDAY,
    NEW_YORK,
    SITE,
    VIDEO,
    duty,
    horizon,
    instant,
    night,
    span,
    starts,
    windows,
)

DAYS = 4
HORIZONS = [
    Horizon(date(2026, 10, 23), DAYS, LONDON),
    Horizon(date(2027, 3, 26), DAYS, LONDON),
    Horizon(date(2026, 10, 30), DAYS, NEW_YORK),
    Horizon(date(2027, 4, 2), DAYS, LORD_HOWE),
    Horizon(date(2027, 2, 1), DAYS, LONDON),
]
horizons = st.sampled_from(HORIZONS)


def minutes(most: int) -> st.SearchStrategy[timedelta]:
    return st.integers(0, most // 5).map(lambda fives: timedelta(minutes=5 * fives))


def instants(over: Horizon) -> st.SearchStrategy[datetime]:
    """Quarter hours of the horizon, two days before it and a day after it."""
    midnight = datetime(over.start_on.year, over.start_on.month, over.start_on.day, tzinfo=UTC)
    return st.integers(-2 * 96, (DAYS + 1) * 96).map(lambda quarters: midnight + timedelta(minutes=15 * quarters))


@st.composite
def rosters(draw: st.DrawFn, over: Horizon) -> list[Duty]:
    made = []
    for _ in range(draw(st.integers(0, 5))):
        start_at = draw(instants(over))
        length = draw(st.sampled_from([1, 8, 9, 10, 24, 60])) * timedelta(hours=1)
        made.append(Duty(draw(st.sampled_from(DutyKind)), start_at, start_at + length))
    return made


@st.composite
def policies(draw: st.DrawFn) -> RestRules:
    return RestRules(
        video_margin=draw(minutes(40)),
        overrun_margin=draw(minutes(120)),
        sleep_after_night=draw(minutes(600)),
        wind_down_before_night=draw(minutes(300)),
        quiet_from=draw(st.sampled_from([time(20), time(22), time(23)])),
        quiet_until=draw(st.sampled_from([time(4), time(7), time(8, 30)])),
        court_opens=draw(st.sampled_from([time(9), time(10)])),
        court_closes=draw(st.sampled_from([time(16, 30), time(17)])),
        leave_blocks=draw(st.booleans()),
        sick_blocks=draw(st.booleans()),
        on_call_blocks=draw(st.booleans()),
        in_duty_time_by_force=draw(st.booleans()),
        in_duty_time_by_officer=draw(st.booleans()),
    )


@st.composite
def wishes(draw: st.DrawFn, over: Horizon) -> OfficerNeeds:
    blackouts = []
    for _ in range(draw(st.integers(0, 2))):
        start_at = draw(instants(over))
        blackouts.append(Interval(start_at, start_at + draw(minutes(600)) + timedelta(minutes=1)))
    return OfficerNeeds(
        places=(VIDEO, replace(SITE, travel=draw(minutes(300)))),
        minutes=draw(st.sampled_from([20, 50, 90])),
        blackouts=tuple(blackouts),
        dislikes=draw(st.sampled_from([(), (Dislike(1, starts=time(19)), Dislike(2, frozenset({0, 5})))])),
        earliest_at=draw(st.none() | instants(over)),
    )


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_free_session_is_offered_and_nothing_else(data: st.DataObject) -> None:
    over = data.draw(horizons)
    roster, rules, needs = data.draw(rosters(over)), data.draw(policies()), data.draw(wishes(over))
    risk_of = risk_steps(RiskTable(), marks_of(roster, over))
    found = windows(roster, rules, needs, over, risk_of)
    assert faults(found, roster, rules, needs, over) == []
    assert found == sorted(found, key=lambda w: (w.start, w.end, w.place))
    assert all(0 <= w.start < w.end <= over.minutes and w.end - w.start >= needs.minutes for w in found)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_time_without_its_price_holds_the_same_sessions(data: st.DataObject) -> None:
    over = data.draw(horizons)
    roster, rules, needs = data.draw(rosters(over)), data.draw(policies()), data.draw(wishes(over))
    risk_of = risk_steps(RiskTable(), marks_of(roster, over))
    priced = windows(roster, rules, needs, over, risk_of)
    free = free_windows(roster, rules, needs, horizon=over)
    assert starts(free, needs.minutes) == starts(priced, needs.minutes)
    assert free == sorted(free, key=lambda w: (w.start, w.end, w.place))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_cheapest_window_of_a_session_has_the_highest_risk_and_cost_it_touches(data: st.DataObject) -> None:
    over, needs = HORIZONS[4], OfficerNeeds((VIDEO,), dislikes=(Dislike(1, starts=time(19)),))
    cuts = data.draw(st.lists(st.integers(0, 40), max_size=8, unique=True).map(sorted))
    levels = st.lists(st.sampled_from([10, 20, 30]), min_size=len(cuts), max_size=len(cuts))
    # No two cuts within one session: there a third side may make its window dearer still.
    risk_of = steps_of(10, zip((cut * 120 for cut in cuts), data.draw(levels), strict=True))
    found = windows(needs=needs, over=over, risk_of=risk_of)
    for _, start in data.draw(st.sets(st.sampled_from(sorted(starts(found))), max_size=40)):
        touched = range(start, start + needs.minutes)
        priced = [(w.risk, w.cost) for w in found if w.start <= start and start + needs.minutes <= w.end]
        assert min(priced) == (max(map(risk_of.at, touched)), int(any(m % 1440 >= 19 * 60 for m in touched)))


RELAXED: dict[str, Any] = {
    "video_margin": timedelta(minutes=5),
    "overrun_margin": timedelta(0),
    "sleep_after_night": timedelta(hours=5),
    "wind_down_before_night": timedelta(0),
    "quiet_from": time(23),
    "quiet_until": time(5),
    "court_opens": time(11),
    "court_closes": time(15),
    "leave_blocks": False,
    "sick_blocks": False,
    "on_call_blocks": False,
    "in_duty_time_by_force": True,
    "in_duty_time_by_officer": True,
}
STRICT = RestRules(sick_blocks=True)


@settings(max_examples=60, deadline=None)
@given(st.data(), st.sets(st.sampled_from(sorted(RELAXED))))
def test_relaxing_rules_never_removes_a_start(data: st.DataObject, which: set[str]) -> None:
    over = data.draw(horizons)
    roster, needs = data.draw(rosters(over)), data.draw(wishes(over))
    eased = replace(STRICT, **{name: RELAXED[name] for name in which})
    risk_of = risk_steps(RiskTable(), marks_of(roster, over))
    before, after = (starts(windows(roster, rules, needs, over, risk_of), needs.minutes) for rules in (STRICT, eased))
    assert before <= after


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_asking_for_less_never_removes_a_start(data: st.DataObject) -> None:
    over = data.draw(horizons)
    roster, needs = data.draw(rosters(over)), data.draw(wishes(over))
    easier = replace(needs, blackouts=(), earliest_at=None, places=(VIDEO, replace(SITE, travel=timedelta(0))))
    before, after = (starts(windows(roster, STRICT, wish, over), needs.minutes) for wish in (needs, easier))
    assert before <= after


RICH = [  # one duty for each rule to matter alone
    duty(DutyKind.EARLY, MONDAY, "09:00", "16:00"),
    night(MONDAY + timedelta(days=1)),
    duty(DutyKind.ON_CALL, MONDAY + timedelta(days=3), "10:00", "14:00"),
    duty(DutyKind.COURT, MONDAY + timedelta(days=4), "11:00", "12:00"),
    duty(DutyKind.LEAVE, MONDAY + timedelta(days=5), "09:00", "17:00"),
]
ASKED = OfficerNeeds(
    (VIDEO, SITE),
    blackouts=(span(MONDAY + timedelta(days=6), "12:00", MONDAY + timedelta(days=6), "13:00"),),
    earliest_at=instant(MONDAY, "07:30"),
)


def test_the_rich_roster_has_no_fault_with_every_rule() -> None:
    assert faults(windows(RICH, RestRules(), ASKED), RICH, RestRules(), ASKED, horizon()) == []


@pytest.mark.parametrize("left_out", range(len(RULES)))
def test_control_leaving_any_rule_out_is_found_by_the_model(left_out: int) -> None:
    walk = RULES[:left_out] + RULES[left_out + 1 :]
    assert faults(windows(RICH, RestRules(), ASKED, walk=walk), RICH, RestRules(), ASKED, horizon())


def test_control_a_window_too_few_is_found_by_the_model() -> None:
    found = windows(RICH, RestRules(), ASKED)
    assert faults(found[1:], RICH, RestRules(), ASKED, horizon())


@pytest.mark.parametrize(
    ("on", "zone"),
    [
        (date(2026, 10, 24), LONDON),
        (date(2027, 3, 27), LONDON),
        (date(2026, 10, 31), NEW_YORK),
        (date(2027, 4, 3), LORD_HOWE),
    ],
)
@pytest.mark.parametrize("ends", ["01:00", "01:30", "02:00", "02:30", "07:00"])
def test_duties_that_end_in_the_hour_that_changes_agree_with_the_model(on: date, zone: ZoneInfo, ends: str) -> None:
    over, needs, rules = horizon(on, 2, zone), OfficerNeeds((VIDEO, SITE)), RestRules(quiet_until=time(4))
    for kind in (DutyKind.LATE, DutyKind.NIGHT, DutyKind.OTHER, DutyKind.LEAVE):
        roster = [duty(kind, on, "16:00", ends, zone=zone)]
        assert faults(windows(roster, rules, needs, over), roster, rules, needs, over) == []
