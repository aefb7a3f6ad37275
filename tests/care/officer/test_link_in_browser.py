"""From a mail to a kept replacement without signing in, on a telephone; and what else moves, before it moves."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select, update

from app.care.domain.appointment import AppointmentStatus as S
from app.care.services.quick_links import make_link
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.messages import SentMail
from tests.care.officer.rig import Rig, booked
from tests.care.officer.serving import PHONE, Served, assert_sound, serving
from tests.support.browser import screenshot
from tests.support.builders import VIDEO


@pytest.fixture
def served(rig: Rig) -> Iterator[Served]:
    rig.counsellor(places=(VIDEO, "riverside"))
    with serving(rig) as ready:
        yield ready


def mailed_link(served: Served, officer_id: str) -> str:
    """The link as it stands in a mail that was sent."""
    rig = served.rig
    with rig.store.write() as db:
        path = make_link(db, rig.standing(officer_id), now=rig.clock())
    rig.desk.mailer.send(
        "robin@home.example", "A change to your diary", f"Hello\n\n{served.address}{path}\n", now=rig.clock()
    )
    with rig.store.read() as db:
        (mail,) = db.scalars(select(SentMail))
        found = re.search(r"http\S+/d/\S+", mail.body)
    assert found
    return found[0]


def test_one_tap_in_a_mail_calls_off_and_the_replacement_is_kept_without_signing_in(
    served: Served, browser: Browser
) -> None:
    rig = served.rig
    officer_id, _ = booked(rig)
    old = rig.standing(officer_id)
    with rig.store.write() as db:
        db.execute(update(Appointment).where(Appointment.id == old.id).values(place_id="riverside", room=1))
    link = mailed_link(served, officer_id)
    with served.stranger(browser, PHONE, color_scheme="dark") as context:
        page = context.new_page()
        page.goto(link)
        assert_sound(page)
        screenshot(page, "officer-link")
        page.get_by_role("button", name="I can’t make it").click()
        expect(page.get_by_role("heading", name="Would a call do instead?")).to_be_visible()
        expect(page.get_by_role("timer")).to_contain_text("left, until")
        assert_sound(page)
        screenshot(page, "officer-link-call")
        page.get_by_role("button", name="Not that day").click()
        expect(page.get_by_role("heading", name="Here is a new time")).to_be_visible()
        assert_sound(page)
        page.get_by_role("button", name="Keep it").click()
        expect(page.get_by_role("heading", name="It is booked")).to_be_visible()
        assert_sound(page)
        page.goto(link)
        expect(page.get_by_role("heading", name="This link has done its work")).to_be_visible()
        assert_sound(page)
    kept = rig.standing(officer_id)
    assert (kept.status, kept.replaces_id) == (S.BOOKED, old.id)
    assert kept.start_at.date() != old.start_at.date()


def test_with_scripts_the_times_change_at_a_tap_and_a_move_shows_what_else_would_shift(
    served: Served, browser: Browser
) -> None:
    officer_id, _ = booked(served.rig)
    with served.context(browser, officer_id) as context:
        page = context.new_page()
        page.goto("/choose?n=2")
        page.get_by_text("Narrow it down").click()
        assert_sound(page)
        whole = len(page.content())
        with page.expect_response("**/choose?**") as answered:
            page.get_by_text("Mornings", exact=True).click()
        assert len(answered.value.text()) < 0.8 * whole, "the times alone come, not the page around them"
        expect(page.locator(".left-out")).to_contain_text("times in the next four weeks are as you asked")
        expect(page).to_have_url(re.compile("part=morning"))
        expect(page.locator("details.narrow-down")).to_have_attribute("open", "")
        expect(page.get_by_text("1 chosen")).to_be_visible()
        assert_sound(page)
        screenshot(page, "officer-narrowed")
        assert page.evaluate("localStorage.length") == 0, "no page stays in a browser that others may use"
        page.go_back()
        expect(page.get_by_text("1 chosen")).to_have_count(0)
        page.go_forward()
        expect(page.get_by_text("1 chosen")).to_be_visible()
        assert_the_times_come_first(page)
        page.get_by_role("button", name="Move it here").first.click()
        expect(page.get_by_role("heading", name="Move it here?")).to_be_visible()
        expect(
            page.get_by_role("heading", name=re.compile("(Nothing else shifts|What else would shift)"))
        ).to_be_visible()
        assert_sound(page)
        page.get_by_role("button", name="Move it").click()
        expect(page.get_by_text("Done. It has been moved")).to_be_visible()


def test_without_scripts_what_narrows_is_closed_again_and_a_browser_that_keeps_pages_would_be_noticed(
    served: Served, browser: Browser
) -> None:
    officer_id, _ = booked(served.rig)
    with served.context(browser, officer_id, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/choose?n=2")
        page.get_by_text("Narrow it down").click()
        page.get_by_text("Mornings", exact=True).click()
        page.get_by_role("button", name="Show these times").click()
        expect(page.get_by_text("1 chosen")).to_be_visible()
        assert_the_times_come_first(page)
    with served.context(browser, officer_id) as context:
        page = context.new_page()
        page.goto("/choose?n=2")
        page.evaluate("htmx.config.historyCacheSize = 10")
        page.get_by_text("Narrow it down").click()
        page.get_by_text("Mornings", exact=True).click()
        expect(page.get_by_text("1 chosen")).to_be_visible()
        assert "Robin Hale" in page.evaluate("JSON.stringify(localStorage)"), (
            "the control: as it comes, htmx keeps pages"
        )


def assert_the_times_come_first(page: Page) -> None:
    """What narrows them down is closed, and the first of them is seen without scrolling."""
    box, window = page.locator(".offer .big-clock").first.bounding_box(), page.viewport_size
    top = page.locator("details.narrow-down").bounding_box()
    assert box
    assert top
    assert window
    assert top["height"] < 80
    assert box["y"] - top["y"] < window["height"] - 100
