"""The report in a real browser: by day, by night and on a phone, for whoever cannot see its pictures too."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from app.simulate.report.written import write_report
from tests.simulate.report.made import figures_in
from tests.support.browser import assert_accessible

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A written report of a small simulation."""
    root = tmp_path_factory.mktemp("runs")
    return write_report(root, figures_in(root))[0]


@pytest.mark.browser
@pytest.mark.parametrize("window", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("light", ["light", "dark"])
def test_anybody_can_read_the_report(browser: Browser, report: Path, window: dict[str, int], light: str) -> None:
    context = browser.new_context(viewport=window, color_scheme=light, java_script_enabled=True)  # type: ignore[arg-type]
    page = context.new_page()
    kinds: set[str] = set()
    page.on("request", lambda one: kinds.add(one.url.split(":")[0]))
    page.goto(report.as_uri())
    assert page.locator("figure img").count() == 5
    shown = "() => [...document.images].every((one) => one.complete && one.naturalWidth > 0)"
    assert page.evaluate(shown)
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    assert_accessible(page)
    assert kinds <= {"file", "data"}
    assert "file" in kinds
    context.close()


@pytest.mark.browser
def test_the_report_can_be_read_without_any_script(browser: Browser, report: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(report.as_uri())
    assert page.get_by_role("heading", level=1).inner_text() == "What a policy does to people"
    assert page.get_by_role("table").count() > 5
    context.close()
