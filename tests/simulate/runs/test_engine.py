"""Runs are played once each, whoever plays them, and go on where they were when the command was ended."""

import signal
from pathlib import Path

import pytest

from app.simulate.runs.folder import RunFolder
from tests.simulate.runs.rig import WANTED, begun, bytes_of, ended, played, wait_for_records


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """What all runs are when nothing comes in between, played by one process."""
    root = tmp_path_factory.mktemp("undisturbed")
    assert played(root, workers=1).failed == {}
    return bytes_of(root)


def test_two_processes_play_the_same_bytes_as_one(undisturbed: list[bytes], tmp_path: Path) -> None:
    assert played(tmp_path, workers=2).failed == {}
    assert bytes_of(tmp_path) == undisturbed
    assert len(undisturbed) == len(WANTED) == len(set(undisturbed))


def test_a_command_that_was_killed_goes_on_where_it_was(
    undisturbed: list[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, log = tmp_path / "runs", tmp_path / "log"
    process = begun(root, log, pause=1.5)
    wait_for_records(root, 2)
    assert ended(process, signal.SIGKILL) == -signal.SIGKILL
    kept = [key for key in WANTED if RunFolder(root).has(key)]
    assert 2 <= len(kept) < len(WANTED)
    log.unlink()
    monkeypatch.setenv("PLAYED_LOG", str(log))
    assert played(root).failed == {}
    assert bytes_of(root) == undisturbed
    again = log.read_text().splitlines()
    assert sorted(again) == sorted(str(key) for key in WANTED if key not in kept)


def test_control_a_run_whose_record_is_gone_is_played_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "log"
    monkeypatch.setenv("PLAYED_LOG", str(log))
    played(tmp_path / "runs", WANTED[:2])
    RunFolder(tmp_path / "runs").place(WANTED[0]).unlink()
    played(tmp_path / "runs", WANTED[:2])
    assert log.read_text().splitlines().count(str(WANTED[0])) == 2
    assert log.read_text().splitlines().count(str(WANTED[1])) == 1


def test_a_command_that_is_interrupted_ends_cleanly_and_keeps_what_was_played(
    undisturbed: list[bytes], tmp_path: Path
) -> None:
    for how in (signal.SIGINT, signal.SIGTERM):
        root = tmp_path / how.name
        process = begun(root, tmp_path / "log", pause=1.5)
        wait_for_records(root, 1)
        assert ended(process, how) == 130
        assert not list(root.rglob(".half-*"))
        kept = bytes_of(root)
        assert kept
        assert set(kept) < set(undisturbed)
        assert played(root).failed == {}
        assert bytes_of(root) == undisturbed


def test_a_run_that_cannot_be_played_is_told_and_keeps_no_other_back(tmp_path: Path) -> None:
    standing = played(tmp_path, play="stumble")
    assert {key.seed for key in standing.failed} == {2}
    assert all("the second year cannot be played" in reason for reason in standing.failed.values())
    assert len(bytes_of(tmp_path)) == len(WANTED) - 2
    assert played(tmp_path).failed == {}


def test_a_process_that_dies_is_replaced(
    undisturbed: list[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLAYED_LOG", str(tmp_path / "log"))
    assert played(tmp_path / "runs", workers=1, play="fall").failed == {}
    assert (tmp_path / "fallen").exists()
    assert bytes_of(tmp_path / "runs") == undisturbed
