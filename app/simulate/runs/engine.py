"""Plays what is missing as durable jobs: ended at any moment and begun again, it goes on where it was."""

import logging
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from types import FrameType
from typing import Any

from app.foundation.clock import Clock
from app.foundation.database import Database
from app.foundation.jobs import leave_job
from app.foundation.jobs_dbos import DbosJobs, Pace
from app.simulate.runs.crew import Crew, NotPlayed, PlayerDied
from app.simulate.runs.folder import RunFolder
from app.simulate.runs.keys import RunKey

_JOB = "play"
_LOOK_EVERY = timedelta(seconds=0.25)
Watch = Callable[["Standing"], None]


@dataclass(slots=True)
class Standing:
    """How far it has come: shares of the runs that are being played, and what the last ones took."""

    wanted: tuple[RunKey, ...]
    done: set[RunKey] = field(default_factory=set)
    shares: dict[RunKey, float] = field(default_factory=dict)
    seconds: dict[RunKey, float] = field(default_factory=dict)
    failed: dict[RunKey, str] = field(default_factory=dict)


class _Desk:
    """What the job does, and the standing that its threads keep."""

    def __init__(self, folder: RunFolder, crew: Crew, standing: Standing) -> None:
        self._folder = folder
        self._crew = crew
        self._standing = standing
        self._wanted = frozenset(standing.wanted)

    def missing(self) -> list[RunKey]:
        """What has yet to be played, in the order wanted."""
        return [key for key in self._standing.wanted if key not in self._standing.done]

    def play(self, payload: Mapping[str, Any], _now: datetime) -> None:
        """Play one run, unless that has been done or nobody wants it any more."""
        key, standing = RunKey.read(payload["key"]), self._standing
        if key not in self._wanted or self._folder.has(key):
            return
        try:
            standing.seconds[key] = self._played(key)
            standing.failed.pop(key, None)
        except NotPlayed as reason:
            # Told to the command, not to the engine: the same question would fail again, and is left anew next time.
            standing.failed[key] = str(reason)
        finally:
            standing.shares.pop(key, None)

    def _played(self, key: RunKey) -> float:
        """Once more, if the process died: another one may have more luck with memory."""
        try:
            return self._crew.play(key, partial(self._heard, key))
        except PlayerDied:
            return self._crew.play(key, partial(self._heard, key))

    def _heard(self, key: RunKey, share: float) -> None:
        self._standing.shares[key] = share


def play_all(
    folder: RunFolder, wanted: Sequence[RunKey], crew: Crew, pace: Pace, clock: Clock, watch: Watch
) -> Standing:
    """Play those of the wanted runs that the folder lacks. Raises KeyboardInterrupt when told to end.

    `watch` is called in this thread, several times a second and once more at the end. What could not be played is
    in `failed` of the answer; the folder holds all the others.
    """
    standing = Standing(tuple(wanted), {key for key in wanted if folder.has(key)})
    with _working(folder, _Desk(folder, crew, standing), crew, pace, clock) as jobs:
        while not _idle(jobs):
            _look(folder, standing, watch)
        _look(folder, standing, watch)
    for key in standing.wanted:
        if key not in standing.done:
            standing.failed.setdefault(key, f"{key}: was not played.")
    return standing


def _look(folder: RunFolder, standing: Standing, watch: Watch) -> None:
    standing.done.update(key for key in standing.wanted if key not in standing.done and folder.has(key))
    watch(standing)


def _idle(jobs: DbosJobs) -> bool:
    try:
        jobs.wait_idle(_LOOK_EVERY)
    except TimeoutError:
        return False
    return True


@contextmanager
def _working(folder: RunFolder, desk: _Desk, crew: Crew, pace: Pace, clock: Clock) -> Iterator[DbosJobs]:
    """Jobs that run, first those that were running when the last command ended; none is left twice."""
    url = f"sqlite:///{folder.root / 'jobs.sqlite'}"
    jobs = DbosJobs(url, executor="simulate-1", pace=pace)
    store = Database(url, jobs=jobs)
    try:
        with store.read():  # before anybody else looks: the first one may have to mend what a killed command left
            pass
        jobs.prepare()
        waiting = set(jobs.unfinished())
        with _ended_by_signals():
            jobs.start({_JOB: desk.play}, clock)
            _leave(store, [key for key in desk.missing() if f"{_JOB}:{key}" not in waiting])
            yield jobs
    except KeyboardInterrupt:
        # What the engine takes up in the moment of ending is left anew the next time: nothing to tell anybody.
        logging.getLogger("dbos").setLevel(logging.CRITICAL)
        raise
    finally:
        crew.close()
        jobs.stop(patience=timedelta(seconds=5))
        store.close()


def _leave(store: Database, keys: Sequence[RunKey]) -> None:
    with store.write() as db:
        for key in keys:
            leave_job(db, _JOB, {"key": str(key)}, key=str(key))


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """SIGTERM ends it as Ctrl-C does: cleanly."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
