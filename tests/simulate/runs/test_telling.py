"""What a person at a terminal is told of runs that take long."""

from app.simulate.records import PolicyName
from app.simulate.runs.engine import Standing
from app.simulate.runs.keys import RunKey
from app.simulate.runs.telling import how_far

KEYS = tuple(RunKey(PolicyName.RELIEF, seed) for seed in (1, 2, 3))


def test_of_runs_under_way_the_share_is_told() -> None:
    assert (
        how_far(Standing(KEYS, {KEYS[0]}, {KEYS[1]: 0.25, KEYS[2]: 0.75})) == "1 of 3 runs played, 2 under way at 50%"
    )


def test_with_none_under_way_nothing_is_said_of_them() -> None:
    assert how_far(Standing(KEYS, set(KEYS))) == "3 of 3 runs played"
