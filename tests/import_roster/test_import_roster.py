"""`relief import-roster` as somebody at a terminal, a script or a folder meets it."""

import io
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy import select
from typer.testing import CliRunner, Result

from app.cli import app
from app.foundation.database import Database
from app.import_roster import Wanted, watch_folder
from app.import_roster.asking import ask
from app.main import rota_desk
from app.rota.desk import RotaDesk
from app.rota.domain.reading import Question
from app.rota.domain.upload import UploadState
from app.rota.services.teach_codes import teach_codes
from app.rota.store.tables.access import AuditEntry
from app.rota.store.tables.uploads import Upload
from app.rota.store.versions import latest_number
from app.settings import RotaSettings
from tests.rota.builders import CODES, grid_csv, line, long_csv
from tests.rota.hr import NOW

PATIENCE = 60


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[RotaDesk]:
    """The store that the command will find."""
    made = rota_desk(RotaSettings(data=tmp_path / "data"))
    with made.store.write() as db:
        teach_codes(db, "response", CODES, by="hr1", now=NOW)
    yield made
    made.store.close()


def relief(desk: RotaDesk, *command: str) -> Result:
    data = Path(desk.store.url.removeprefix("sqlite:///")).parents[1]
    return CliRunner().invoke(app, ["import-roster", *command], env={"RELIEF_DATA": str(data), "COLUMNS": "200"})


def kept(tmp_path: Path, text: str, name: str = "december.csv") -> str:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return str(tmp_path / name)


def newest(store: Database) -> int:
    with store.read() as db:
        return latest_number(db)


def states(store: Database) -> list[UploadState]:
    with store.read() as db:
        return [row.state for row in db.scalars(select(Upload).order_by(Upload.id))]


def test_a_file_is_read_shown_and_published(desk: RotaDesk, tmp_path: Path) -> None:
    done = relief(desk, kept(tmp_path, long_csv(line(), line("00124"))), "--yes")
    assert done.exit_code == 0, done.output
    assert "2 people, 01/12/2026 to 01/12/2026." in done.output
    assert "Published as roster version 1." in done.output
    with desk.store.read() as db:
        actors = {entry.act: entry.actor for entry in db.scalars(select(AuditEntry))}
    assert actors["roster.published"] == "command:import-roster"


def test_without_yes_and_without_anybody_there_nothing_is_published(desk: RotaDesk, tmp_path: Path) -> None:
    done = relief(desk, kept(tmp_path, long_csv(line())))
    assert (done.exit_code, "Not published." in done.output, newest(desk.store)) == (3, True, 0)
    assert states(desk.store) == [UploadState.DISCARDED]


def test_open_questions_are_printed_with_the_way_to_answer_them(desk: RotaDesk, tmp_path: Path) -> None:
    file = kept(tmp_path, grid_csv(dates=("03/04/2027", "04/04/2027")))
    done = relief(desk, file, "--yes")
    assert done.exit_code == 2
    assert "--answer code_table=response" in done.output
    assert "--answer date_order=day_first" in done.output
    answered = relief(desk, file, "--yes", "--answer", "code_table=response", "--answer", "date_order=day_first")
    assert (answered.exit_code, newest(desk.store)) == (0, 1)


def test_faults_are_told_with_their_places_and_nothing_is_published(desk: RotaDesk, tmp_path: Path) -> None:
    done = relief(desk, kept(tmp_path, long_csv(line(start="2026-12-01,15:0"), line(kind="gardening"))), "--yes")
    assert done.exit_code == 1
    assert "row 2, start time: The minutes need two digits. Found: 15:0." in done.output
    assert "row 3, kind: This is not a kind of duty. Found: gardening." in done.output
    assert newest(desk.store) == 0


def test_of_several_files_the_worst_decides_and_the_good_ones_are_published(desk: RotaDesk, tmp_path: Path) -> None:
    good, bad = kept(tmp_path, long_csv(line())), kept(tmp_path, "nothing of use", "bad.csv")
    assert relief(desk, bad, good, "--yes").exit_code == 1
    assert newest(desk.store) == 1


def test_the_same_file_again_changes_nothing(desk: RotaDesk, tmp_path: Path) -> None:
    file = kept(tmp_path, long_csv(line()))
    relief(desk, file, "--yes")
    again = relief(desk, file)
    assert (again.exit_code, "Nothing changes: roster version 1" in again.output) == (0, True)


def test_what_would_be_removed_is_said_before_publishing(desk: RotaDesk, tmp_path: Path) -> None:
    answers = ("--answer", "code_table=response", "--yes")
    relief(desk, kept(tmp_path, grid_csv({"00123": ["E", "L"]})), *answers)
    fewer = relief(desk, kept(tmp_path, grid_csv({"00123": ["-", "L"]})), *answers)
    assert "1 duties would be removed" in fewer.output


@pytest.mark.parametrize(
    "command",
    [
        (),
        ("there-is-no-such-file.csv",),
        ("x.csv", "--watch", "folder"),
        ("x.csv", "--answer", "date_order"),
        ("--watch", "there-is-no-such-folder"),
    ],
)
def test_what_cannot_be_done_is_a_sentence_and_exit_code_2(desk: RotaDesk, command: tuple[str, ...]) -> None:
    done = relief(desk, *command)
    assert (done.exit_code, "Traceback" in done.output) == (2, False)


def test_an_unknown_profile_is_a_sentence(desk: RotaDesk, tmp_path: Path) -> None:
    done = relief(desk, kept(tmp_path, long_csv(line())), "--profile", "unheard of")
    assert (done.exit_code, "no such" in done.output) == (1, True)


