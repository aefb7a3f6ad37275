"""Tries counted by several processes of one host: a rate limit must not grow with their number."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from limits.storage import MemoryStorage

_BUSY_SECONDS = 10


class SharedTries(MemoryStorage):
    """A store of moving windows in a small file that all of them open; it says who tried when, so it is not kept.

    Its owner makes it in a folder only they can read, and removes it in the end. Only moving windows are shared.
    """

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file
        with closing(self._opened()) as db:
            db.execute("CREATE TABLE IF NOT EXISTS try (name TEXT NOT NULL, at REAL NOT NULL)")
            db.execute("CREATE INDEX IF NOT EXISTS ix_try ON try (name, at)")

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Whether `amount` tries more fit into the last `expiry` seconds; if so they are counted."""
        with closing(self._opened()) as db:
            db.execute("BEGIN IMMEDIATE")
            now = time.monotonic()  # one clock for all processes of a host
            db.execute("DELETE FROM try WHERE name = ? AND at <= ?", (key, now - expiry))
            (used,) = db.execute("SELECT count(*) FROM try WHERE name = ?", (key,)).fetchone()
            fits = bool(used + amount <= limit)
            db.executemany("INSERT INTO try VALUES (?, ?)", [(key, now)] * (amount if fits else 0))
            db.execute("COMMIT")
            return fits

    def _opened(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._file, timeout=_BUSY_SECONDS, isolation_level=None)
        db.execute("PRAGMA synchronous=OFF")  # what is lost with the machine is lost with its processes
        return db
