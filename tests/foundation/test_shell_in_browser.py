"""The shell and the way in, in a real browser: by thumb, by keyboard, by night, without JavaScript."""

import socket
import time
from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.foundation.database import Database
from tests.foundation.mini_desk import MiniDesk, mini_desk, officer
from tests.support.browser import accessibility_faults

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
SMALL_TARGETS = """() => [...document.querySelectorAll(`main a.button, main button, nav a, header a:not(.skip), select,
    header button, main input:not([type=hidden]):not([type=radio]):not([type=checkbox]), main label.choice`)]
  .filter((e) => e.offsetParent && e.getBoundingClientRect().height < 44).map((e) => e.outerHTML.slice(0, 90))"""


@pytest.fixture
def served(sqlite: Database) -> Iterator[tuple[MiniDesk, str]]:
    """A small desk behind a real server, and its address."""
    desk = mini_desk(sqlite)
    desk.add(officer())
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(desk.app, log_level="error"))
    thread = Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield desk, f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


def opened(browser: Browser, **options: Any) -> Page:
    context: BrowserContext = browser.new_context(locale="en-GB", **options)
    return context.new_page()


def sign_in(page: Page, desk: MiniDesk, address: str) -> None:
    page.goto(f"{address}/look")
    expect(page).to_have_url(f"{address}/sign-in?next=%2Flook")
    page.get_by_label("Your email address").fill("sam@example.com")
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Your six-digit code").fill(desk.postbox.code_for("sam@example.com"))
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_url(f"{address}/look")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_an_officer_gets_in_takes_a_chair_and_signs_out(
    browser: Browser, served: tuple[MiniDesk, str], scripts: bool
) -> None:
    desk, address = served
    page = opened(browser, viewport=PHONE, java_script_enabled=scripts)
    sign_in(page, desk, address)
    page.goto(f"{address}/")
    page.get_by_role("button", name="Take a chair").click()
    expect(page.get_by_role("status")).to_have_text("The chair is yours.")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.goto(f"{address}/look")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "dark"), (DESK, "light")], ids=["phone by night", "desk by day"])
def test_every_page_of_the_shell_is_accessible_and_fits(
    browser: Browser, served: tuple[MiniDesk, str], size: Any, scheme: Any
) -> None:
    desk, address = served
    page = opened(browser, viewport=size, color_scheme=scheme, reduced_motion="reduce")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if "status of 4" not in message.text else None)
    for path in ("/sign-in", "/sign-in/code", "/join", "/nothing"):
        page.goto(address + path)
        _good(page)
    sign_in(page, desk, address)
    page.goto(f"{address}/look?faulty=1")
    _good(page)
    assert said == []


def _good(page: Page) -> None:
    assert accessibility_faults(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0, page.url
    assert page.evaluate(SMALL_TARGETS) == [], page.url


def test_a_form_that_came_back_takes_the_reader_to_its_faults(browser: Browser, served: tuple[MiniDesk, str]) -> None:
    desk, address = served
    page = opened(browser, viewport=PHONE)
    sign_in(page, desk, address)
    page.goto(f"{address}/look?faulty=1")
    expect(page.locator("#faults")).to_be_focused()
    page.get_by_role("link", name="Enter the whole address").click()
    expect(page.get_by_label("Your email address")).to_be_focused()


def test_three_escapes_leave_for_somewhere_innocent(browser: Browser, served: tuple[MiniDesk, str]) -> None:
    _, address = served
    page = opened(browser)
    page.route(
        "https://www.bbc.co.uk/**", lambda route: route.fulfill(body="<h1>Weather</h1>", content_type="text/html")
    )
    page.goto(f"{address}/join")
    for _ in range(3):
        page.keyboard.press("Escape")
    expect(page.get_by_role("heading")).to_have_text("Weather")
    page.go_back()
    assert "/join" not in page.url


def test_the_first_tab_skips_to_the_page(browser: Browser, served: tuple[MiniDesk, str]) -> None:
    _, address = served
    page = opened(browser)
    page.goto(f"{address}/join")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Staff number")).to_be_focused()


def test_a_second_tap_does_not_send_a_form_again(browser: Browser, served: tuple[MiniDesk, str]) -> None:
    desk, address = served
    page = opened(browser, viewport=PHONE)
    sign_in(page, desk, address)
    page.goto(f"{address}/")
    page.get_by_role("button", name="Take a chair").dblclick()
    expect(page.get_by_role("status")).to_have_text("The chair is yours.")
    from tests.foundation.mini_desk import Chair

    assert desk.count(Chair) == 1
