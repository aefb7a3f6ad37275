"""Getting in and out in a real browser: by a passkey, without scripts, and quickly."""

import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.care.officer.serving import PHONE, assert_sound
from tests.care.officer.ways_rig import Desk, House, housed
from tests.support.browser import window_picture

WAYS = "/preferences/signing-in"
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@dataclass
class Served:
    """The desk behind a real server, by the name that passkeys are bound to."""

    house: House
    address: str

    def context(self, browser: Browser, desk: Desk | None, **how: object) -> BrowserContext:
        """A telephone, with the officer signed in if there is one."""
        size = {"width": PHONE[0], "height": PHONE[1]}
        context = browser.new_context(base_url=self.address, viewport=size, locale="en-GB", **how)  # type: ignore[arg-type]
        if desk is not None:
            token = self.house.rig.sign_in(desk.officer_id).token
            context.add_cookies([{"name": "relief_o", "value": token, "url": self.address}])
        return context


@pytest.fixture(scope="module")
def served(care_template_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    door = socket.create_server(("127.0.0.1", 0))
    address = f"http://localhost:{door.getsockname()[1]}"
    elsewhere = {"base_url": address, "quick_exit": f"{address.replace('localhost', '127.0.0.1')}/about"}
    with housed(care_template_file, tmp_path_factory.mktemp("served"), **elsewhere) as house:
        house.rig.counsellor()
        server = uvicorn.Server(uvicorn.Config(house.rig.app, log_level="error"))
        thread = Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield Served(house, address)
        server.should_exit = True
        thread.join(10)
    door.close()


def with_device(context: BrowserContext) -> Page:
    """A page on a device that unlocks for its holder."""
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return page


def test_a_passkey_is_added_and_lets_in_again_with_one_tap(served: Served, browser: Browser) -> None:
    desk = served.house.desk()
    with served.context(browser, desk, color_scheme="dark") as context:
        page = with_device(context)
        page.goto(WAYS)
        page.get_by_label("What to call it").fill("My telephone")
        page.get_by_role("button", name="Add a passkey").click()
        expect(page.get_by_text("Added. Next time you can sign in with it.")).to_be_visible()
        expect(page.get_by_text("My telephone", exact=True)).to_be_visible()
        assert_sound(page)
        page.get_by_role("button", name="Add a passkey").click()  # this device has one already
        expect(page.get_by_text("That did not work. Nothing was added")).to_be_visible()
        page.get_by_role("button", name="Sign out", exact=True).first.click()
        assert_sound(page)
        page.get_by_role("button", name="Sign in with a passkey").click()
        expect(page).to_have_url(f"{served.address}/")
        page.goto(WAYS)
        expect(page.get_by_text("last used")).to_be_visible()
        page.set_viewport_size({"width": PHONE[0], "height": 1640})
        window_picture(page, "officer-signing-in")


def test_without_scripts_there_is_no_passkey_button_and_codes_work(served: Served, browser: Browser) -> None:
    desk = served.house.desk()
    with served.context(browser, None, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/sign-in")
        expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
        page.get_by_label("Your email address or mobile number").fill(desk.address)
        page.get_by_role("button", name="Send me a code").click()
        page.get_by_label("Your six-digit code").fill(desk.code_for(desk.address))
        page.get_by_role("button", name="Continue").click()
        page.goto(WAYS)
        expect(page.get_by_role("button", name="Add a passkey")).to_be_hidden()
        expect(page.get_by_text("This browser cannot add one here.")).to_be_visible()
        page.get_by_role("link", name="Leave quickly").click()
        expect(page).to_have_url(served.house.rig.desk.quick_exit)
        page.go_back()  # the control of the test below: a plain link cannot do more
        expect(page).to_have_url(f"{served.address}{WAYS}")


def test_leaving_quickly_leaves_nothing_to_go_back_to(served: Served, browser: Browser) -> None:
    """By the button and by Escape three times; the way back ends at the sign-in page, for the sign-in has ended."""
    desk = served.house.desk()
    for by_keyboard in (False, True):
        with served.context(browser, desk) as context:
            page = context.new_page()
            page.goto("/about")
            page.goto("/preferences")
            if by_keyboard:
                for _ in range(3):
                    page.keyboard.press("Escape")
            else:
                page.get_by_role("link", name="Leave quickly").click()
            page.wait_for_url(served.house.rig.desk.quick_exit)
            page.go_back()
            expect(page).to_have_url(f"{served.address}/about")  # the entry between was replaced
            page.goto("/preferences")
            expect(page).to_have_url(f"{served.address}/sign-in?next=%2Fpreferences")
