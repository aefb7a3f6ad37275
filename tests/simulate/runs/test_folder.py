"""A folder holds the runs of one simulation, each whole."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.foundation.refusals import Conflict, Invalid, NotFound
from app.simulate.records import PolicyName
from app.simulate.runs.folder import RunFolder, What, write_whole
from app.simulate.runs.keys import Change, RunKey
from app.simulate.runs.player import Asked
from app.simulate.runs.program import program
from app.simulate.runs.status import note_wanted, standing_lines
from tests.simulate.runs.rig import WANTED, WHAT
from tests.simulate.runs.stand_in import play

KEY = RunKey(PolicyName.RELIEF, 3)
RECORD = play(Asked(KEY, 200, None), lambda _: None)


def test_a_record_is_read_as_it_was_written_but_for_what_it_took(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    assert not folder.has(KEY)
    folder.keep(KEY, RECORD)
    assert folder.has(KEY)
    assert folder.record(KEY) == RECORD
    assert (RECORD.seconds > 0, folder.record(KEY).seconds) == (True, 0)


def test_what_it_took_changes_no_byte(tmp_path: Path) -> None:
    one, other = RunFolder(tmp_path / "one"), RunFolder(tmp_path / "other")
    one.keep(KEY, RECORD)
    other.keep(KEY, replace(RECORD, seconds=99.0))
    assert one.place(KEY).read_bytes() == other.place(KEY).read_bytes()


def test_what_is_no_record_is_refused(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    write_whole(folder.place(KEY), '{"policy": "relief"}')
    with pytest.raises(Invalid, match="no record of a run"):
        folder.record(KEY)


def test_a_folder_of_other_runs_is_refused_with_every_difference(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    folder.begin(WHAT)
    folder.begin(WHAT)
    with pytest.raises(Conflict) as refused:
        folder.begin(What(300, "[force]\n", "other rules"))
    assert [fault.column for fault in refused.value.faults] == ["--staff", "--parameters", "--program"]
    assert folder.what() == WHAT


def test_a_folder_with_another_description_is_refused(tmp_path: Path) -> None:
    (tmp_path / "what.json").write_text('{"staff": 3}')
    with pytest.raises(Invalid, match="no description"):
        RunFolder(tmp_path).what()


def test_parameters_of_a_folder_are_kept_with_it(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "new")
    assert not folder.parameters
    folder.begin(replace(WHAT, parameters="[force]\nresponse = 0.5\n"))
    kept = folder.parameters
    assert kept
    assert kept.read_text() == "[force]\nresponse = 0.5\n"


def test_two_commands_do_not_play_into_one_folder(tmp_path: Path) -> None:
    first, second = RunFolder(tmp_path).alone(), RunFolder(tmp_path).alone()
    with first, pytest.raises(Conflict, match="Another command"):
        second.__enter__()
    with RunFolder(tmp_path).alone():
        assert (tmp_path / "lock").exists()


def test_half_written_files_of_a_dead_command_go(tmp_path: Path) -> None:
    half = tmp_path / "plain" / "relief" / ".half-7-seed-0001.jsonl"
    half.parent.mkdir(parents=True)
    half.write_text("{")
    with RunFolder(tmp_path).alone():
        assert not half.exists()


def test_status_says_how_many_runs_of_each_policy_have_been_played(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    with pytest.raises(NotFound, match="Nothing has been simulated"):
        standing_lines(folder)
    folder.begin(WHAT)
    changed = RunKey(PolicyName.RELIEF, 1, Change("force.response", "low"))
    note_wanted(folder, (*WANTED, changed))
    folder.keep(WANTED[1], RECORD)
    assert standing_lines(folder) == [
        "1 of 7 runs of a year of 200 staff played.",
        "  as_reported: 0 of 3",
        "  relief: 1 of 3",
        "  with a parameter changed: 0 of 1",
    ]


def test_rules_have_a_digest() -> None:
    assert len(program()) == 16
