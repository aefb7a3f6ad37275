"""The desk for tests of what officers see."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.foundation.database import Database
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
def house(care_template_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One desk for all tests of a file about signing in."""
    with housed(care_template_file, tmp_path_factory.mktemp("ways")) as ready:
        yield ready


@pytest.fixture
def desk(house: House) -> Desk:
    """That desk, with an officer of the test's own."""
    return house.desk()
