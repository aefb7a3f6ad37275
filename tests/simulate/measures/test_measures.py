"""What years come to, against figures by hand and against a plain table reckoned another way."""

import statistics
from collections import Counter
from datetime import timedelta
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given, settings

from app.care.domain.outcome import Outcome
from app.simulate.facts import ShiftClass
from app.simulate.measures.catalogue import MEASURES, Year
from app.simulate.measures.years import EVERY_MEASURE, boiled, differences, measured, values_by_seed, week
from app.simulate.records import RunRecord
from tests.simulate.measures.made_up import DAY, course, hours, miss, run, runs

DAYS, NIGHTS = ShiftClass.DAYS, ShiftClass.NIGHTS


def of(name: str, *years: RunRecord, group: str = "all") -> float | None:
    """The measure of these years."""
    rows = {(row.name, row.group): row.mean for row in measured([boiled(year) for year in years])}
    return rows.get((name, group))


def test_complete_means_every_session_and_in_time_within_26_weeks_of_asking() -> None:
    in_time, at_the_last = course(10, 20, 30, name="a"), course(10, 20, 182, name="b")
    late, short = course(10, 20, 182.01, name="c"), course(10, 20, name="d")
    year = run(in_time, at_the_last, late, short)
    assert of("complete_26_weeks", year) == 0.5
    assert of("complete_stayers", year) == 0.75


def test_whoever_stops_or_would_have_is_left_out_of_stayers_only() -> None:
    stopped = course(10, stopped=10, stops_after=1, name="a")
    would_have = course(name="b", stops_after=2)
    asks_for_all = course(10, 20, 30, name="c", stops_after=3)
    year = run(stopped, would_have, asks_for_all)
    assert of("complete_26_weeks", year) == pytest.approx(1 / 3)
    assert of("complete_26_weeks_stayers", year) == 1


def test_sessions_lost_and_sessions_not_received() -> None:
    forfeited = course(10, 20, misses=(miss(15, forfeited=True),))
    year = run(forfeited, course(10, 20, 30, name="b"))
    assert of("sessions_lost", year) == 1
    assert of("sessions_not_received", year) == pytest.approx(1 / 6)


def test_who_has_had_no_session_yet_has_waited_until_the_end_and_who_left_before_does_not_count() -> None:
    year = run(course(4, name="a"), course(8, name="b"), course(name="c", referred=546), course(stopped=1, name="d"))
    assert of("first_days_median", year) == 7, "4, 7 and 8: the third asked seven days before the end"
    assert of("first_days_p90", year) == pytest.approx(7.8)
    assert of("started", year) == pytest.approx(2 / 3)


def test_misses_and_what_made_them_good() -> None:
    """Missed on days 5, 9, 20 and 30; attended on 8, 16 and 28; the last miss is followed by nothing."""
    missed = (miss(5, replaced=99), miss(9), miss(20, forfeited=True), miss(30))
    year = run(course(8, 16, 28, sessions=5, misses=missed, moves=2), course(1, name="b"))
    assert of("misses_per_100", year) == pytest.approx(100 * 4 / 8)
    assert of("misses_made_good", year) == pytest.approx(2 / 4)
    assert of("replacement_days", year) == 5, "three days and seven"
    assert of("moves_per_course", year) == 1


def test_continuity_is_the_share_with_the_counsellor_seen_most() -> None:
    year = run(course(1, 2, 3, who=("ada", "ben", "ada")), course(1, name="b"), course(name="c"))
    assert of("continuity", year) == pytest.approx((2 / 3 + 1) / 2)


def test_hours_and_money() -> None:
    called_off = miss(30, outcome=Outcome.CANCELLED_BY_PROVIDER)
    year = run(course(1, 2, 3, misses=(miss(9), called_off)), course(1, name="b"), in_hours=hours(6000, 200, 50))
    assert of("hours_used", year) == pytest.approx(250 / 60)
    assert of("hours_offered", year) == 100
    assert of("utilisation", year) == pytest.approx(200 / 6000)
    assert of("hours_per_completed", year) == pytest.approx(250 / 60)
    assert of("cost_per_completed", year) == 55 * 5, (
        "four attended and one missed; what the provider called off is free"
    )
    assert {row.mean for row in measured([boiled(year, fee=10)]) if row.name == "cost_per_completed"} == {50}


def test_night_over_day_takes_both_kinds_of_nights() -> None:
    year = run(
        course(1, 2, 3, name="a", shift_class=DAYS),
        course(1, 2, 3, name="b", shift_class=NIGHTS),
        course(1, 2, name="c", shift_class=ShiftClass.LONG_TURNS),
    )
    assert of("night_day", year) == 0.5
    assert of("night_day", run(course(1, 2, 3))) is None, "nobody works by day"
    assert of("night_day", run(course(1, shift_class=DAYS), course(1, 2, 3, name="b"))) is None, "nothing to compare to"


def test_an_empty_class_has_no_row_and_an_empty_year_no_share() -> None:
    names = {(row.name, row.group) for row in measured([boiled(run(course(1)))])}
    assert ("complete_stayers", "nights") in names
    assert not any(group == "days" for _, group in names)
    empty = {row.name for row in measured([boiled(run(in_hours=hours()))])}
    assert empty == {"hours_used", "hours_offered"}


def test_a_small_year_counts_for_less_than_a_large_one() -> None:
    small = run(course(name="a"), seed=1)
    large = run(*(course(1, 2, 3, name=str(k)) for k in range(9)), seed=2)
    assert of("complete_stayers", small, large) == pytest.approx(0.9)


