"""Connections in a real browser: accessible on a phone and on a desk, a token made and ended by keyboard alone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.rota.hr import HrDesk
from tests.rota.web.machines import program
from tests.rota.web.test_browser import DESK, PHONE, served
from tests.support.browser import assert_accessible, screenshot

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(hr: HrDesk, page: Page) -> Iterator[str]:
    """The desk at an address, with the browser signed in."""
    with served(hr.app) as address:
        token = hr.browser().cookies["desk_r"]
        page.context.add_cookies([{"name": "desk_r", "value": token, "url": address}])
        yield address


def test_connections_are_accessible(hr: HrDesk, desk: str, page: Page) -> None:
    program(hr, "duty-system")
    for viewport in (PHONE, DESK):
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        page.goto(f"{desk}/connections")
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        screenshot(page, f"hr-connections-{viewport['width']}")
        page.get_by_label("Name of the program").fill(f"payroll-{viewport['width']}")
        page.get_by_role("button", name="Make the token").click()
        expect(page.get_by_label("Token", exact=True)).to_have_value(re.compile(r"relief_.{43}"))
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_token_is_made_and_ended_by_keyboard_alone(desk: str, page: Page) -> None:
    page.goto(f"{desk}/connections")
    page.get_by_label("Name of the program").focus()
    page.keyboard.type("payroll")
    page.keyboard.press("Tab")  # upload is ticked already
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # publish
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The token payroll was made")).to_be_visible()
    expect(page.get_by_role("cell", name="publish, upload")).to_be_visible()
    page.get_by_role("button", name="End payroll").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The token payroll has ended")).to_be_visible()
