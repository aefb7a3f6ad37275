"""A real Chromium for the tests: how it starts, what every page must keep, where its pictures go."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support import chromium
from tests.support.gates import absent

PATIENCE_MS = 10_000
SCREENSHOTS = Path(__file__).parents[2] / "docs" / "screenshots"
WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the machine's own Chromium, quietly; skip (or fail, see gates) where there is none."""
    executable = chromium.find()
    if executable is None:
        absent("browser", chromium.why_absent() or "no Chromium")
    expect.set_options(timeout=PATIENCE_MS)
    return {**browser_type_launch_args, "executable_path": executable, "args": list(chromium.FLAGS)}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """An officer's browser: British English, London time, no motion."""
    return {
        **browser_context_args,
        "locale": "en-GB",
        "timezone_id": "Europe/London",
        "reduced_motion": "reduce",
        "viewport": {"width": 1280, "height": 900},
    }


def accessibility_faults(page: Page) -> list[str]:
    """Each WCAG 2.2 A or AA violation that axe finds on the page: its rule, its weight, where it stands."""
    from axe_playwright_python.sync_playwright import Axe

    page.evaluate("window.scrollTo(0, 0)")  # half below the bar at the top, anything is too small for a thumb
    answer = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG_22_AA}})
    return [
        f"{fault['id']} ({fault['impact']}): {fault['help']}\n    at {node['target']}: {node['html'][:200]}"
        for fault in answer.response["violations"]
        for node in fault["nodes"]
    ]


def assert_accessible(page: Page) -> None:
    """Fail with every WCAG 2.2 AA violation of the page as it stands."""
    faults = accessibility_faults(page)
    assert not faults, f"{page.url} breaks WCAG 2.2 AA:\n" + "\n".join(faults)


def screenshot(page: Page, name: str) -> None:
    """Keep a picture of the page as docs/screenshots/NAME.png, only when UPDATE_SCREENSHOTS=1."""
    _picture(page, name, full_page=True)


def window_picture(page: Page, name: str) -> None:
    """The same of what the window shows, with what is fixed to its edges in place."""
    _picture(page, name, full_page=False)


def _picture(page: Page, name: str, *, full_page: bool) -> None:
    if os.environ.get("UPDATE_SCREENSHOTS") != "1":
        return
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=full_page, animations="disabled")
