"""What a machine may lack: a test that needs it is skipped loudly, or fails where REQUIRE_* forbids skipping."""

import os
from typing import NoReturn

import pytest


def absent(what: str, reason: str) -> NoReturn:
    """Skip the running test because `what` (browser, postgres, shared) is absent; fail it when REQUIRE_<WHAT>=1."""
    variable = f"REQUIRE_{what.upper()}"
    if os.environ.get(variable) == "1":
        pytest.fail(f"{reason} ({variable}=1 forbids skipping)", pytrace=False)
    pytest.skip(reason)
