"""Has a question about capacity worked out by a process of its own, so that no page or other job waits for it."""

import subprocess
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from app.care.domain.study import BROKE_OFF, TOO_LONG, UNFINISHED
from app.care.services.capacity_study import answer
from app.care.store import studies
from app.foundation.database import Database

_TRIES = 2
_LOOK_EVERY = 0.5  # seconds
DONE = 0


class Apart(NamedTuple):
    """How it is started: the command before the question's id and the instant; and how long it may take in all."""

    command: Sequence[str]
    longest: timedelta = timedelta(hours=1)


def study_apart(store: Database, study_id: str, apart: Apart, *, now: datetime) -> str:
    """Wait for the process; returns what became of it. Called off, it is ended; if it dies it is begun once more.

    The second time the question is answered with that, so that whoever asked is told. Raises NotFound.
    """
    for _ in range(_TRIES):
        ended = _worked_out(store, study_id, apart, now)
        if ended in {"done", "called off"}:
            return ended
        if ended == TOO_LONG:
            break
    with store.write() as db:
        answer(db, study_id, None, ended, now=now)
    return ended


def _worked_out(store: Database, study_id: str, apart: Apart, now: datetime) -> str:
    # A session of its own: Ctrl-C is for the service, which ends it here. When nobody holds its input it ends itself.
    process = subprocess.Popen(
        [*apart.command, study_id, now.isoformat()], stdin=subprocess.PIPE, start_new_session=True
    )
    until = time.monotonic() + apart.longest.total_seconds()
    try:
        while process.poll() is None:
            if not _is_wanted(store, study_id):
                return "called off"
            if time.monotonic() > until:
                return TOO_LONG
            time.sleep(_LOOK_EVERY)
        return "done" if process.returncode == DONE else BROKE_OFF
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        if process.stdin is not None:
            process.stdin.close()


def _is_wanted(store: Database, study_id: str) -> bool:
    with store.read() as db:
        return studies.state_of(db, study_id) in UNFINISHED
