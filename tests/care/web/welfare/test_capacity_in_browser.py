"""The pages about capacity in a real browser: sound by day and night, on a telephone and a desk, and by keyboard."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from app.care.store.notices import add_lead, find_lead
from app.foundation.database import Database
from tests.care.officer.rig import rigged
from tests.care.officer.serving import DESK, PHONE, Served, assert_sound, serving
from tests.care.web.welfare.capacity_stage import a_try, drawn, foretold, tried
from tests.support.browser import screenshot
from tests.support.builders import SITE, a_place

pytestmark = pytest.mark.browser
LOOKS = ((PHONE, "dark", "390"), (DESK, "light", "1280"))


@pytest.fixture
def served(care_sqlite: Database) -> Iterator[Served]:
    with rigged(care_sqlite) as rig:
        with rig.store.write() as db:
            a_place(db)
            a_place(db, SITE, rooms=2)
            add_lead(db, "lead@force.example", now=rig.clock())
        drawn(rig)
        foretold(rig)
        with serving(rig) as ready:
            yield ready


def lead_at(served: Served, browser: Browser, size: tuple[int, int], scheme: str) -> BrowserContext:
    context = served.stranger(browser, size, color_scheme=scheme)
    with served.rig.store.read() as db:
        lead_id = find_lead(db, "lead@force.example")
    assert lead_id is not None
    token = served.rig.sign_in(lead_id, "welfare").token
    cookie = served.rig.app.state.sign_in.door("welfare").cookie
    context.add_cookies([{"name": cookie, "value": token, "url": served.address}])
    return context


def test_the_map_is_sound_and_its_figures_open_by_keyboard(served: Served, browser: Browser) -> None:
    for size, scheme, name in LOOKS:
        with lead_at(served, browser, size, scheme) as context:
            page = context.new_page()
            page.goto("/welfare/capacity")
            expect(page.get_by_text("25 more officers")).to_be_visible()
            screenshot(page, f"welfare-capacity-{name}")
            figures = page.locator("summary").first
            figures.focus()
            page.keyboard.press("Enter")
            expect(page.get_by_role("cell", name="about 25 officers").first).to_be_visible()
            assert_sound(page)


def test_a_change_is_tried_by_hand_refused_mended_waited_for_and_seen(served: Served, browser: Browser) -> None:
    for size, scheme, name in LOOKS:
        with lead_at(served, browser, size, scheme) as context:
            page = context.new_page()
            page.goto("/welfare/capacity/what-if")
            assert_sound(page)
            page.get_by_role("button", name="Work it out").click()
            expect(page.get_by_text("Choose at least one day").first).to_be_visible()
            assert_sound(page)
            page.get_by_label("Sunday").check()
            page.get_by_label("Where").select_option(label="Video")
            page.get_by_label("From").select_option("8")
            page.get_by_label("Until").select_option("12")
            screenshot(page, f"welfare-what-if-{name}")
            page.get_by_role("button", name="Work it out").click()
            expect(page.get_by_role("heading", name="One more counsellor at Video")).to_be_visible()
            if size == PHONE:
                expect(page.get_by_text("Being worked out").first).to_be_visible()
                assert_sound(page)
                tried(served.rig, a_try())
            page.reload()
            expect(page.get_by_text("About 25 more officers")).to_be_visible()
            assert_sound(page)
            screenshot(page, f"welfare-what-if-answer-{name}")
