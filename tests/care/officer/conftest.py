"""The desk for tests of what officers see."""

from collections.abc import Iterator

import pytest

from app.foundation.database import Database
from tests.care.officer.rig import Rig, rigged


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
