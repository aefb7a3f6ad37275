"""A year played for real is the same year in whatever process, and a change of the sweep is played."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.simulate.parameters import Parameters
from app.simulate.record_lines import lines_of
from app.simulate.records import PolicyName, RunRecord
from app.simulate.runs.keys import Change, RunKey
from app.simulate.runs.player import Asked
from app.simulate.runs.playing import parameters_of, play

ROOT = Path(__file__).parents[3]
STAFF = 40
IN_ANOTHER = """
import sys
from tests.simulate.runs.test_playing import digest, played
print(*[digest(played(name)) for name in sys.argv[1:]])
"""


def played(policy: str, change: Change | None = None) -> RunRecord:
    return play(Asked(RunKey(PolicyName(policy), 1, change), STAFF, None), lambda _: None)


def digest(record: RunRecord) -> str:
    return hashlib.sha256("".join(lines_of(record)).encode()).hexdigest()


def test_every_policy_plays_the_same_bytes_in_another_process() -> None:
    here = [digest(played(policy)) for policy in PolicyName]
    there = subprocess.run(
        [sys.executable, "-c", IN_ANOTHER, *PolicyName],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "4711", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert there.stdout.split() == here
    assert len(set(here)) > len(PolicyName) / 2  # control: policies do differ


@pytest.mark.parametrize("policy", list(PolicyName))
def test_a_record_says_which_policy_and_seed_it_is_of(policy: PolicyName) -> None:
    record = played(policy)
    assert (record.policy, record.seed) == (policy, 1)
    assert record.courses


def test_a_change_puts_one_parameter_to_the_end_of_its_range() -> None:
    swept = Parameters.read().swept[0]
    low, high = (parameters_of(Change(swept.name, end), None)[swept.name] for end in ("low", "high"))
    assert (low.value, high.value) == (swept.low, swept.high)
    with pytest.raises(ValueError, match="no range"):
        parameters_of(Change("calendar.zone", "low"), None)


def test_every_parameter_with_a_range_can_be_put_to_both_ends() -> None:
    for one in Parameters.read().swept:
        for end in ("low", "high"):
            parameters_of(Change(one.name, end), None)
