"""The provider pages in a real browser on a telephone: what is shown once fits, and is gone after a reload."""

import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from threading import Thread

import pytest
import uvicorn
from playwright.sync_api import Browser, expect

from app.care.channels.mail_texts import Voice
from app.care.channels.outside import Outside
from app.care.channels.sample import send_sample
from app.care.channels.signatures import new_secret
from app.care.channels.telling import tell_due
from app.care.channels.ways import Senders
from app.care.domain.signing_keys import new_key_pair
from app.care.store import providers, signing_secrets
from app.care.store.tables.providers import Provider
from app.foundation.database import Database
from tests.care.channels.receiver import receiving
from tests.care.web.provider.rig import ZONE, Rig, rigged
from tests.support.browser import accessibility_faults, assert_accessible, screenshot
from tests.support.builders import a_booked_appointment, at

PHONE = {"width": 390, "height": 844}


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
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        door.close()


def test_a_new_secret_fits_a_telephone_and_a_reload_makes_no_other(rig: Rig, address: str, browser: Browser) -> None:
    token = rig.sign_in(rig.practice().contact).token
    cookie = {"name": rig.app.state.sign_in.door("provider").cookie, "value": token, "url": address}
    with browser.new_context(base_url=address, viewport=PHONE) as context:  # type: ignore[arg-type]
        context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        page.goto("/provider/connection")
        page.get_by_role("button", name="Make a new secret for what we send").click()
        expect(page.get_by_text("shown this once")).to_be_visible()
        assert "whsec_" not in page.url
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        secret = page.locator("code", has_text="whsec_").bounding_box()
        assert secret
        assert secret["x"] + secret["width"] <= PHONE["width"]
        assert not accessibility_faults(page)
        since = page.get_by_text("In force since").first.inner_text()
        page.reload()
        expect(page.get_by_text("whsec_")).to_have_count(0)
        assert page.get_by_text("In force since").first.inner_text() == since


def test_what_was_sent_and_the_keys_are_read_on_a_telephone_and_on_a_desk(
    rig: Rig, address: str, browser: Browser
) -> None:
    """A system that first refused, then was away: both pages in that state, with everything opened."""
    practice = rig.practice()
    with receiving() as receiver:
        receiver.will_answer_always(503)
        with rig.store.write() as db:
            db.get_one(Provider, practice.provider_id).webhook_url = receiver.url
            for key in (new_secret(), new_key_pair(), new_secret()):
                signing_secrets.rotate(db, practice.provider_id, "out", key, overlap=timedelta(days=9), now=rig.clock())
            a_booked_appointment(db, providers.counsellor(db, practice.counsellor_id), at(7), now=rig.clock())
        with Outside(loopback=True) as outside:
            desk = rig.app.state.desk
            send_sample(rig.store, rig.clock, outside, practice.provider_id)
            for _ in range(2):
                senders = Senders(desk.mailer, desk.texter)
                tell_due(rig.store, rig.clock, senders, outside, Voice("Relief", address, ZONE))
                rig.clock.advance(timedelta(seconds=6))
    cookie = {"name": rig.app.state.sign_in.door("provider").cookie, "url": address}
    token = rig.sign_in(practice.contact).token
    for width, scheme in ((390, "light"), (390, "dark"), (1280, "light")):
        size = {"width": width, "height": 844}
        with browser.new_context(base_url=address, viewport=size, color_scheme=scheme) as context:  # type: ignore[arg-type]
            context.add_cookies([cookie | {"value": token}])  # type: ignore[list-item]
            page = context.new_page()
            for name in ("connection", "deliveries"):
                page.goto(f"/provider/{name}")
                page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
                assert_accessible(page)
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
                screenshot(page, f"provider-{name}-{width}" + ("-dark" if scheme == "dark" else ""))
