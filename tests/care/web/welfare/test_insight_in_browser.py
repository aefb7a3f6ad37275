"""The figures in a real browser: on a telephone and on a desk, by day and by night, for everybody."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from app.care.store.notices import add_lead, find_lead
from tests.care.officer.rig import Rig, rigged_copy
from tests.care.officer.serving import DESK, PHONE, SMALL_TARGETS, serving
from tests.care.web.welfare.test_insight import publish_made_up
from tests.support.browser import accessibility_faults, screenshot

pytestmark = pytest.mark.browser
LOOKS = [(PHONE, "light"), (DESK, "light"), (PHONE, "dark")]
EXAMPLE = "/welfare/insight/example"


def a_lead_token(rig: Rig) -> str:
    """Somebody who may look."""
    with rig.store.write() as db:
        add_lead(db, "lead@force.example", now=rig.clock())
        lead_id = find_lead(db, "lead@force.example")
    assert lead_id is not None
    return rig.sign_in(lead_id, "welfare").token


def looked_over(page: Page) -> None:
    """Nothing on it keeps anybody out, and nothing sticks out of it."""
    assert accessibility_faults(page) == []
    assert page.evaluate(SMALL_TARGETS) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways"


def test_a_lead_reads_the_figures_on_any_screen(care_template_file: Path, tmp_path: Path, browser: Browser) -> None:
    with rigged_copy(care_template_file, tmp_path) as rig, serving(rig) as desk:
        token, cookie = a_lead_token(rig), rig.app.state.sign_in.door("welfare").cookie
        for size, colours in LOOKS:
            context = desk.stranger(browser, size, color_scheme=colours)
            context.add_cookies([{"name": cookie, "value": token, "url": desk.address}])
            page = context.new_page()
            page.goto("/welfare/insight")
            if not page.get_by_text("No figures yet").is_visible():
                page.goto("/welfare/insight?quarter=2025-Q3")
            looked_over(page)
            page.goto(EXAMPLE)
            assert page.get_by_text("This is a force that does not exist").is_visible()
            assert page.get_by_role("img").count() >= 5
            looked_over(page)
            screenshot(page, f"welfare-insight-{size[0]}{'-dark' if colours == 'dark' else ''}")
            page.get_by_role("link", name="April to June 2024").click()
            assert page.get_by_role("heading", name="April to June 2024").is_visible()
            context.close()
            if colours == "light" and size == PHONE:
                publish_made_up(rig.store, rig)


def test_the_figures_beside_a_picture_open_with_the_keyboard_alone(
    care_template_file: Path, tmp_path: Path, browser: Browser
) -> None:
    with rigged_copy(care_template_file, tmp_path) as rig, serving(rig) as desk:
        token, cookie = a_lead_token(rig), rig.app.state.sign_in.door("welfare").cookie
        context = desk.stranger(browser, DESK, java_script_enabled=False)
        context.add_cookies([{"name": cookie, "value": token, "url": desk.address}])
        page = context.new_page()
        page.goto(EXAMPLE)
        summary = page.locator("summary").first
        summary.focus()
        page.keyboard.press("Enter")
        assert page.locator("details[open] th", has_text="2025-Q4").first.is_visible()
        context.close()
