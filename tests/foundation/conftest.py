"""Stores and small desks for the tests of the foundation."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.foundation.database import Database
from app.foundation.sealing import new_key, use_key
from tests.foundation.mini_desk import MiniDesk, filled, mini_desk, officer
from tests.support.quickened import quickened


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty store of each kind."""
    use_key(new_key())
    sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'mini.sqlite'}" if sqlite else request.getfixturevalue("postgres_url")
    with filled(quickened(Database(url))) as database:
        yield database


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Database]:
    """An empty SQLite store, for what does not depend on the store."""
    use_key(new_key())
    with filled(quickened(Database(f"sqlite:///{tmp_path / 'mini.sqlite'}"))) as database:
        yield database


@pytest.fixture
def mini(store: Database) -> MiniDesk:
    """A small desk on each kind of store, with the officer o1 whose contact is sam@example.com."""
    desk = mini_desk(store)
    desk.add(officer())
    return desk


@pytest.fixture
def small(sqlite: Database) -> MiniDesk:
    """The same on SQLite alone."""
    desk = mini_desk(sqlite)
    desk.add(officer())
    return desk
