"""Durable jobs: left by our commit, run once it is there, resumed after a crash, and never lost to a key."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.foundation.clock import HandClock
from app.foundation.database import Database
from app.foundation.jobs import Handler, leave_job
from app.foundation.jobs_dbos import DbosJobs, Pace

CLOCK = HandClock(datetime(2026, 12, 1, 9, tzinfo=UTC))
QUICK = Pace(look_every=0.05, first_wait=0.05, tries=3)
Working = tuple[Database, DbosJobs]


@contextmanager
def working(url: str, schedules: dict[str, str] | None = None, **handlers: Handler) -> Iterator[Working]:
    jobs = DbosJobs(url, pace=QUICK)
    store = Database(url, jobs=jobs)
    jobs.start(handlers, CLOCK, schedules=schedules)
    try:
        yield store, jobs
    finally:
        jobs.stop()
        store.close()


@pytest.fixture
def url(tmp_path: Path) -> str:
    """An empty SQLite store, for what does not depend on the store."""
    return f"sqlite:///{tmp_path / 'jobs.sqlite'}"


class Runs:
    """A handler that remembers what it was given."""

    def __init__(self, then: Callable[[], object] = lambda: None) -> None:
        self.seen: list[tuple[dict[str, Any], datetime]] = []
        self.then = then

    def __call__(self, payload: Any, now: datetime) -> None:
        self.seen.append((dict(payload), now))
        self.then()


def test_a_job_runs_after_its_commit_with_the_time_of_the_clock_passed_in(own_care_url: str) -> None:
    plan = Runs()
    with working(own_care_url, plan=plan) as (store, jobs):
        with store.write() as db:
            leave_job(db, "plan", {"course_id": "a"})
            time.sleep(0.2)
            assert plan.seen == []
        jobs.wait_idle()
    assert plan.seen == [({"course_id": "a"}, CLOCK())]


def test_a_job_of_a_transaction_that_rolls_back_is_never_run(own_care_url: str) -> None:
    plan = Runs()
    with working(own_care_url, plan=plan) as (store, jobs):
        with pytest.raises(ZeroDivisionError), store.write() as db:
            leave_job(db, "plan", {})
            _ = 1 / 0
        jobs.wait_idle()
        time.sleep(0.2)
    assert plan.seen == []


def test_a_storm_under_one_key_is_one_job_while_none_has_started(own_care_url: str) -> None:
    busy = threading.Event()
    block, plan = Runs(lambda: busy.wait(10)), Runs()
    one_at_a_time = Pace(at_once=1, look_every=0.05)
    jobs = DbosJobs(own_care_url, pace=one_at_a_time)
    store = Database(own_care_url, jobs=jobs)
    jobs.start({"block": block, "plan": plan}, CLOCK)
    try:
        with store.write() as db:
            leave_job(db, "block", {})
        for n in range(20):
            with store.write() as db:
                leave_job(db, "plan", {"n": n}, key="a")
                leave_job(db, "plan", {"n": n}, key="a_")
        busy.set()
        jobs.wait_idle()
    finally:
        busy.set()
        jobs.stop()
        store.close()
    assert [payload["n"] for payload, _ in plan.seen] == [0, 0]


def test_a_change_that_comes_while_the_job_runs_is_not_swallowed(own_care_url: str) -> None:
    started, go_on = threading.Event(), threading.Event()

    def wait() -> None:
        started.set()
        go_on.wait(10)

    plan = Runs(wait)
    with working(own_care_url, plan=plan) as (store, jobs):
        with store.write() as db:
            leave_job(db, "plan", {}, key="a")
        assert started.wait(10)
        with store.write() as db:
            leave_job(db, "plan", {}, key="a")
        go_on.set()
        jobs.wait_idle()
    assert len(plan.seen) == 2


def test_a_job_that_starts_waits_for_the_change_that_counts_on_it(own_care_url: str) -> None:
    """Between "one is waiting already" and our commit it must not start: it would not see our change."""
    busy, order = threading.Event(), []
    with working(own_care_url, block=Runs(lambda: busy.wait(10)), plan=Runs(lambda: order.append("planned"))) as (
        store,
        jobs,
    ):
        with store.write() as db:
            for _ in range(QUICK.at_once):
                leave_job(db, "block", {})
            leave_job(db, "plan", {}, key="a")
        with store.write() as db:
            leave_job(db, "plan", {}, key="a")
            busy.set()
            time.sleep(0.4)
            order.append("changed")
        jobs.wait_idle()
    assert order == ["changed", "planned"]


def test_a_job_that_fails_is_tried_again(url: str) -> None:
    failures = iter([True, True, False])

    def fail() -> None:
        if next(failures):
            raise RuntimeError("not yet")

    plan = Runs(fail)
    with working(url, plan=plan) as (store, jobs):
        with store.write() as db:
            leave_job(db, "plan", {})
        jobs.wait_idle()
        assert jobs.failed() == []
    assert len(plan.seen) == 3


def test_a_job_that_fails_every_time_stays_to_be_looked_at(url: str) -> None:
    def fail() -> None:
        raise RuntimeError("never")

    with working(url, plan=Runs(fail)) as (store, jobs):
        with store.write() as db:
            leave_job(db, "plan", {}, key="a")
        jobs.wait_idle()
        (failed,) = jobs.failed()
    assert failed.startswith("plan:a:")


def test_a_schedule_runs_its_job_by_the_machines_time(url: str) -> None:
    pull = Runs()
    with working(url, schedules={"pull": "* * * * * *"}, pull=pull):
        give_up = time.monotonic() + 10
        while not pull.seen and time.monotonic() < give_up:
            time.sleep(0.1)
    assert pull.seen[0] == ({}, CLOCK())


def test_done_jobs_can_be_forgotten(url: str) -> None:
    with working(url, plan=Runs()) as (store, jobs):
        with store.write() as db:
            leave_job(db, "plan", {})
        jobs.wait_idle()
        assert jobs.forget_done(before="2000-01-01T00:00:00Z") == 0
        assert jobs.forget_done(before="2999-01-01T00:00:00Z") == 1


WORKER = """
import sys, time
from datetime import UTC, datetime
from sqlalchemy import text
from app.foundation.clock import HandClock
from app.foundation.database import Database
from app.foundation.jobs import leave_job
from app.foundation.jobs_dbos import DbosJobs, Pace

