"""A question about capacity in a process of its own: done, called off, broken off and told, and left by its desk."""

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from app.care.domain.study import BROKE_OFF, REASONS, TOO_LONG, TOO_SMALL, StudyState
from app.care.jobs.handlers import apart_handlers
from app.care.jobs.study_apart import Apart, study_apart
from app.care.services.capacity_study import STUDY_CAPACITY, begin, call_off
from app.foundation.database import Database
from app.foundation.jobs import ListJobs
from app.foundation.sealing import new_key
from tests.care.jobs.test_study_capacity import LEAD, asked, study
from tests.support.builders import NOW, VIDEO, a_place


def command(code: str) -> list[str]:
    return [sys.executable, "-c", code]


@pytest.fixture
def asked_for(care_sqlite: Database) -> str:
    with care_sqlite.write() as db:
        a_place(db, VIDEO)
    return asked(care_sqlite)


def running(store: Database, study_id: str) -> None:
    with store.write() as db:
        begin(db, study_id)


def test_a_process_that_dies_is_begun_once_more_and_then_it_is_told(
    care_sqlite: Database, asked_for: str, tmp_path: Path
) -> None:
    running(care_sqlite, asked_for)
    died = tmp_path / "died"
    code = f"import os; open({str(died)!r}, 'a').write('x'); os.kill(os.getpid(), 9)"
    assert study_apart(care_sqlite, asked_for, Apart(command(code)), now=NOW) == BROKE_OFF
    assert died.read_text() == "xx"
    told = study(care_sqlite, asked_for)
    assert (told.state, told.reason, told.result) == (StudyState.NO_RESULT, BROKE_OFF, None)
    assert "broke off twice" in REASONS[told.reason]


def test_one_that_dies_once_and_then_does_its_work_is_done(
    care_sqlite: Database, asked_for: str, tmp_path: Path
) -> None:
    running(care_sqlite, asked_for)
    died = tmp_path / "died"
    code = f"import os, sys; p = {str(died)!r}; there = os.path.exists(p); open(p, 'w').close(); sys.exit(not there)"
    assert study_apart(care_sqlite, asked_for, Apart(command(code)), now=NOW) == "done"
    assert study(care_sqlite, asked_for).state is StudyState.RUNNING, "the process itself writes the answer"


def test_one_that_takes_too_long_is_ended_and_told(care_sqlite: Database, asked_for: str) -> None:
    running(care_sqlite, asked_for)
    apart = Apart(command("import time; time.sleep(60)"), longest=timedelta(seconds=0.2))
    assert study_apart(care_sqlite, asked_for, apart, now=NOW) == TOO_LONG
    assert study(care_sqlite, asked_for).reason == TOO_LONG


def test_called_off_the_process_is_ended(care_sqlite: Database, asked_for: str, tmp_path: Path) -> None:
    running(care_sqlite, asked_for)
    pid = tmp_path / "pid"
    code = f"import os, time; open({str(pid)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    found: list[str] = []
    waits = threading.Thread(
        target=lambda: found.append(study_apart(care_sqlite, asked_for, Apart(command(code)), now=NOW))
    )
    waits.start()
    wait_for(lambda: pid.exists() and pid.read_text() != "")
    with care_sqlite.write() as db:
        call_off(db, LEAD, asked_for, now=NOW)
    waits.join(timeout=30)
    assert found == ["called off"]
    assert not is_alive(int(pid.read_text()))
    assert study(care_sqlite, asked_for).state is StudyState.CANCELLED


def test_the_real_command_works_it_out_behind_everything_else(tmp_path: Path, care_template_file: Path) -> None:
    """A store on disk, the command that the desk starts; and, its other end let go of, it ends by itself."""
    path = tmp_path / "care.sqlite"
    shutil.copy(care_template_file, path)
    store = Database(f"sqlite:///{path}", jobs=ListJobs())
    with store.write() as db:
        a_place(db, VIDEO)
    study_id = asked(store)
    env = {
        **os.environ,
        "RELIEF_CARE_URL": f"sqlite:///{path}",
        "RELIEF_CARE_KEY": new_key(),
        "RELIEF_DATA": str(tmp_path),
    }
    line = [sys.executable, "-m", "app.cli", "work-out"]
    with pytest.MonkeyPatch.context() as patch:
        for name, value in env.items():
            patch.setenv(name, value)
        apart_handlers(store, line)[STUDY_CAPACITY]({"study_id": study_id}, NOW)
    assert (study(store, study_id).state, study(store, study_id).reason) == (StudyState.NO_RESULT, TOO_SMALL)
    code = "import time, threading as t, app.main as m; t.Thread(target=m._end_with_the_desk).start(); time.sleep(60)"
    left = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE)
    assert left.stdin is not None
    left.stdin.close()
    assert left.wait(timeout=30) == 3
    store.close()


def wait_for(there: Callable[[], bool], seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < until
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
