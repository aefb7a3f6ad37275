"""The officer's desk behind a real server, for browsers."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread

import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page

from tests.care.officer.rig import Rig
from tests.support.browser import accessibility_faults

PHONE, DESK = (390, 844), (1280, 900)
SMALL_TARGETS = """() => [...document.querySelectorAll(
    'main a.button, main button, nav a, .help-now a, .tools a, summary, select, main label.choice')]
  .filter((e) => e.offsetParent && e.getBoundingClientRect().height < 44).map((e) => e.outerHTML.slice(0, 90))"""


@dataclass
class Served:
    """The desk behind a real server."""

    rig: Rig
    address: str

    def stranger(self, browser: Browser, size: tuple[int, int] = PHONE, **how: object) -> BrowserContext:
        """A browser in which nobody is signed in."""
        return browser.new_context(
            base_url=self.address,
            viewport={"width": size[0], "height": size[1]},
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
            **how,  # type: ignore[arg-type]
        )

    def context(
        self, browser: Browser, officer_id: str, size: tuple[int, int] = PHONE, **how: object
    ) -> BrowserContext:
        """A browser in which the officer is signed in."""
        door = self.rig.app.state.sign_in.door("officer")
        context = self.stranger(browser, size, **how)
        token = self.rig.sign_in(officer_id).token
        context.add_cookies([{"name": door.cookie, "value": token, "url": self.address}])
        return context


@contextmanager
def serving(rig: Rig) -> Iterator[Served]:
    """The desk over `rig`, at an address of this machine."""
    door = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(rig.app, log_level="error"))
    thread = Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield Served(rig, f"http://127.0.0.1:{door.getsockname()[1]}")
    finally:
        server.should_exit = True
        thread.join(10)
        door.close()


def assert_sound(page: Page) -> None:
    """No WCAG 2.2 AA violation, nothing that sticks out sideways, nothing too small for a thumb."""
    assert not accessibility_faults(page), page.url
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
    assert not page.evaluate(SMALL_TARGETS), page.url
