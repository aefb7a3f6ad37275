"""A longer gap agreed to once: used by one gap to come and no other, and by none after it has been."""

from dataclasses import replace

import pytest

from app.care.domain.longer_once import is_to_come, keeps_to_it, longest_gap, up_to_the_second
from app.care.domain.wants import Wants
from tests.support.builders import at

ONCE = Wants(gap_once=35, gap_once_at=at(10).isoformat())


def test_nothing_is_longer_than_usual_unless_it_was_agreed_to() -> None:
    assert longest_gap(Wants(), []) == 28
    assert longest_gap(ONCE, []) == 35
    assert longest_gap(replace(ONCE, gap_once_at=None), [at(1), at(60)]) == 35, "not kept yet, only tried"


@pytest.mark.parametrize(
    ("settled", "to_come"),
    [
        ([], True),
        ([20, 48], True),
        ([20, 49], False),
        ([20, 27, 60, 67], False),
        ([1, 40], True),
        ([5, 9, 45], True),
    ],
)
def test_it_has_been_once_two_that_began_since_were_longer_apart_than_usual(settled: list[int], to_come: bool) -> None:
    assert is_to_come(ONCE, [at(day) for day in settled]) is to_come


@pytest.mark.parametrize(
    ("days", "keeps"),
    [
        ([0, 7, 14], True),
        ([0, 35, 42], True),
        ([0, 36], False),
        ([0, 30, 60], False),
        ([0, 28, 56, 86], True),
        ([], True),
    ],
)
def test_a_plan_keeps_to_it_with_one_gap_at_most(days: list[int], keeps: bool) -> None:
    assert keeps_to_it(days, ONCE, 35) is keeps


def test_what_comes_before_a_second_one_is_counted() -> None:
    assert up_to_the_second([0, 30, 37, 70, 77], ONCE) == 3
    assert up_to_the_second([0, 30, 37], ONCE) == 3
    assert up_to_the_second([], ONCE) == 0


def test_it_is_kept_as_it_was_agreed_to() -> None:
    assert Wants.from_json(ONCE.as_json()) == ONCE
    before = {name: value for name, value in Wants().as_json().items() if not name.startswith("gap_once")}
    assert Wants.from_json(before) == Wants(), "what was stored before there was such a thing"
