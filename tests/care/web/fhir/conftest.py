"""One desk for all tests of a module over FHIR."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.care.officer.rig import Rig, rigged_copy


@pytest.fixture(scope="module")
def desk(care_template_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """The desk over a SQLite file of its own; every test brings a provider of its own."""
    with rigged_copy(care_template_file, tmp_path_factory.mktemp("fhir")) as ready:
        yield ready
