"""The page about messages in a real browser: sound on a telephone, and notices that really show."""

import base64
import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from app.care.channels.push import new_push_key
from app.care.store import push_subscriptions
from app.care.store.tables.officers import Officer
from app.foundation.database import Database
from tests.care.officer.rig import Rig, rigged
from tests.care.officer.serving import DESK, PHONE, Served, assert_sound, serving
from tests.support.browser import screenshot

pytestmark = pytest.mark.browser
PAGE = "/preferences/messages"
# What a browser would be given by its maker's push service, which tests cannot reach; the rest of it is real.
A_SUBSCRIPTION = """
  PushManager.prototype.subscribe = async () => ({ toJSON: () => ({
    endpoint: "https://push.example/send/1",
    keys: { p256dh: "%s", auth: "%s" } }) });
  Notification.requestPermission = async () => "granted";
"""
NOTICE = '{"title":"Your diary","body":"Booked: Thu 3 Dec, 14:00, by video.","path":"/history"}'


@pytest.fixture
def served(care_sqlite: Database) -> Iterator[Served]:
    with rigged(care_sqlite, push_key=new_push_key()) as rig, serving(rig) as ready:
        yield ready


def an_officer(rig: Rig) -> str:
    officer_id = rig.officer()
    with rig.store.write() as db:
        officer = db.get_one(Officer, officer_id)
        officer.contact, officer.phone = "kim@home.example", "+447700900123"
    return officer_id


def test_the_page_is_sound_by_day_and_by_night_with_faults_and_without_scripts(
    served: Served, browser: Browser
) -> None:
    officer_id = an_officer(served.rig)
    for size, scheme, name in ((PHONE, "dark", "officer-messages-390"), (DESK, "light", "officer-messages-1280")):
        with served.context(browser, officer_id, size, color_scheme=scheme) as context:
            page = context.new_page()
            page.goto(PAGE)
            assert_sound(page)
            screenshot(page, name)
            page.get_by_label("From").fill("07:00")
            page.get_by_role("button", name="Keep this").click()
            expect(page.get_by_role("alert")).to_contain_text("Quiet hours must end at another time")
            assert_sound(page)
    with served.context(browser, officer_id, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(PAGE)
        expect(page.get_by_role("button", name="Show notices here")).to_be_hidden()
        expect(page.get_by_text("scripts are switched off")).to_be_visible()
        page.get_by_text("By text", exact=True).first.click()
        page.get_by_role("button", name="Keep this").click()
        expect(page.get_by_text("Kept. This is how you hear from us")).to_be_visible()


def test_notices_are_switched_on_in_a_browser_shown_there_and_switched_off(served: Served, browser: Browser) -> None:
    officer_id = an_officer(served.rig)
    with served.context(browser, officer_id) as context:
        context.grant_permissions(["notifications"])
        context.add_init_script(
            A_SUBSCRIPTION % (point(), base64.urlsafe_b64encode(os.urandom(16)).decode().strip("="))
        )
        page = context.new_page()
        page.goto(PAGE)
        page.get_by_role("button", name="Show notices here").click()
        expect(page.get_by_text("This browser can show notices now.")).to_be_visible()
        assert_sound(page)
        with served.rig.store.read() as db:
            (row,) = push_subscriptions.of_officer(db, officer_id)
        assert row.endpoint == "https://push.example/send/1"
        assert shown_by_the_worker(context, page, served.address) == [
            ["Your diary", "Booked: Thu 3 Dec, 14:00, by video."]
        ]
        page.get_by_role("button", name="Take off").click()
        expect(page.get_by_text("No notice comes to that browser any more.")).to_be_visible()


def point() -> str:
    from tests.care.channels.test_push import Receiver

    return Receiver.fresh().at("https://push.example/").public_key


def shown_by_the_worker(context: BrowserContext, page: Any, origin: str) -> list[list[str]]:
    """Hand the real worker a notice as a push service does, and look at what it shows."""
    tools = context.new_cdp_session(page)
    found: list[dict[str, Any]] = []
    tools.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    tools.send("ServiceWorker.enable")
    page.wait_for_function("navigator.serviceWorker.getRegistration('/static/').then((r) => r && r.active)")
    registration = next(one["registrationId"] for one in found)
    deliver = {"origin": origin, "registrationId": registration, "data": NOTICE}
    tools.send("ServiceWorker.deliverPushMessage", deliver)
    ask = """navigator.serviceWorker.getRegistration('/static/').then((r) => r.getNotifications())
      .then((all) => all.map((one) => [one.title, one.body]))"""
    for _ in range(50):
        if said := page.evaluate(ask):
            return list(said)
        page.wait_for_timeout(100)
    return []
