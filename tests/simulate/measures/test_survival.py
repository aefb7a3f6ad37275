"""Completion by Kaplan and Meier, against a textbook's table and a plain count."""

import pytest

from app.simulate.measures.survival import Seen, curve, seen_of
from tests.simulate.measures.made_up import ENDS, course

# Remission in weeks under 6-MP (Freireich and others 1963), as in every textbook; who was still in remission when last
# seen is marked False.
REMISSION = [
    *[Seen(weeks, True) for weeks in (6, 6, 6, 7, 10, 13, 16, 22, 23)],
    *[Seen(weeks, False) for weeks in (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)],
]
# Weeks, at risk, share still in remission, standard error by Greenwood.
TEXTBOOK = [
    (6, 21, 0.857, 0.0764),
    (7, 17, 0.807, 0.0869),
    (10, 15, 0.753, 0.0963),
    (13, 12, 0.690, 0.1068),
    (16, 11, 0.627, 0.1141),
    (22, 7, 0.538, 0.1282),
    (23, 6, 0.448, 0.1346),
]


def test_the_curve_is_that_of_the_textbook() -> None:
    steps = curve(REMISSION)
    assert [(step.days, step.at_risk) for step in steps] == [(weeks, at_risk) for weeks, at_risk, _, _ in TEXTBOOK]
    for step, (_, _, left, error) in zip(steps, TEXTBOOK, strict=True):
        assert 1 - step.share == pytest.approx(left, abs=0.0006)
        assert (step.share - step.low) == pytest.approx(min(1.96 * error, step.share), abs=0.0006)


def test_with_nobody_left_out_it_is_the_plain_share() -> None:
    steps = curve([Seen(day, True) for day in (1, 2, 2, 5)])
    assert [(step.days, step.share) for step in steps] == [(1, 0.25), (2, 0.75), (5, 1.0)]


def test_of_nobody_and_of_nobody_done_there_is_no_step() -> None:
    assert curve([]) == ()
    assert curve([Seen(3, False)]) == ()


def test_who_is_left_out_on_the_day_somebody_completes_counts_there() -> None:
    assert curve([Seen(3, True), Seen(3, False)])[0].share == 0.5
    assert curve([Seen(3, True), Seen(2.9, False)])[0].share == 1.0, "control: left out before"


def test_a_course_is_seen_until_its_last_session_or_until_the_officer_stops_or_the_year_ends() -> None:
    assert seen_of(course(5, 9, 12, referred=2), ENDS) == Seen(10, True)
    assert seen_of(course(5, referred=2, stopped=6), ENDS) == Seen(4, False)
    assert seen_of(course(5, referred=53), ENDS) == Seen(500, False)
