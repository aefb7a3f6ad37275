"""The attacker alone: what follows, what does not, and what it could not prove."""

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.disclosure.attack import Effort, Findings, attack, bounds
from scheduler.disclosure.knowledge import Knowledge, Line, between
from tests.support.figures_attack import falsehoods


def known(*lines: Line, eithers: tuple[tuple[tuple[Line, ...], ...], ...] = ()) -> Knowledge:
    return Knowledge(dict.fromkeys("abc", (0, 20)), lines, eithers)


SUM = Line((("a", 1), ("b", 1)), 9, 9)


def test_a_sum_pins_nothing_and_a_sum_with_a_part_pins_the_rest() -> None:
    assert attack(known(SUM), "abc") == Findings()
    assert attack(known(SUM, between("a", 4, 4)), "abc").pinned == {"a": 4, "b": 5}


def test_an_either_or_pins_only_what_all_ways_agree_on() -> None:
    ways = ((between("a", 3, 3), between("b", 1, 1)), (between("a", 3, 3), between("b", 2, 2)))
    assert attack(known(eithers=(ways,)), "abc").pinned == {"a": 3}


def test_what_cannot_be_true_proves_nothing() -> None:
    assert attack(known(SUM, between("a", low=10)), "abc").is_contradiction


def test_bounds_are_the_lowest_and_the_highest() -> None:
    assert bounds(known(SUM, between("a", 2, 6)), "b") == (3, 7)
    assert bounds(known(SUM, between("a", 21)), "b") is None


def test_without_steps_nothing_is_proven_and_nothing_is_called_safe() -> None:
    found = attack(known(SUM), "abc", Effort(steps=0.0))
    assert found.pinned == {}
    assert found.unproven <= set("abc")
    assert found.unproven or found == Findings(), "presolve alone may clear all"


ROWS = st.lists(st.tuples(*(st.integers(-2, 2) for _ in "abc"), st.integers(0, 12)), max_size=4)


@given(ROWS)
@settings(max_examples=30)
def test_it_says_what_trying_every_world_says(rows: list[tuple[int, int, int, int]]) -> None:
    lines = tuple(Line(tuple(zip("abc", row[:3], strict=True)), 0, row[3]) for row in rows)
    facts = Knowledge(dict.fromkeys("abc", (0, 5)), lines)
    every = [dict(zip("abc", (a, b, c), strict=True)) for a in range(6) for b in range(6) for c in range(6)]
    worlds = [world for world in every if not falsehoods(facts, world)]
    pinned = {name: worlds[0][name] for name in "abc" if len({world[name] for world in worlds}) == 1}
    assert attack(facts, "abc").pinned == pinned