def test_differences_are_taken_seed_by_seed() -> None:
    base = [boiled(run(course(k + 1.0, k + 2.0), seed=k)) for k in range(5)]
    later = [boiled(run(course(k + 3.0, k + 4.0), seed=k)) for k in range(5)]
    (row,) = (r for r in differences(later, base) if (r.name, r.group) == ("first_days_median", "all"))
    assert (row.mean, row.low, row.high) == (2, 2, 2), (
        "each year differs by two days exactly, however much years differ"
    )
    with pytest.raises(ValueError, match="the same seeds"):
        differences(later[1:], base)


def test_no_share_lies_outside_0_and_1_while_differences_may() -> None:
    years = [boiled(run(course(1, 2, 3), *([course(name="b")] * (k == 0)), seed=k)) for k in range(4)]
    (row,) = (r for r in measured(years) if (r.name, r.group) == ("complete_stayers", "all"))
    assert row.high == 1
    assert row.mean == pytest.approx(4 / 5)


def test_the_mean_week_is_of_all_years() -> None:
    mean = week([boiled(run(in_hours=hours(79 * 60, 79 * 10))), boiled(run(in_hours=hours(0, 79 * 30)))])
    assert (mean.offered[0], mean.attended[0], mean.wasted[0]) == (30, 20, 0)


def test_every_measure_has_words_a_unit_and_a_name_of_its_own() -> None:
    assert len({one.name for one in EVERY_MEASURE}) == len(EVERY_MEASURE)
    assert all(
        one.words and one.unit in {"share", "days", "hours", "pounds", "ratio", "count"} for one in EVERY_MEASURE
    )
    assert all(one.better in {"more", "less", ""} for one in EVERY_MEASURE)


@settings(max_examples=40)
@given(runs())
def test_measures_stay_within_bounds_whatever_the_year(year: RunRecord) -> None:
    for row in measured([boiled(year)]):
        assert row.mean >= -1e-12, row
        assert row.unit != "share" or row.mean <= 1 + 1e-12, row
    values = {row.name: row.mean for row in measured([boiled(year)]) if row.group == "all"}
    assert values.get("complete_26_weeks_stayers", 0) <= values.get("complete_stayers", 0)


@settings(max_examples=40)
@given(runs())
def test_a_plain_table_reckons_the_same(year: RunRecord) -> None:
    """The same figures by polars and exact fractions, from the words of the catalogue alone."""
    table = pl.DataFrame(
        [
            {
                "stays": c.stopped_at is None and (c.stops_after or c.sessions) >= c.sessions,
                "sessions": c.sessions,
                "attended": len(c.attended),
                "last": (c.attended[-1] - c.referred_at).total_seconds() if c.attended else None,
                "misses": len(c.misses),
                "lost": sum(m.forfeited for m in c.misses),
                "continuity": float(Fraction(Counter(c.counsellors).most_common(1)[0][1], len(c.counsellors)))
                if c.counsellors
                else None,
            }
            for c in year.courses
        ],
        schema={
            "stays": pl.Boolean,
            "sessions": pl.Int64,
            "attended": pl.Int64,
            "last": pl.Float64,
            "misses": pl.Int64,
            "lost": pl.Int64,
            "continuity": pl.Float64,
        },
    ).with_columns(done=pl.col("attended") >= pl.col("sessions"))
    stay = table.filter("stays")
    in_time = pl.col("done") & (pl.col("last") <= timedelta(weeks=26).total_seconds())
    expected = {
        "complete_26_weeks": table.select(in_time.fill_null(False).mean()).item(),
        "complete_26_weeks_stayers": stay.select(in_time.fill_null(False).mean()).item(),
        "complete_stayers": stay["done"].mean(),
        "sessions_lost": table["lost"].sum() if table.height else None,
        "continuity": table["continuity"].mean(),
        "misses_per_100": _percent(sum(table["misses"].to_list()), sum(table["attended"].to_list())),
    }
    for name, value in expected.items():
        ours = of(name, year)
        assert ours == (None if value is None else pytest.approx(value)), name


def _percent(misses: int, attended: int) -> float | None:
    return 100 * misses / (misses + attended) if misses + attended else None


@settings(max_examples=40)
@given(runs())
def test_days_are_what_the_statistics_module_says(year: RunRecord) -> None:
    waits = [
        ((c.attended[0] if c.attended else year.ends_at) - c.referred_at) / DAY
        for c in year.courses
        if c.attended or c.stopped_at is None
    ]
    expected = statistics.median(waits) if waits else None
    assert of("first_days_median", year) == (None if expected is None else pytest.approx(expected))


def test_the_pulls_of_years_have_the_variance_of_a_ratio() -> None:
    """Against the formula of Cochran 6.3 by hand: tops 1, 3, 2 of bottoms 2, 4, 4."""
    sizes = ((1, 2), (3, 4), (2, 4))
    years = [
        boiled(run(*(course(*((1, 2, 3) if k < done else ()), name=str(k)) for k in range(size)), seed=seed))
        for seed, (done, size) in enumerate(sizes)
    ]
    values = list(values_by_seed(years, ("complete_26_weeks", "all")).values())
    ratio, mean_size = 0.6, 10 / 3
    by_hand = statistics.variance([done - ratio * size for done, size in sizes]) / mean_size**2
    assert statistics.fmean(values) == pytest.approx(ratio)
    assert statistics.variance(values) == pytest.approx(by_hand)


@pytest.mark.parametrize("measure", MEASURES, ids=lambda one: one.name)
def test_no_measure_reads_another_years_courses(measure: object) -> None:
    """Control for the groups: office hours say nothing of nights."""
    year = run(course(1, 2, 3, shift_class=DAYS), course(name="b", misses=(miss(3, forfeited=True),)))
    whole, days = boiled(year), boiled(run(year.courses[0]))
    name = measure.name  # type: ignore[attr-defined]
    assert whole.parts.get((name, "days")) == days.parts.get((name, "days"))
    assert Year(year, []).courses == []
