"""One store: its engine, its transactions, and who may write."""

import sqlite3
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session, sessionmaker

from app.foundation.refusals import Unavailable

SQLITE_BUSY_SECONDS = 30
_AGAIN_SECONDS = 0.002
_SEEN = "seen"
_WRITES, _READS = "relief_writes", "relief_reads"
"""What a transaction on SQLite is for. One that only reads says so to its connection, where that changes."""
Found = TypeVar("Found")


class Database:
    """A store behind a URL, with one handle for writing and another for reading.

    SQLite: writers say BEGIN IMMEDIATE and queue up inside the process (the driver's own busy handler is unfair and
    lets read-then-write transactions lose updates); readers cannot write. PostgreSQL: readers are READ ONLY.
    """

    def __init__(self, url: str, *, busy_seconds: float = SQLITE_BUSY_SECONDS, **session_info: Any) -> None:
        """`busy_seconds`: how long a writer waits on SQLite while another process writes."""
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self.engine = _sqlite_engine(url, busy_seconds) if self.is_sqlite else _server_engine(url)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False, autoflush=True)
        self._writer = Lock()
        self.session_info = dict(session_info)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction that commits at the end of the block, or rolls back if anything is raised in it.

        Open it inside an endpoint's body, never in a dependency: a dependency is entered on one worker thread while
        its endpoint waits for another, and enough waiting writers would then starve the one that holds the queue.
        """
        options = {_WRITES: True} if self.is_sqlite else {}
        with self._writer_turn(), self._sessions(info=dict(self.session_info)) as db:
            db.connection(execution_options=options)
            yield db
            db.commit()

    @contextmanager
    def _writer_turn(self) -> Iterator[None]:
        if not self.is_sqlite:
            yield
            return
        if not self._writer.acquire(timeout=SQLITE_BUSY_SECONDS):
            raise Unavailable("The service is very busy. Nothing was changed; please try again.")
        try:
            yield
        finally:
            self._writer.release()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A snapshot that cannot be written through; always rolled back."""
        options = (
            {_READS: True} if self.is_sqlite else {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"}
        )
        with self._sessions(info=self.session_info | {_SEEN: {}}) as db:
            db.connection(execution_options=options)
            try:
                yield db
            finally:
                db.expunge_all()  # a rollback forgets what rows say; what was read may be shown after the block
                db.rollback()

    def let_go_of_the_past(self) -> None:
        """SQLite: bring the file in step with its log and empty the log, where what was overwritten could be read.

        Waits a short while for readers, and leaves the rest to the next checkpoint. Outside any transaction.
        """
        if not self.is_sqlite:
            return
        raw = self.engine.raw_connection()
        try:
            raw.info.pop(_READS, None)
            cursor = raw.cursor()
            cursor.execute("PRAGMA query_only=OFF")
            for pragma in ("busy_timeout=2000", "wal_checkpoint(TRUNCATE)", f"busy_timeout={SQLITE_BUSY_SECONDS}000"):
                cursor.execute(f"PRAGMA {pragma}").fetchall()
            cursor.close()
        finally:
            raw.close()

    def close(self) -> None:
        """Give all connections back to the machine."""
        self.engine.dispose()


def seen_once(db: Session, what: Hashable, look: Callable[[], Found]) -> Found:
    """What `look` finds; in a reading transaction it looks once for each `what`, since a snapshot does not change.

    A page is put together from several readings that need the same rows. A writing transaction always looks.
    """
    seen: dict[Hashable, Found] | None = db.info.get(_SEEN)
    if seen is None:
        return look()
    if what not in seen:
        seen[what] = look()
    return seen[what]


def _server_engine(url: str) -> Engine:
    # Parameters are people's records: errors and logs never quote them.
    return create_engine(url, pool_pre_ping=True, pool_size=10, hide_parameters=True)


def _sqlite_engine(url: str, busy_seconds: float) -> Engine:
    connect_args = {"timeout": SQLITE_BUSY_SECONDS, "check_same_thread": False}
    engine = create_engine(url, connect_args=connect_args, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _prepare(raw: Any, _record: Any) -> None:
        raw.isolation_level = None  # we say BEGIN ourselves, below
        cursor = raw.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "cache_size=-32768",
            "secure_delete=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        options, raw = connection.get_execution_options(), connection.connection
        only_reads = options.get(_READS, False)
        cursor = raw.cursor()  # the driver's own: these few words are said for every transaction
        if raw.info.get(_READS, False) is not only_reads:
            cursor.execute(f"PRAGMA query_only={'ON' if only_reads else 'OFF'}")
            raw.info[_READS] = only_reads
        if options.get(_WRITES):
            _begin_writing(connection, cursor, busy_seconds)
        else:
            cursor.execute("BEGIN")

    return engine


def _begin_writing(connection: Any, cursor: Any, busy_seconds: float) -> None:
    """BEGIN IMMEDIATE, asked for again every few milliseconds while another process writes.

    The driver's own waiting sleeps up to a tenth of a second at a time: the store then stands idle between writers.
    """
    until = time.monotonic() + busy_seconds
    cursor.execute("PRAGMA busy_timeout=0")
    try:
        while time.monotonic() < until:
            try:
                cursor.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as wrong:
                if wrong.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise
                time.sleep(_AGAIN_SECONDS)
            else:
                return
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # refused as every other statement is
    finally:
        cursor.execute(f"PRAGMA busy_timeout={SQLITE_BUSY_SECONDS}000")
