"""The small table of docs/evidence.md is what the simulator plays here and now."""

from pathlib import Path

import pytest

from app.simulate.report.evidence import part_of
from app.simulate.report.small import small_part
from app.simulate.runs.playing import play

EVIDENCE = Path(__file__).parents[3] / "docs" / "evidence.md"


def test_the_small_force_in_the_evidence_is_played_again_to_the_same_numbers() -> None:
    if not EVIDENCE.exists():
        pytest.skip("there is no docs/evidence.md: `make evidence` writes it")
    assert part_of(EVIDENCE.read_text(encoding="utf-8"), "small") == small_part(play)
