"""One SQLite store and several processes: reading writes nothing, and writers follow each other quickly."""

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app.foundation.database import Database


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Database]:
    """A store with one table of numbers."""
    found = Database(f"sqlite:///{tmp_path / 'small.sqlite'}")
    with found.write() as db:
        db.execute(text("CREATE TABLE number (n INTEGER)"))
    yield found
    found.close()


def _add(store: Database, number: int) -> None:
    with store.write() as db:
        db.execute(text("INSERT INTO number VALUES (:n)"), {"n": number})


def test_a_connection_that_read_may_write_next_and_then_may_not(store: Database) -> None:
    """One connection serves both in turn, and says which only where it changes."""
    for number in range(3):
        _add(store, number)
        for _ in range(2):
            with store.read() as db, pytest.raises(OperationalError, match="readonly"):
                db.execute(text("INSERT INTO number VALUES (9)"))
    with store.engine.begin() as connection:  # a handle that says nothing may write, whoever had the connection before
        connection.execute(text("INSERT INTO number VALUES (3)"))
    store.let_go_of_the_past()
    with store.read() as db:
        assert db.scalars(text("SELECT n FROM number ORDER BY n")).all() == [0, 1, 2, 3]


def _another_writes(store: Database, seconds: float) -> Thread:
    """Another process's transaction, which has begun when this returns and lasts so long."""
    other = sqlite3.connect(store.url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")

    def end() -> None:
        time.sleep(seconds)
        other.execute("COMMIT")
        other.close()

    thread = Thread(target=end)
    thread.start()
    return thread


def test_a_writer_waits_for_another_process_and_goes_on_when_it_is_done(store: Database) -> None:
    other = _another_writes(store, 0.3)
    begun = time.monotonic()
    _add(store, 1)
    assert time.monotonic() - begun >= 0.25
    other.join()


def test_a_writer_that_waits_too_long_is_refused(store: Database) -> None:
    """The control of the one before: with no patience the other process's lock is felt."""
    hasty, other = Database(store.url, busy_seconds=0), _another_writes(store, 0.3)
    with pytest.raises(OperationalError, match="locked"):
        _add(hasty, 1)
    other.join()
    hasty.close()
    _add(store, 2)
