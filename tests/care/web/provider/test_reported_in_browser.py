"""What is held back, what was different, and the fees, in a real browser: sound on a telephone and on a desk."""

import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
import uvicorn
from playwright.sync_api import Browser, Page

from app.care.domain.fees import Terms
from app.care.domain.outcome import Outcome
from app.care.domain.pace import paces_of
from app.care.domain.policy import Policy
from app.care.services.fee_post import agree_terms
from app.care.services.outcome import correct_outcome
from app.care.store import providers
from app.care.store.notices import add_lead, find_lead
from app.care.store.tables.access import Passkey, SignIn, SignInCode
from app.foundation.database import Database
from app.foundation.signin.door import SignInTables
from app.foundation.signin.sign_ins import begin_sign_in
from tests.care.officer.serving import LOOKS, PHONE, assert_sound
from tests.care.web.provider.rig import Practice, Rig, rigged
from tests.care.web.test_webhooks import event, name_of, send
from tests.support.browser import screenshot
from tests.support.builders import a_booked_appointment, at

PAGES = {"/provider": "provider-week", "/provider/held-back": "provider-held-back", "/provider/fees": "provider-fees"}


@pytest.fixture
def rig(care_sqlite: Database) -> Iterator[Rig]:
    care_sqlite.session_info["policy"] = Policy(paces=paces_of(few=2, percent=10, most=40))
    with rigged(care_sqlite) as ready:
        yield ready


@pytest.fixture
def address(rig: Rig) -> Iterator[str]:
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


def march_is_over(rig: Rig) -> Practice:
    """Thirteen times were recorded in March; in April the practice's system calls off far too much."""
    practice = rig.practice()
    rig.another_counsellor(practice, "ben@alder.example")
    with rig.store.write() as db:
        agree_terms(db, practice.provider_id, at(0).date(), Terms(60_00, 70_00, 100_00), now=at(0))
        counsellor = providers.counsellor(db, practice.counsellor_id)
        for day in range(13):
            one = a_booked_appointment(db, counsellor, at(7 + day), now=at(0))
            outcome = Outcome.ATTENDED if day < 11 else Outcome.UNWELL
            correct_outcome(db, one.id, outcome, by="provider:x", now=one.end_at)
        add_lead(db, "lead@force.example", now=at(0))
        ahead = [a_booked_appointment(db, counsellor, at(45 + day), now=at(0)) for day in range(4)]
        been = [a_booked_appointment(db, counsellor, at(31, hour), now=at(0)) for hour in (8, 10)]
    rig.clock.move_to(datetime(2026, 4, 2, 14, tzinfo=UTC))
    for number, one in enumerate(ahead):
        send(rig, practice, event("session.cancelled_by_provider", appointment=name_of(practice, one)), f"msg_{number}")
    with rig.store.write() as db:
        correct_outcome(db, been[0].id, Outcome.ATTENDED, by="provider:x", now=been[0].end_at + timedelta(days=1))
    return practice


def looked_at(page: Page, path: str, name: str) -> None:
    page.goto(path)
    for summary in page.locator("main summary").all()[:3]:
        summary.click()
    assert_sound(page)
    page.evaluate("window.scrollTo(0, 0)")
    screenshot(page, f"{name}-{page.viewport_size['width'] if page.viewport_size else ''}")


@pytest.mark.browser
def test_pages_of_reports_and_of_money_are_sound(rig: Rig, address: str, browser: Browser) -> None:
    practice = march_is_over(rig)
    desk = rig.app.state.sign_in
    with rig.store.write() as db:
        lead_id = find_lead(db, "lead@force.example")
        assert lead_id is not None
        tables = SignInTables(SignIn, SignInCode, Passkey)
        lead = begin_sign_in(db, tables, desk.door("welfare"), lead_id, now=rig.clock()).token
    tokens = {"provider": rig.sign_in(practice.contact).token, "welfare": lead}
    for size, colours in LOOKS:
        how = {"viewport": {"width": size[0], "height": size[1]}, "color_scheme": colours, "reduced_motion": "reduce"}
        with browser.new_context(base_url=address, **how) as context:  # type: ignore[arg-type]
            for audience, token in tokens.items():
                context.add_cookies([{"name": desk.door(audience).cookie, "value": token, "url": address}])
            page = context.new_page()
            for path, name in PAGES.items():
                looked_at(page, path, name)
            looked_at(page, "/welfare/bills", "welfare-bills")
            if size == PHONE:
                page.goto("/provider/held-back")
                page.get_by_role("button", name="Drop it").first.click()
                assert "Dropped. Nothing was done." in page.content()
