"""Miss risk: what the shifts around a start say, and what outcomes teach."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.calibration.candidates import tallies
from scheduler.duty import Duty, DutyKind
from scheduler.interval import Interval
from scheduler.odds import SetCount
from scheduler.risk import (
    PRIORS,
    Feature,
    Mark,
    RiskTable,
    Tally,
    chance,
    features_at,
    marks_of,
    rate,
    risk_steps,
    updated,
)
from tests.scheduler.time.rosters import MONDAY, duty, horizon, instant, minute, night

SHIFTED = [feature for feature in Feature if feature is not Feature.PLAIN]
some_features = st.frozensets(st.sampled_from(SHIFTED), max_size=5)
outcomes = st.lists(st.tuples(some_features, st.booleans()), max_size=30)
COURT = frozenset({Feature.COURT_NEAR})
TUESDAY = MONDAY + timedelta(days=1)


def taught(history: list[tuple[frozenset[Feature], bool]]) -> RiskTable:
    table = RiskTable()
    for features, missed in history:
        table = updated(table, features, missed)
    return table


def features(at: str, day: int, *duties: Duty, asked_at: str | None = None) -> set[Feature]:
    marks = marks_of(duties, horizon(), asked_at=instant(date.fromisoformat(asked_at), "09:00") if asked_at else None)
    return set(features_at(marks, minute(day, at)))


def test_a_plain_start_has_no_feature_and_the_plain_chance() -> None:
    assert features("09:00", 0) == set()
    assert chance(RiskTable(), ()) == 60


@pytest.mark.parametrize(("at", "early"), [("07:00", True), ("08:59", True), ("09:00", False)])
def test_a_start_before_nine_is_early(at: str, early: bool) -> None:
    assert (Feature.EARLY_START in features(at, 2)) is early


@pytest.mark.parametrize(
    ("ends", "late"), [("21:59", False), ("22:00", True), ("00:00", True), ("03:59", True), ("04:00", False)]
)
def test_a_turn_that_ends_between_ten_and_four_ends_late(ends: str, late: bool) -> None:
    assert (Feature.AFTER_LATE_TURN in features("12:00", 1, duty(DutyKind.LATE, MONDAY, "17:00", ends))) is late


def test_a_late_turn_is_felt_for_a_day_and_not_a_minute_longer() -> None:
    late = duty(DutyKind.LATE, MONDAY, "13:00", "22:30")
    assert Feature.AFTER_LATE_TURN in features("22:29", 1, late)
    assert Feature.AFTER_LATE_TURN not in features("22:30", 1, late)


def test_a_night_is_no_late_turn_though_it_end_at_three() -> None:
    assert Feature.AFTER_LATE_TURN not in features("12:00", 1, night(ends="03:00"))


def test_leave_that_ends_at_midnight_is_no_late_turn() -> None:
    assert features("12:00", 1, duty(DutyKind.LEAVE, starts="00:00", ends="00:00")) == set()


def test_four_hours_after_duty_are_soon() -> None:
    assert Feature.SOON_AFTER_DUTY in features("20:59", 0, duty())
    assert Feature.SOON_AFTER_DUTY not in features("21:00", 0, duty())


def test_a_start_in_duty_is_marked_up_to_its_end() -> None:
    assert Feature.IN_DUTY_TIME in features("16:59", 0, duty())
    assert Feature.IN_DUTY_TIME not in features("17:00", 0, duty())


def test_a_court_day_is_near_for_a_day_on_both_sides() -> None:
    court = duty(DutyKind.COURT, MONDAY + timedelta(days=2), "10:00", "16:00")
    near = [
        Feature.COURT_NEAR in features(at, day, court)
        for day, at in ((1, "09:59"), (1, "10:00"), (3, "15:59"), (3, "16:00"))
    ]
    assert near == [False, True, True, False]


def test_the_force_day_after_the_last_night_is_the_first_rest_day() -> None:
    first = [
        Feature.FIRST_REST_DAY_AFTER_NIGHTS in features(at, day, night())
        for day, at in ((1, "06:59"), (1, "07:00"), (2, "06:59"), (2, "07:00"))
    ]
    assert first == [False, True, True, False]


@pytest.mark.parametrize(("starts", "ends"), [("19:00", "06:00"), ("22:00", "07:45"), ("00:30", "07:00")])
def test_the_first_rest_day_is_the_same_whenever_the_night_ends(starts: str, ends: str) -> None:
    on = TUESDAY if starts == "00:30" else MONDAY
    last = night(on, starts, ends)
    assert Feature.FIRST_REST_DAY_AFTER_NIGHTS in features("08:00", 1, last)
    assert Feature.FIRST_REST_DAY_AFTER_NIGHTS not in features("08:00", 2, last)


def test_the_day_between_two_nights_is_no_rest_day() -> None:
    assert features("16:00", 1, night(), night(TUESDAY)) == {Feature.BETWEEN_NIGHTS}


def test_a_day_of_other_work_after_a_night_is_neither() -> None:
    found = features("11:00", 1, night(), duty(DutyKind.LATE, TUESDAY, "15:00", "21:00"))
    assert not found & {Feature.FIRST_REST_DAY_AFTER_NIGHTS, Feature.BETWEEN_NIGHTS}


def test_a_duty_that_begins_as_the_rest_day_ends_does_not_spoil_it() -> None:
    early = duty(DutyKind.EARLY, MONDAY + timedelta(days=2))
    assert Feature.FIRST_REST_DAY_AFTER_NIGHTS in features("16:00", 1, night(), early)


def test_a_night_over_the_whole_next_day_leaves_no_first_rest_day() -> None:
    endless = duty(DutyKind.NIGHT, MONDAY, "22:00", "08:00", days=1)
    assert not any(mark.feature is Feature.FIRST_REST_DAY_AFTER_NIGHTS for mark in marks_of([endless], horizon()))


def test_leave_on_the_day_after_nights_does_not_make_it_safer() -> None:
    leave = duty(DutyKind.LEAVE, TUESDAY, "00:00", "00:00")
    assert Feature.FIRST_REST_DAY_AFTER_NIGHTS in features("16:00", 1, night(), leave)


def test_a_lead_is_long_from_three_weeks_on() -> None:
    asked = MONDAY - timedelta(days=18)
    assert Feature.LONG_LEAD not in features("08:59", 3, asked_at=str(asked))
    assert Feature.LONG_LEAD in features("09:00", 3, asked_at=str(asked))
    assert Feature.LONG_LEAD not in features("21:00", 6, asked_at=str(MONDAY))


def test_the_first_rest_day_is_right_when_the_clocks_change() -> None:
    on = date(2026, 10, 24)
    over = horizon(on, 3)
    marks = marks_of([night(on)], over)
    first = [
        Feature.FIRST_REST_DAY_AFTER_NIGHTS in features_at(marks, m)
        for m in (minute(1, "06:59"), minute(1, "07:00"), minute(2, "06:59"), minute(2, "07:00"))
    ]
    assert first == [False, True, True, False]


@pytest.mark.parametrize("feature", SHIFTED)
def test_every_feature_alone_has_the_chance_of_its_own_rate(feature: Feature) -> None:
    assert chance(RiskTable(), {feature}) == round(1000 * rate(RiskTable(), feature)) > 60


def test_outcomes_move_the_chance_from_the_prior_to_what_is_seen() -> None:
    few, many = (RiskTable((SetCount(COURT, n, 2 * n),)) for n in (5, 3000))
    assert 140 < chance(few, {Feature.COURT_NEAR}) < 220
    assert chance(many, {Feature.COURT_NEAR}) in range(325, 338)


def test_an_outcome_counts_once_for_the_set_of_all_its_features() -> None:
    two = frozenset({Feature.COURT_NEAR, Feature.EARLY_START})
    table = updated(updated(updated(RiskTable(), two, missed=True), two, missed=False), (), missed=True)
    assert table.seen == (SetCount(frozenset(), 1, 0), SetCount(two, 1, 1))
    assert RiskTable().seen == ()


def test_a_feature_is_not_blamed_for_the_misses_of_another() -> None:
    """Court is bad and early starts are not, but they come together."""
    both = COURT | {Feature.EARLY_START}
    seen = (SetCount(frozenset(), 60, 940), SetCount(COURT, 300, 700), SetCount(both, 300, 700))
    table = RiskTable(tuple(sorted(seen, key=lambda one: sorted(one.features))))
    assert chance(table, COURT) in range(280, 315)
    assert chance(table, {Feature.EARLY_START}) < 110
    assert tallies(table.seen)(frozenset({Feature.EARLY_START})) > 0.25, "control: shares by feature blame it"


def test_further_features_count_by_half() -> None:
    both = {Feature.FIRST_REST_DAY_AFTER_NIGHTS, Feature.SOON_AFTER_DUTY}
    assert chance(RiskTable(), both) == round(1000 * (1 - 0.85 * (1 - 0.13 / 2)))


def test_early_starts_that_are_kept_turn_out_safer_than_plain_ones() -> None:
    seen = (SetCount(frozenset(), 600, 9400), SetCount(frozenset({Feature.EARLY_START}), 100, 9900))
    assert chance(RiskTable(seen), {Feature.EARLY_START}) < chance(RiskTable(seen), ())


def test_the_chance_stops_at_the_cap() -> None:
    hopeless = (SetCount(frozenset(SHIFTED), 9000, 0),)
    assert chance(RiskTable(hopeless), SHIFTED) == 500
    assert chance(RiskTable(hopeless, cap=1000), SHIFTED) > 980


@given(some_features, st.sampled_from(SHIFTED))
def test_before_anything_is_seen_one_more_feature_never_lowers_the_chance(
    some: frozenset[Feature], more: Feature
) -> None:
    assert chance(RiskTable(), ()) <= chance(RiskTable(), some) <= chance(RiskTable(), some | {more}) <= 500


@given(outcomes, some_features)
def test_one_more_miss_never_lowers_the_chance_of_its_like_and_one_more_kept_never_raises_it(
    history: list[tuple[frozenset[Feature], bool]], asked: frozenset[Feature]
) -> None:
    table = taught(history)
    missed, kept = (chance(updated(table, asked, missed=missed), asked) for missed in (True, False))
    assert kept <= chance(table, asked) <= missed


@given(outcomes)
def test_the_order_of_outcomes_does_not_matter(history: list[tuple[frozenset[Feature], bool]]) -> None:
    assert taught(history) == taught(history[::-1])


def test_the_steps_tell_the_chance_of_every_minute() -> None:
    duties = [night(MONDAY + timedelta(days=day)) for day in (0, 1)] + [
        duty(DutyKind.COURT, MONDAY + timedelta(days=4)),
        duty(DutyKind.LATE, MONDAY + timedelta(days=5), "14:00", "00:00"),
    ]
    marks = marks_of(duties, horizon(), asked_at=instant(MONDAY - timedelta(days=15)))
    steps = risk_steps(RiskTable(), marks)
    told = {m: chance(RiskTable(), features_at(marks, m)) for m in range(0, horizon().minutes, 7)}
    assert {m: steps.at(m) for m in told} == told
    assert len(set(told.values())) > 6


def test_a_feature_holds_until_the_last_of_its_overlapping_marks_ends() -> None:
    marks = [Mark(Feature.COURT_NEAR, Interval(0, 20)), Mark(Feature.COURT_NEAR, Interval(10, 30))]
    steps = risk_steps(RiskTable(), marks)
    assert [steps.at(m) for m in (0, 10, 19, 20, 29, 30)] == [140, 140, 140, 140, 140, 60]


def test_a_start_without_marks_has_the_plain_chance_everywhere() -> None:
    assert risk_steps(RiskTable(), []).at(0) == 60


@pytest.mark.parametrize(
    ("seen", "priors", "cap"),
    [
        ((SetCount(frozenset(), 1, 1), SetCount(frozenset(), 1, 1)), PRIORS, 500),
        ((), (*PRIORS, PRIORS[0]), 500),
        ((), PRIORS[1:], 500),
        ((), (Tally(Feature.PLAIN, 0, 0), *PRIORS[1:]), 500),
        ((), PRIORS, 0),
        ((), PRIORS, 1001),
    ],
)
def test_a_table_that_cannot_be_read_is_refused(
    seen: tuple[SetCount, ...], priors: tuple[Tally, ...], cap: int
) -> None:
    with pytest.raises(ValueError, match=r"counted twice|needs a prior|a cap is"):
        RiskTable(seen, priors, cap)


@pytest.mark.parametrize(("misses", "kept"), [(-1, 0), (0, -1)])
def test_a_tally_counts_from_nothing_up(misses: int, kept: int) -> None:
    with pytest.raises(ValueError, match="from nothing up"):
        Tally(Feature.PLAIN, misses, kept)


def test_every_feature_has_a_prior() -> None:
    assert {prior.feature for prior in PRIORS} == set(Feature)
