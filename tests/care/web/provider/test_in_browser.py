"""The provider pages in a real browser on a telephone: what is shown once fits, and is gone after a reload."""

import socket
import time
from collections.abc import Iterator
from threading import Thread

import pytest
import uvicorn
from playwright.sync_api import Browser, expect

from app.foundation.database import Database
from tests.care.web.provider.rig import Rig, rigged
from tests.support.browser import accessibility_faults

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
