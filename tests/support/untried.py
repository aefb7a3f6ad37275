"""Marks tests by what they need; says at the end of a run what this machine could not try."""

import pytest

from tests.support import chromium, postgres, shared_data

MARK_OF_FIXTURE = {"page": "browser", "browser": "browser", "postgres_server": "postgres", "shared_data": "shared"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark a test by the fixtures it asks for, so that the phases of `make test` never miss one."""
    for item in items:
        for fixture in set(getattr(item, "fixturenames", ())) & set(MARK_OF_FIXTURE):
            item.add_marker(MARK_OF_FIXTURE[fixture])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say where it is read what was not tried on this machine."""
    for why_absent in (chromium.why_absent, postgres.why_absent, shared_data.why_absent):
        if sentence := why_absent():
            terminalreporter.write_line(f"NOT TRIED HERE: {sentence}", yellow=True, bold=True)
