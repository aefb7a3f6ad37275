"""The real rosters and the referee, kept beside the project as ../shared and never copied into it."""

from pathlib import Path

import pytest

from tests.support.gates import absent

PLACE = Path(__file__).parents[3] / "shared"


def why_absent() -> str | None:
    """Why tests over the real data cannot run here, in a sentence; None when they can."""
    return None if PLACE.is_dir() else "tests over the real rosters and the referee, because ../shared is not here"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The directory ../shared; the test is skipped where it is not."""
    if reason := why_absent():
        absent("shared", reason)
    return PLACE
