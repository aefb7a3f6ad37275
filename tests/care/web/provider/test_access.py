"""The provider pages in a real browser: reachable for everybody, on a phone and on a desk, without JavaScript too."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from playwright.sync_api import Browser, Page

from app.care.channels.mail_texts import Voice
from app.care.channels.outside import Outside
from app.care.channels.telling import tell_due
from app.care.channels.ways import Senders
from app.care.store import providers
from app.foundation.database import Database
from tests.care.web.provider.rig import ZONE, Rig, rigged
from tests.support.browser import assert_accessible, screenshot
from tests.support.builders import a_booked_appointment, at

pytestmark = pytest.mark.browser
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@contextmanager
def served(rig: Rig) -> Iterator[str]:
    """The rig behind a real port of this machine."""
    config = uvicorn.Config(rig.app, host="127.0.0.1", port=0, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture
def desk(care_sqlite: Database, page: Page) -> Iterator[str]:
    """The desk at an address, with a busy day behind it and the browser signed in."""
    with rigged(care_sqlite) as rig:
        practice = rig.practice()
        for hour in (10, 12, 15, 17):
            with rig.store.write() as db:
                counsellor = providers.counsellor(db, practice.counsellor_id)
                a_booked_appointment(db, counsellor, at(7, hour), now=rig.clock())
        with Outside(loopback=True) as outside:
            voice = Voice("Relief", "http://127.0.0.1", ZONE)
            desk = rig.app.state.desk
            tell_due(rig.store, rig.clock, Senders(desk.mailer, desk.texter), outside, voice)
        rig.clock.move_to(at(7, 14))
        begun = rig.sign_in(practice.contact)
        with served(rig) as address:
            cookie = rig.app.state.sign_in.door("provider").cookie
            page.context.add_cookies([{"name": cookie, "value": begun.token, "url": address}])
            yield address


@pytest.mark.parametrize(
    "path", ["/provider", "/provider/hours", "/provider/deliveries", "/provider/connection", "/mail"]
)
def test_a_page_is_accessible_on_a_phone_and_on_a_desk(desk: str, page: Page, path: str) -> None:
    for viewport in (PHONE, DESK):
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        page.goto(desk + path)
        page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways"
        screenshot(page, f"provider{path.removeprefix('/provider').replace('/', '-')}-{viewport['width']}")


def test_an_outcome_takes_one_tap_even_without_javascript(desk: str, page: Page, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(page.context.cookies())  # type: ignore[arg-type]
    plain = context.new_page()
    plain.goto(f"{desk}/provider")
    plain.get_by_role("button", name="Attended").first.click()
    assert plain.get_by_text("Recorded: attended.").is_visible()
    context.close()
