"""What a machine lacks is skipped, or failed where skipping is forbidden, and is never silent."""

import pytest

from tests.support import chromium
from tests.support.gates import absent


def test_an_absent_thing_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REQUIRE_BROWSER", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no Chromium"):
        absent("browser", "no Chromium")


def test_an_absent_thing_fails_where_it_is_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUIRE_BROWSER", "1")
    with pytest.raises(pytest.fail.Exception, match="REQUIRE_BROWSER=1 forbids skipping"):
        absent("browser", "no Chromium")


def test_a_machine_without_chromium_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    for variable in ("PATH", "CHROMIUM", "PLAYWRIGHT_BROWSERS_PATH"):
        monkeypatch.setenv(variable, str(tmp_path))
    chromium.find.cache_clear()
    try:
        assert "no Chromium was found" in (chromium.why_absent() or "")
    finally:
        chromium.find.cache_clear()
