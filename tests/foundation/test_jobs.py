"""Jobs left in a transaction: kept by its commit, forgotten with it, and not left twice under a key."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from app.foundation.clock import HandClock
from app.foundation.database import Database
from app.foundation.jobs import Job, ListJobs, leave_job

CLOCK = HandClock(datetime(2026, 12, 1, 9, tzinfo=UTC))


@pytest.fixture
def jobs() -> ListJobs:
    return ListJobs()


@pytest.fixture
def store(tmp_path: Path, jobs: ListJobs) -> Iterator[Database]:
    store = Database(f"sqlite:///{tmp_path / 'store.sqlite'}", jobs=jobs)
    yield store
    store.close()


def test_a_job_waits_only_once_its_transaction_has_committed(store: Database, jobs: ListJobs) -> None:
    with store.write() as db:
        leave_job(db, "plan", {"course": "a"})
        assert jobs.waiting == []
    assert jobs.waiting == [Job("plan", {"course": "a"})]


def test_a_job_of_a_transaction_that_rolls_back_was_never_left(store: Database, jobs: ListJobs) -> None:
    with pytest.raises(ZeroDivisionError), store.write() as db:
        leave_job(db, "plan", {})
        _ = 1 / 0
    with store.write() as db:
        db.execute(text("SELECT 1"))
    assert jobs.waiting == []


def test_a_job_of_a_savepoint_goes_with_the_savepoint(store: Database, jobs: ListJobs) -> None:
    with store.write() as db:
        leave_job(db, "outer", {})
        with db.begin_nested() as inner:
            leave_job(db, "inner", {})
            inner.rollback()
        with db.begin_nested():
            leave_job(db, "kept", {})
    assert [job.name for job in jobs.waiting] == ["outer", "kept"]


def test_a_released_savepoint_still_goes_with_the_one_around_it(store: Database, jobs: ListJobs) -> None:
    with store.write() as db:
        with db.begin_nested() as outer:
            with db.begin_nested():
                leave_job(db, "inner", {})
            outer.rollback()
        leave_job(db, "after", {})
    assert [job.name for job in jobs.waiting] == ["after"]


def test_a_key_leaves_one_job_while_it_waits(store: Database, jobs: ListJobs) -> None:
    for _ in range(3):
        with store.write() as db:
            leave_job(db, "plan", {}, key="a")
            leave_job(db, "plan", {}, key="a")
            leave_job(db, "plan", {}, key="b")
    assert [(job.name, job.key) for job in jobs.waiting] == [("plan", "a"), ("plan", "b")]


def test_a_running_job_does_not_swallow_one_of_the_same_key(store: Database, jobs: ListJobs) -> None:
    runs = []

    def plan(payload: object, now: datetime) -> None:
        runs.append(now)
        if len(runs) == 1:
            with store.write() as db:
                leave_job(db, "plan", {}, key="a")

    with store.write() as db:
        leave_job(db, "plan", {}, key="a")
    assert len(jobs.run_all({"plan": plan}, CLOCK)) == 2
    assert runs == [CLOCK(), CLOCK()]


def test_jobs_that_leave_jobs_for_ever_are_stopped(store: Database, jobs: ListJobs) -> None:
    def again(payload: object, now: datetime) -> None:
        with store.write() as db:
            leave_job(db, "again", {})

    again(None, CLOCK())
    with pytest.raises(RuntimeError, match="still wait"):
        jobs.run_all({"again": again}, CLOCK, at_most=20)