def asked(question: Question, *typed: str) -> str:
    console = Console(file=io.StringIO())
    waiting = iter(typed)
    console.input = lambda *_, **__: next(waiting)  # type: ignore[method-assign]
    return ask(console, question)


@pytest.mark.parametrize(
    ("typed", "answer"), [(("1",), "2026"), (("2",), "2027"), (("9", "", "2027"), "2027"), (("2027",), "2027")]
)
def test_a_choice_is_given_by_its_number_or_its_word(typed: tuple[str, ...], answer: str) -> None:
    question = Question("year", "Which year?", (("2026", "this year"), ("2027", "next year")))
    assert asked(question, *typed) == answer


def test_somebody_at_a_terminal_is_asked_and_confirms(desk: RotaDesk, tmp_path: Path) -> None:
    """A real terminal: what the command asks is answered by typing."""
    file = kept(tmp_path, grid_csv(dates=("03/04/2027", "04/04/2027")))
    ours, theirs = pty.openpty()
    data = Path(desk.store.url.removeprefix("sqlite:///")).parents[1]
    environment = {**os.environ, "RELIEF_DATA": str(data), "TERM": "dumb", "COLUMNS": "200"}
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "import-roster", file],
        stdin=theirs, stdout=theirs, stderr=theirs, env=environment,
    )  # fmt: skip
    os.close(theirs)
    said = b""
    for wanted, typed in ((b"Number", b"1\n"), (b"Number", b"1\n"), (b"[y/N]", b"y\n")):
        said = _until(ours, wanted)
        os.write(ours, typed)
    said = _until(ours, b"Published as roster version 1.")
    assert process.wait(PATIENCE) == 0, said
    os.close(ours)


def _until(terminal: int, wanted: bytes) -> bytes:
    said = b""
    give_up = time.monotonic() + PATIENCE
    while wanted not in said:
        assert time.monotonic() < give_up, said
        said += os.read(terminal, 4096)
    return said


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "incoming"
    made.mkdir()
    return made


def watched(desk: RotaDesk, folder: Path, **answers: str) -> str:
    said = Console(file=io.StringIO(), width=200)
    watch_folder(desk, folder, Wanted("", answers, yes=True), every=0.05, once=True, console=said)
    assert isinstance(said.file, io.StringIO)
    return said.file.getvalue()


def names(folder: Path) -> set[str]:
    return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file() and file.name[0] != "."}


def test_a_watched_folder_puts_files_away_with_a_report_beside_each(desk: RotaDesk, folder: Path) -> None:
    (folder / "good.csv").write_text(long_csv(line()))
    (folder / "bad.csv").write_text(long_csv(line(kind="gardening")))
    (folder / "asking.csv").write_text(grid_csv())
    said = watched(desk, folder)
    assert names(folder) == {
        "done/good.csv",
        "done/good.csv.report.txt",
        "failed/bad.csv",
        "failed/bad.csv.report.txt",
        "failed/asking.csv",
        "failed/asking.csv.report.txt",
    }
    assert "good.csv: published, see done/" in said
    assert "Published as roster version 1." in (folder / "done/good.csv.report.txt").read_text()
    assert "gardening" in (folder / "failed/bad.csv.report.txt").read_text()
    assert "--answer code_table=response" in (folder / "failed/asking.csv.report.txt").read_text()


def test_a_copy_of_what_was_published_does_not_undo_what_came_since(desk: RotaDesk, folder: Path) -> None:
    for name, start in (("first.csv", "14:00"), ("second.csv", "15:00"), ("first.csv", "14:00")):
        (folder / name).write_text(long_csv(line(start=f"2026-12-01,{start}")))
        watched(desk, folder)
    assert newest(desk.store) == 2
    assert "was published before" in (folder / "done/first-2.csv.report.txt").read_text()


def test_control_the_same_by_hand_does_lay_it_over(desk: RotaDesk, tmp_path: Path) -> None:
    for start in ("14:00", "15:00", "14:00"):
        relief(desk, kept(tmp_path, long_csv(line(start=f"2026-12-01,{start}"))), "--yes")
    assert newest(desk.store) == 3


def test_what_is_not_whole_or_not_a_file_is_left_alone(desk: RotaDesk, folder: Path, tmp_path: Path) -> None:
    kept(tmp_path, long_csv(line()), "elsewhere.csv")
    (folder / "linked.csv").symlink_to(tmp_path / "elsewhere.csv")
    (folder / "coming.csv.part").write_text("")
    (folder / "~$open.xlsx").write_text("")
    (folder / "sub").mkdir()
    watched(desk, folder)
    assert newest(desk.store) == 0
    assert (folder / "linked.csv").is_symlink()
    assert not names(folder / "done") | names(folder / "failed")


def test_a_folder_is_watched_by_one_and_left_in_order_when_told_to_stop(desk: RotaDesk, folder: Path) -> None:
    data = Path(desk.store.url.removeprefix("sqlite:///")).parents[1]
    command = [sys.executable, "-m", "app.cli", "import-roster", "--yes", "--every", "0.1", "--watch", str(folder)]
    process = subprocess.Popen(command, env={**os.environ, "RELIEF_DATA": str(data)})
    try:
        give_up = time.monotonic() + PATIENCE
        (folder / "good.csv").write_text(long_csv(line()))
        while not (folder / "done/good.csv.report.txt").exists():
            assert time.monotonic() < give_up
            time.sleep(0.1)
        second = relief(desk, "--watch", str(folder), "--once")
        assert (second.exit_code, "watched already" in second.output) == (2, True)
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    assert newest(desk.store) == 1
