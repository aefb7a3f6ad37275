"""Which tests are traced for coverage: those of the parts that are promised to be covered, with examples by hand.

Tracing makes a test three times as slow. A test that tries hundreds of examples would spend minutes to mark the lines
that the first few had marked, and a test of the pages marks nothing that is promised.
"""

from pathlib import Path

import pytest
from hypothesis import is_hypothesis_test

_PROMISED = ("scheduler", "care/domain", "care/store", "care/services")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark every other test as not covered."""
    tests = config.rootpath / "tests"
    for item in items:
        if not _promised(item.path.relative_to(tests)) or is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker("no_cover")


def _promised(path: Path) -> bool:
    return any(path.is_relative_to(part) for part in _PROMISED)
