"""Stores that never wait for the disk, for tests in which no power fails."""

from typing import Any

from sqlalchemy import event

from app.foundation.database import Database


def careless(store: Database) -> Database:
    """That store, whose SQLite commits from now on stay with the operating system. Ask before it is connected to.

    What a killed process leaves behind is the same: only a machine that stops would lose anything.
    """
    if store.is_sqlite:
        event.listen(store.engine, "connect", _stop_waiting)
    return store


def _stop_waiting(raw: Any, _record: object) -> None:
    raw.execute("PRAGMA synchronous=OFF")
