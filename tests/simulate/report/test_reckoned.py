"""The report says what the records say: counted here a second time, by hand."""

import csv
import io
import json
from datetime import timedelta
from statistics import fmean

import pytest

from app.simulate.facts import ShiftClass
from app.simulate.measures.years import boiled, differences, measured
from app.simulate.records import CourseRecord, PolicyName
from app.simulate.report.figures import Figures
from app.simulate.report.tables import as_csv, as_json
from app.simulate.runs.keys import RunKey
from tests.simulate.report.made import CHANGES, WANTED, figures_in, record

RELIEF, TODAY = PolicyName.RELIEF, PolicyName.AS_REPORTED


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    """Of all policies."""
    return figures_in(tmp_path_factory.mktemp("runs"))


def courses_of(policy: PolicyName, group: str = "all") -> list[CourseRecord]:
    runs = [record(RunKey(policy, seed)) for seed in WANTED.seeds]
    return [course for run in runs for course in run.courses if group in {"all", course.shift_class}]


@pytest.mark.parametrize("group", ["all", *ShiftClass])
@pytest.mark.parametrize("policy", [TODAY, RELIEF])
def test_completion_is_what_one_counts_in_the_records(figures: Figures, policy: PolicyName, group: str) -> None:
    stayers = [course for course in courses_of(policy, group) if course.stopped_at is None]
    complete = [
        len(course.attended) == course.sessions and course.attended[-1] - course.referred_at <= timedelta(weeks=26)
        for course in stayers
    ]
    shown = figures.table("complete_26_weeks_stayers").rows[policy][group]
    assert shown is not None
    assert shown.mean == pytest.approx(fmean(complete))
    assert shown.seeds == len(WANTED.seeds)


def test_sessions_lost_are_those_forfeited(figures: Figures) -> None:
    lost = sum(miss.forfeited for course in courses_of(TODAY) for miss in course.misses)
    shown = figures.table("sessions_lost").rows[TODAY]["all"]
    assert shown is not None
    assert shown.mean == pytest.approx(lost / len(WANTED.seeds))
    assert lost > 0


def test_every_figure_is_that_of_the_measures(figures: Figures) -> None:
    for policy in PolicyName:
        runs = [boiled(record(RunKey(policy, seed))) for seed in WANTED.seeds]
        for one in measured(runs):
            shown = figures.table(one.name).rows[policy][one.group]
            assert shown is not None
            assert (shown.mean, shown.low, shown.high) == (one.mean, one.low, one.high)


def test_what_a_part_is_worth_is_the_paired_difference(figures: Figures) -> None:
    without = [boiled(record(RunKey(PolicyName.WITHOUT_ROSTER, seed))) for seed in WANTED.seeds]
    whole = [boiled(record(RunKey(RELIEF, seed))) for seed in WANTED.seeds]
    wanted = {one.name: one.mean for one in differences(without, whole) if one.group == "all"}
    (part,) = [one for one in figures.parts if one.policy is PolicyName.WITHOUT_ROSTER]
    assert {name: value.mean for name, value in part.differences.items() if value} == wanted
    assert len(figures.parts) == 5


def test_what_a_parameter_moves_is_the_difference_to_the_same_seeds(figures: Figures) -> None:
    seeds = WANTED.seeds[: WANTED.changed_seeds]
    low, base = ([boiled(record(RunKey(RELIEF, seed, change))) for seed in seeds] for change in (CHANGES[0], None))
    (wanted,) = [one for one in differences(low, base) if (one.name, one.group) == ("misses_per_100", "all")]
    (moved,) = [one for one in figures.moved if (one.policy, one.measure) == (RELIEF, "misses_per_100")]
    assert (moved.parameter, moved.at_low.mean, moved.at_low.seeds) == ("force.response", wanted.mean, 2)


def test_curves_rise_day_by_day_to_the_share_who_complete(figures: Figures) -> None:
    for one in figures.survivals:
        days = [day for day, _ in one.steps]
        shares = [share for _, share in one.steps]
        assert days == sorted(set(days))
        assert shares == sorted(shares)
        assert (one.steps[0], one.at(-1)) == ((0.0, 0.0), 0.0)
    relief = figures.survival(RELIEF)
    assert relief is not None
    assert relief.at(400) == pytest.approx(1.0)


def test_the_goals_are_judged_by_the_figures(figures: Figures) -> None:
    met = {goal.words: goal.met for goal in figures.goals}
    assert len(met) == 5
    assert met["No session is taken away"]
    none_played = WANTED.__class__((TODAY,), (1,))
    assert none_played.runs()


def test_the_table_and_the_json_hold_every_figure(figures: Figures) -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(figures))))
    told = json.loads(as_json(figures))
    measures = [row for row in rows if row["kind"] == "measure"]
    assert len(measures) == sum(len(row) for table in figures.tables for row in table.rows.values())
    (shown,) = [
        row
        for row in measures
        if (row["measure"], row["policy"], row["shift_class"]) == ("misses_per_100", "relief", "all")
    ]
    wanted = figures.table("misses_per_100").rows[RELIEF]["all"]
    assert wanted is not None
    assert float(shown["mean"]) == pytest.approx(wanted.mean)
    (table,) = [one for one in told["tables"] if one["measure"]["name"] == "misses_per_100"]
    assert table["rows"]["relief"]["all"]["mean"] == wanted.mean
    assert {row["kind"] for row in rows} == {
        "measure",
        "difference to relief",
        "difference to base",
        "survival",
        "week",
    }
    assert sum(row["kind"] == "week" for row in rows) == 3 * 168 * len(PolicyName)
