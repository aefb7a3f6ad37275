"""The goals are met on their edge, and not below it."""

import pytest

from app.simulate.records import PolicyName
from app.simulate.report.figures import Figure, Measure, Table
from app.simulate.report.goals import goals_of, interval, spread

UNITS = {
    "complete_stayers": "share",
    "complete_26_weeks_stayers": "share",
    "sessions_lost": "count",
    "night_day": "ratio",
    "hours_used": "hours",
}
MET = {
    "complete_stayers": 0.99,
    "complete_26_weeks_stayers": 0.99,
    "sessions_lost": 0,
    "night_day": 0.99,
    "hours_used": 100,
}


def tables(relief: dict[str, float], today_hours: float | None = 100.0) -> list[Table]:
    made = []
    for name, unit in UNITS.items():
        rows = {PolicyName.RELIEF: {"all": Figure(relief[name], None, None, 1) if name in relief else None}}
        if name == "hours_used" and today_hours is not None:
            rows[PolicyName.AS_REPORTED] = {"all": Figure(today_hours, None, None, 1)}
        made.append(Table(Measure(name, name, unit), rows))
    return made


def test_all_goals_are_met_on_their_edge() -> None:
    assert [goal.met for goal in goals_of(tables(MET))] == [True] * 5


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("complete_stayers", 0.9899),
        ("complete_26_weeks_stayers", 0.9899),
        ("sessions_lost", 0.1),
        ("night_day", 0.9899),
        ("hours_used", 100.1),
    ],
)
def test_each_goal_is_missed_just_beyond_its_edge(name: str, value: float) -> None:
    met = [goal.met for goal in goals_of(tables(MET | {name: value}))]
    assert met.count(False) == 1
    assert met.index(False) == list(UNITS).index(name)


def test_without_relief_there_are_no_goals_and_without_today_no_hours_to_compare() -> None:
    assert goals_of(tables({})) == ()
    assert len(goals_of(tables(MET, today_hours=None))) == 4


def test_an_interval_is_told_where_it_is_wider_than_the_figure() -> None:
    assert spread(Figure(0.5, 0.4, 0.6, 3), "share") == "40.0 % to 60.0 %"
    assert spread(Figure(1.0, 1.0, 1.0, 3), "share") == spread(Figure(1.0, None, None, 1), "share") == ""
    assert interval(Figure(0.5, 0.4, 0.6, 3), "share") == "50.0 % (40.0 % to 60.0 %)"
