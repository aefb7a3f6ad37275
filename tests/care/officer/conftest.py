"""The desk for tests of what officers see."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.foundation.database import Database
from app.foundation.jobs import ListJobs
from app.foundation.sealing import new_key, use_key
from tests.care.officer.rig import Rig, rigged
from tests.care.officer.ways_rig import Desk, House, housed


@pytest.fixture
def rig(care_sqlite: Database) -> Iterator[Rig]:
    """The desk on SQLite."""
    with rigged(care_sqlite) as ready:
        yield ready


@pytest.fixture
def either(care_db: Database) -> Iterator[Rig]:
    """The desk on each store in turn, for what the store decides."""
    with rigged(care_db) as ready:
        yield ready


@pytest.fixture(scope="module")
def desk_for_all(care_template_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """One desk on SQLite for all tests of a module, each of which brings an officer of its own."""
    path = tmp_path_factory.mktemp("desk") / "care.sqlite"
    shutil.copy(care_template_file, path)
    use_key(new_key())
    store = Database(f"sqlite:///{path}", jobs=ListJobs())
    with rigged(store) as ready:
        yield ready
    store.close()


@pytest.fixture(scope="module")
def house(care_template_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One desk for all tests of a file about signing in."""
    with housed(care_template_file, tmp_path_factory.mktemp("ways")) as ready:
        yield ready


@pytest.fixture
def desk(house: House) -> Desk:
    """That desk, with an officer of the test's own."""
    return house.desk()
