"""The portal for practices without a system, in a real browser: on a telephone, on a desk, without JavaScript."""

import socket
import time as clock
from collections.abc import Iterator
from datetime import date, time, timedelta
from threading import Thread
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page

from app.care.domain.pseudonyms import Kind, outward
from app.care.domain.week_pattern import Week, WeekLine
from app.care.services.calendar_feed import CalendarWish, set_calendar, take_failure
from app.care.services.week_hours import save_week, take_leave
from app.care.store import providers
from app.foundation.database import Database
from tests.care.web.provider.rig import Practice, Rig, rigged
from tests.support.browser import accessibility_faults, screenshot
from tests.support.builders import SITE, VIDEO, a_booked_appointment, a_place, at

pytestmark = pytest.mark.browser
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
WEEK = Week(
    date(2026, 3, 2),
    None,
    (
        *(WeekLine(day, time(9), time(12, 30), (VIDEO,)) for day in range(4)),
        *(WeekLine(day, time(13, 30), time(17), (SITE, VIDEO)) for day in range(4)),
        WeekLine(4, time(8), time(14), (SITE,)),
    ),
)
SMALL = """() => [...document.querySelectorAll('main a.button, main button, main select, main .ways-in a, nav.menu a')]
  .filter((e) => e.offsetParent && !e.classList.contains('hidden-text') && e.getBoundingClientRect().height < 44)
  .map((e) => e.outerHTML.slice(0, 120))"""


def busy(rig: Rig, practice: Practice) -> str:
    """A practice with a week, leave, a calendar that fails and people booked; the code of its counsellor."""
    with rig.store.write() as db:
        a_place(db, SITE, rooms=2)
        who = providers.counsellor(db, practice.counsellor_id)
        save_week(db, who.id, WEEK, confirmed=True, now=rig.clock())
        for hour in (10, 11, 14, 16):
            a_booked_appointment(db, who, at(7, hour), now=rig.clock())
        for day in (8, 10):
            a_booked_appointment(db, who, at(day, 10), now=rig.clock())
        take_leave(db, who.id, (at(21, 0), at(26, 0)), now=rig.clock())
        set_calendar(db, who.id, CalendarWish("https://calendar.example/secret.ics", "busy"), now=rig.clock())
        for _ in range(3):
            why = "Nothing answered at the address in time."
            take_failure(db, who.id, "https://calendar.example/secret.ics", why, now=rig.clock())
    rig.another_counsellor(practice, "second@alder.example")
    rig.clock.move_to(at(8, 12))
    return outward(practice.key, Kind.COUNSELLOR, practice.counsellor_id)


@pytest.fixture
def rig(care_sqlite: Database) -> Iterator[Rig]:
    with rigged(care_sqlite) as ready:
        yield ready


@pytest.fixture
def address(rig: Rig) -> Iterator[str]:
    """Where the desk is served."""
    door = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(rig.app, log_level="error", lifespan="off"))
    thread = Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
    thread.start()
    while not server.started:
        clock.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        door.close()


def assert_sound(page: Page) -> None:
    assert not accessibility_faults(page), page.url
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
    assert not page.evaluate(SMALL), page.url


def test_every_page_is_sound_on_a_telephone_in_the_dark_and_on_a_desk_in_the_light(
    rig: Rig, address: str, browser: Browser
) -> None:
    practice = rig.practice()
    code = busy(rig, practice)
    token = rig.sign_in(practice.contact).token
    cookie = {"name": rig.app.state.sign_in.door("provider").cookie, "value": token, "url": address}
    for size, colours in ((PHONE, "dark"), (DESK, "light")):
        with browser.new_context(base_url=address, viewport=size, color_scheme=colours, locale="en-GB") as context:  # type: ignore[arg-type]
            context.add_cookies([cookie])  # type: ignore[list-item]
            page = context.new_page()
            for path in (
                "",
                "/caseload",
                "/hours",
                f"/hours/week?counsellor={code}",
                "/hours/calendar",
                "/hours/file",
                "/people",
                f"/people/{code}",
            ):
                page.goto(f"/provider{path}")
                assert_sound(page)
                name = path.split("?")[0].replace(f"/{code}", "-one").replace("/", "-")
                screenshot(page, f"portal{name}-{size['width']}")
            page.goto(f"/provider/hours/week?counsellor={code}")
            page.locator("[name=d0r0_from]").fill("")
            page.locator("[name=d0r0_until]").fill("")
            page.get_by_role("button", name="See what this changes").last.click()
            assert_sound(page)
            screenshot(page, f"portal-week-look-{size['width']}")


def opened(rig: Rig, practice: Practice, address: str, browser: Browser, **how: Any) -> Page:
    """A page of somebody who is signed in at the practice."""
    token = rig.sign_in(practice.contact).token
    context = browser.new_context(base_url=address, locale="en-GB", **how)
    context.add_cookies([{"name": rig.app.state.sign_in.door("provider").cookie, "value": token, "url": address}])
    return context.new_page()


@pytest.mark.parametrize(("size", "colours"), [(PHONE, "dark"), (DESK, "light")])
def test_weeks_a_and_b_and_a_calendars_password_are_sound(
    rig: Rig, address: str, browser: Browser, size: dict[str, int], colours: str
) -> None:
    practice = rig.practice()
    busy(rig, practice)
    page = opened(rig, practice, address, browser, viewport=size, color_scheme=colours)
    page.goto("/provider/hours/week")
    page.get_by_role("button", name="Every other week is different").click()
    assert page.get_by_role("group", name="Week B, Friday").is_visible()
    assert_sound(page)
    screenshot(page, f"portal-fortnight-{size['width']}")
    for row in ("d7r0", "d7r1"):
        page.locator(f"[name={row}_from]").fill("")
        page.locator(f"[name={row}_until]").fill("")
    page.get_by_role("button", name="See what this changes").last.click()
    assert page.get_by_text("Week B: from").first.is_visible()
    assert_sound(page)
    screenshot(page, f"portal-fortnight-look-{size['width']}")
    page.get_by_role("button", name="Save this week").click()
    assert page.get_by_role("heading", name="week B: those of Monday").is_visible()
    assert_sound(page)
    page.goto("/provider/hours/calendar")
    page.get_by_text("Does it want a password?").click()
    assert page.get_by_label("Password").is_visible()
    assert_sound(page)
    screenshot(page, f"portal-calendar-password-{size['width']}")


def test_a_week_is_set_and_saved_without_javascript(rig: Rig, address: str, browser: Browser) -> None:
    practice = rig.practice()
    token = rig.sign_in(practice.contact).token
    cookie = {"name": rig.app.state.sign_in.door("provider").cookie, "value": token, "url": address}
    with browser.new_context(base_url=address, viewport=PHONE, java_script_enabled=False) as context:  # type: ignore[arg-type]
        context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        page.goto("/provider/hours/week")
        page.locator("[name=d0r0_from]").fill("09:00")
        page.locator("[name=d0r0_until]").fill("12:00")
        page.locator("[name=d0r0_at]").select_option(VIDEO)
        page.get_by_role("button", name="Tuesday to Friday like Monday").click()
        page.get_by_role("button", name="See what this changes").last.click()
        page.get_by_role("button", name="Save this week").click()
        assert page.get_by_text("The week is saved.").is_visible()
    with rig.store.read() as db:
        found = providers.hours_of_counsellors(db, [practice.counsellor_id], at(1, 0), at(6, 0))
    assert {one.end_at - one.start_at for one in found} == {timedelta(hours=3)}
    assert len(found) == 4
