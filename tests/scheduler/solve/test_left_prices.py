"""The prices of hours for some courses beside all others: by both roads, and as long as nobody calls it off."""

import pytest

from scheduler.clock import OutOfTime
from scheduler.problem import Course, Problem
from scheduler.standing.seat_again import stood_up
from scheduler.why.left_prices import left_prices
from tests.scheduler.solve.building import counsellor, course, planned, presence, problem, window

_TWO_HOURS = (window(1, 9), window(1, 18))


def _one(name: str) -> Course:
    return course(name, windows=_TWO_HOURS, sessions=1)


def _asked() -> Problem:
    return problem(_one("k1"), _one("k2"), counsellors=(counsellor(windows=(presence(1, 9, 1),)),))


@pytest.mark.parametrize("crowded", [False, True])
def test_the_hour_in_which_one_without_a_place_could_come_has_a_price(crowded: bool) -> None:
    plan = stood_up(_asked(), [planned(1, 1, 9, "k1")])
    rows = left_prices(plan, ["k2"], crowded=crowded)
    found = {row.hour: row for row in rows}
    assert found[18].gaining == {"k2"}
    assert found[18].weeks == 1
    assert found[18].price == 100_000 - 100
    assert list(plan.appointments()) == [planned(1, 1, 9, "k1")], "the plan is as it was"


@pytest.mark.parametrize("crowded", [False, True])
def test_two_who_compete_for_what_is_left_share_its_price(crowded: bool) -> None:
    rows = left_prices(stood_up(_asked(), []), ["k1", "k2"], crowded=crowded)
    assert {row.hour for row in rows} >= {18}


def test_who_has_all_they_want_gives_no_hour_a_price() -> None:
    plan = stood_up(_asked(), [])
    assert left_prices(plan, ["k1"]) == []


def test_it_can_be_called_off() -> None:
    with pytest.raises(OutOfTime):
        left_prices(stood_up(_asked(), []), ["k1"], lambda: True)
