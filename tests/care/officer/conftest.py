"""The desk for tests of what officers see."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.foundation.database import Database
from tests.care.officer.rig import Rig, rigged, rigged_copy
from tests.care.officer.serving import Served, serving
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
    with rigged_copy(care_template_file, tmp_path_factory.mktemp("desk")) as ready:
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


@pytest.fixture
def served(rig: Rig) -> Iterator[Served]:
    """The desk behind a real server, with somebody more to see."""
    rig.counsellor()
    with serving(rig) as ready:
        yield ready
