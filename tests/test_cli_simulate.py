"""`relief simulate` as it is typed: nonsense is refused with every fault before anything is played."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from app.cli import app
from app.foundation.clock import HandClock
from app.foundation.refusals import Conflict, Invalid
from app.simulate.command import Order, simulate
from app.simulate.report.evidence import part_of
from app.simulate.world.published import Comparison

CLOCK = HandClock(datetime(2027, 1, 4, tzinfo=UTC))
COMPARED = [Comparison("misses", 0.1, 0.05, 0.15, "a publication")]
PLAY = "tests.simulate.runs.stand_in:play"


def relief(*typed: str) -> Result:
    return CliRunner().invoke(app, ["simulate", *typed])


def done(order: Order, play: str = PLAY) -> tuple[int, str]:
    said = io.StringIO()
    return simulate(order, Console(file=said, width=200), CLOCK, play=play, compare=lambda _: COMPARED), said.getvalue()


def test_nonsense_is_refused_with_every_fault(tmp_path: Path) -> None:
    answer = relief("--staff=3", "--seeds=0", "--policies=magic,relief", "--workers=0", f"--out={tmp_path / 'new'}")
    assert answer.exit_code == 2
    for said in ("--staff: is 3", "--seeds: is 0", "--workers: is 0", "there is no policy called magic"):
        assert said in answer.stderr
    assert not (tmp_path / "new").exists()


def test_places_that_cannot_be_written_to_are_refused_before_anything_is_played(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    typed = (f"--out={tmp_path / 'file'}", f"--evidence={tmp_path / 'none' / 'evidence.md'}", "--sweep=31")
    answer = relief(*typed)
    assert answer.exit_code == 2
    assert answer.stderr.count("\n  --") == 3


def test_a_file_of_parameters_that_cannot_be_used_is_refused(tmp_path: Path) -> None:
    assert relief(f"--parameters={tmp_path / 'none.toml'}", f"--out={tmp_path / 'new'}").exit_code == 2
    (tmp_path / "bad.toml").write_text("[force]\nresponse = -3\nmagic = 1\n")
    answer = relief(f"--parameters={tmp_path / 'bad.toml'}", f"--out={tmp_path / 'new'}")
    assert answer.exit_code == 2
    assert "force.response" in answer.stderr
    assert "force.magic" in answer.stderr


def test_status_of_a_folder_in_which_nothing_was_begun_is_refused(tmp_path: Path) -> None:
    answer = relief("--status", f"--out={tmp_path}")
    assert (answer.exit_code, answer.stderr.startswith("Nothing has been simulated")) == (2, True)


def test_a_simulation_is_played_reported_and_added_to(tmp_path: Path) -> None:
    evidence = tmp_path / "docs" / "evidence.md"
    evidence.parent.mkdir()
    every_way = "as_reported,second_chance,self_booking,nudged,relief"
    order = Order(40, 2, every_way, None, tmp_path / "runs", 2, 0, evidence)
    code, said = done(order)
    assert code == 0, said
    assert "10 of 10 runs played" in said
    assert "relief: 100.0%" in said
    assert (tmp_path / "runs" / "report.html").exists()
    assert "40 staff" in part_of(evidence.read_text(), "force:40")
    assert "a publication" in part_of(evidence.read_text(), "parameters")
    status = relief("--status", f"--out={tmp_path / 'runs'}")
    assert status.stdout.startswith("10 of 10 runs of a year of 40 staff played.")
    report = (tmp_path / "runs" / "report.html").read_bytes()
    assert done(order)[0] == 0
    assert (tmp_path / "runs" / "report.html").read_bytes() == report
    with pytest.raises(Conflict) as refused:
        done(Order(41, 2, "relief", None, tmp_path / "runs"))
    assert [fault.column for fault in refused.value.faults] == ["--staff"]


def test_a_run_that_cannot_be_played_is_named_and_no_report_is_written(tmp_path: Path) -> None:
    code, said = done(Order(40, 2, "relief", None, tmp_path / "runs"), "tests.simulate.runs.stand_in:stumble")
    assert code == 1
    assert "relief/2/: RuntimeError: the second year cannot be played" in said
    assert not (tmp_path / "runs" / "report.html").exists()
    assert "the second year cannot be played" in (tmp_path / "runs" / "players.log").read_text()


def test_a_sweep_of_more_seeds_than_there_are_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        done(Order(40, 1, "relief", None, tmp_path / "runs", 2, 2))
