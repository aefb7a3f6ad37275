"""Patterns and teams in a real browser: accessible, by keyboard alone, whole without JavaScript."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.rota.hr import HrDesk
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


def test_the_pages_of_patterns_and_teams_are_accessible(hr: HrDesk, desk: str, page: Page) -> None:
    browser = hr.browser()
    browser.post("/patterns/edit", data={"name": "Ours", "kind": "early", "starts": "07:00", "ends": "15:00",
                                         "day": ["A", ""], "do": "keep"})  # fmt: skip
    team = browser.post(
        "/teams/new", data={"team": "Blue", "pattern": "Ours", "anchor_on": "2026-11-30", "members": "00123"}
    ).url.path
    paths = {
        "patterns": "/patterns",
        "pattern-editor": "/patterns/edit?copy=5-week+VSA",
        "teams": "/teams",
        "team": team,
    }
    for name, path in paths.items():
        for viewport in (PHONE, DESK):
            page.set_viewport_size(viewport)  # type: ignore[arg-type]
            page.goto(desk + path)
            assert_accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} scrolls sideways"
            screenshot(page, f"hr-{name}-{viewport['width']}")


def test_a_cycle_is_drawn_by_keyboard_alone_and_its_picture_follows(desk: str, page: Page) -> None:
    page.goto(f"{desk}/patterns/edit")
    page.get_by_label("Name of the pattern").focus()
    page.keyboard.type("Two on")
    for typed in ("", "07:00", "17:00"):  # the kind is early already
        page.keyboard.press("Tab")
        if typed == "":
            page.keyboard.press("Tab") if page.evaluate("document.activeElement.tagName") != "SELECT" else None
        page.keyboard.type(typed)
    page.get_by_role("button", name="Show these tours below").focus()
    page.keyboard.press("Enter")
    for day in (1, 2):
        page.get_by_label(f"Day {day}", exact=True).focus()
        page.keyboard.type("A")
    page.keyboard.press("Tab")
    expect(page.get_by_role("img")).to_have_attribute(
        "aria-label", "A cycle of 7 days: 2 days early 07:00 to 17:00, 5 rest days."
    )
    page.get_by_role("button", name="Keep the pattern").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The shift pattern Two on is kept")).to_be_visible()


def test_the_weeks_follow_the_anchor_date(desk: str, page: Page) -> None:
    page.goto(f"{desk}/teams/new")
    page.get_by_label("Shift pattern").select_option("2-2-2-4")
    page.get_by_label("A date on which day 1 of the pattern falls").fill("2026-12-01")
    page.keyboard.press("Tab")
    expect(page.get_by_role("cell", name="1 Dec early 07:00 to 17:00 day 1", exact=True)).to_be_visible()


def test_a_team_goes_from_the_library_to_the_roster_without_javascript(hr: HrDesk, desk: str, browser: Browser) -> None:
    plain = browser.new_context(java_script_enabled=False, base_url=desk)
    plain.add_cookies([{"name": "desk_r", "value": hr.browser().cookies["desk_r"], "url": desk}])
    page = plain.new_page()
    page.goto("/patterns")
    page.get_by_role("link", name="Copy DuPont").click()
    page.get_by_label("Name of the pattern").fill("Control room")
    page.get_by_role("button", name="One day fewer").click()
    page.get_by_role("button", name="One day more").click()
    page.get_by_role("button", name="Keep the pattern").click()
    page.goto("/teams/new")
    page.get_by_label("Name of the team").fill("Blue")
    page.get_by_label("Shift pattern").select_option("Control room")
    page.get_by_label("A date on which day 1 of the pattern falls").fill("2026-12-01")
    page.get_by_label("Staff numbers").fill("00123")
    page.get_by_role("button", name="Keep the team").click()
    page.get_by_label("First day to write out").fill("2026-12-01")
    page.get_by_label("Last day to write out").fill("2026-12-28")
    page.get_by_role("button", name="Write out the duties").click()
    page.get_by_role("button", name="Publish as version 1").click()
    expect(page.get_by_role("heading", name="Roster version 1")).to_be_visible()
    plain.close()
