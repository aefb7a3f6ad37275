"""Stores of tests without what only a long life repays: waiting for the disk, and learning statements anew."""

from functools import cache
from typing import Any

from sqlalchemy import Engine, create_engine, event

from app.foundation.database import Database

_STATEMENTS = 10_000


def quickened(store: Database) -> Database:
    """That store, which knows at once whatever statement another one compiled, as a desk does that runs for weeks.

    On SQLite its commits stay with the operating system: what a killed process leaves behind is the same, only a
    machine that stops would lose anything. Ask before the store is connected to.
    """
    if store.is_sqlite:
        event.listen(store.engine, "connect", _stop_waiting)
    learned = _learned(store.engine.dialect.name, None if store.is_sqlite else store.url)
    # The two belong together: what is compiled is kept by the dialect that it was compiled for.
    store.engine.dialect = learned.dialect
    store.engine._compiled_cache = learned._compiled_cache
    return store


@cache
def _learned(_name: str, url: str | None) -> Engine:
    engine = create_engine(url or "sqlite://", query_cache_size=_STATEMENTS)
    with engine.connect():
        pass  # from the first connection a dialect learns about its server
    engine.dispose()
    return engine


def _stop_waiting(raw: Any, _record: object) -> None:
    raw.execute("PRAGMA synchronous=OFF")