if __name__ == "__main__":
    url, executor, leave, hang = sys.argv[1:]
    jobs = DbosJobs(url, executor=executor, pace=Pace(look_every=0.05))
    store = Database(url, jobs=jobs)

    def book(payload, now):
        print("started", flush=True)
        with store.write() as db:
            db.execute(text("INSERT INTO effect (id) VALUES ('once') ON CONFLICT (id) DO NOTHING"))
            db.execute(text("INSERT INTO run (at) VALUES (1)"))
        if hang == "hang":
            time.sleep(60)

    jobs.start({"book": book}, HandClock(datetime(2026, 12, 1, tzinfo=UTC)))
    if leave == "leave":
        with store.write() as db:
            leave_job(db, "book", {})
    try:
        jobs.wait_idle(__import__("datetime").timedelta(seconds=5 if hang == "go" else 60))
        print("idle", flush=True)
    except TimeoutError:
        print("stuck", flush=True)
    jobs.stop(patience=__import__("datetime").timedelta(0))
"""


@pytest.fixture
def crashed(own_care_url: str, tmp_path: Path) -> Path:
    """A worker that was killed in the middle of a job, after its effect was committed; the path of its script."""
    script = tmp_path / "worker.py"
    script.write_text(WORKER)
    store = Database(own_care_url)
    with store.write() as db:
        db.execute(text("CREATE TABLE effect (id TEXT PRIMARY KEY)"))
        db.execute(text("CREATE TABLE run (at INTEGER)"))
    store.close()
    worker = _worker(script, own_care_url, "care-1", "leave", "hang")
    assert worker.stdout is not None
    assert worker.stdout.readline().strip() == "started"
    _wait_for(own_care_url, "run", 1)
    os.kill(worker.pid, signal.SIGKILL)
    worker.communicate()
    return script


def test_a_job_whose_worker_died_is_taken_up_at_the_restart_and_its_effect_is_there_once(
    own_care_url: str, crashed: Path
) -> None:
    said, _ = _worker(crashed, own_care_url, "care-1", "-", "go").communicate(timeout=40)
    assert said.split() == ["started", "idle"]
    assert (_count(own_care_url, "effect"), _count(own_care_url, "run")) == (1, 2)


@pytest.mark.parametrize("own_care_url", ["sqlite"], indirect=True)
def test_control_a_worker_of_another_name_leaves_the_dead_ones_job_alone(own_care_url: str, crashed: Path) -> None:
    said, _ = _worker(crashed, own_care_url, "care-2", "-", "go").communicate(timeout=40)
    assert said.split() == ["stuck"]
    assert _count(own_care_url, "run") == 1


def _worker(script: Path, *args: str) -> "subprocess.Popen[str]":
    root = str(Path(__file__).parents[2])
    return subprocess.Popen(
        [sys.executable, str(script), *args],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=root,
        env={**os.environ, "PYTHONPATH": root},
    )


def _count(url: str, table: str) -> int:
    store = Database(url)
    try:
        with store.read() as db:
            found: int = db.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            return found
    finally:
        store.close()


def _wait_for(url: str, table: str, rows: int) -> None:
    give_up = time.monotonic() + 20
    while _count(url, table) < rows:
        assert time.monotonic() < give_up, f"{table} stays empty"
        time.sleep(0.1)


def test_waiting_for_idle_gives_up(url: str) -> None:
    busy = threading.Event()
    with working(url, block=Runs(lambda: busy.wait(10))) as (store, jobs):
        with store.write() as db:
            leave_job(db, "block", {})
        with pytest.raises(TimeoutError, match="block"):
            jobs.wait_idle(timedelta(seconds=0.3))
        busy.set()


def test_a_job_that_takes_minutes_takes_no_other_job_s_place(url: str) -> None:
    """With one place for all jobs, a slow one stands apart: another is done meanwhile. Control: not apart it waits."""
    for apart, is_done in ((frozenset({"slow"}), True), (frozenset[str](), False)):
        let_go, runs = threading.Event(), Runs()
        jobs = DbosJobs(url, pace=Pace(at_once=1, look_every=0.05), apart=apart)
        store = Database(url, jobs=jobs)
        began = threading.Event()

        def slow(_payload: Any, _now: datetime, began: Any = began, let_go: Any = let_go) -> None:
            began.set()
            let_go.wait(30)

        jobs.start({"slow": slow, "quick": runs}, CLOCK)
        try:
            with store.write() as db:
                leave_job(db, "slow", {})
            assert began.wait(30)
            with store.write() as db:
                leave_job(db, "quick", {})
            until = time.monotonic() + (30 if is_done else 2)
            while not runs.seen and time.monotonic() < until:
                time.sleep(0.05)
            assert bool(runs.seen) is is_done
        finally:
            let_go.set()
            jobs.wait_idle()
            jobs.stop()
            store.close()
