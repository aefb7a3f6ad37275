"""Which tests are traced for coverage: those with examples by hand, of the folders that `.ci/tests` names.

Tracing makes a test three times as slow. A test that tries hundreds of examples would spend minutes to mark the lines
that the first few had marked.
"""

import pytest
from hypothesis import is_hypothesis_test


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that try many examples as not covered."""
    for item in items:
        if is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker("no_cover")
