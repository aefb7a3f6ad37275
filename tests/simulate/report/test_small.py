"""The small table of docs/evidence.md is what the simulator plays here and now."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.simulate.report.evidence import part_of
from app.simulate.report.small import small_part
from app.simulate.runs.playing import play

ROOT = Path(__file__).parents[3]
EVIDENCE = ROOT / "docs" / "evidence.md"


IN_ANOTHER = """
from app.simulate.report.small import small_part
from app.simulate.runs.playing import play
print(small_part(play), end="")
"""


def test_the_small_force_in_the_evidence_is_played_again_to_the_same_numbers() -> None:
    if not EVIDENCE.exists():
        pytest.skip("there is no docs/evidence.md: `make evidence` writes it")
    assert part_of(EVIDENCE.read_text(encoding="utf-8"), "small") == small_part(play)


def test_two_ways_of_hashing_names_play_it_to_the_same_numbers() -> None:
    """Sets of names come in another order in each: whatever depended on one would show."""
    players = [
        subprocess.Popen(
            [sys.executable, "-c", IN_ANOTHER],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in ("1", "4711")
    ]
    first, second = (player.communicate()[0] for player in players)
    assert [player.returncode for player in players] == [0, 0]
    assert "| Relief |" in first
    assert first == second
    orders = {order_of_names(seed) for seed in ("1", "4711")}
    assert len(orders) == 2, "control: the order of names does differ"


def order_of_names(seed: str) -> str:
    line = "print(list({f'course-{n}' for n in range(20)}))"
    env = {**os.environ, "PYTHONHASHSEED": seed}
    return subprocess.run([sys.executable, "-c", line], env=env, capture_output=True, text=True, check=True).stdout
