"""The numbers to call: on every page before anything else, written by a welfare lead who sees nobody."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event, select

from app.care.domain.help_notice import DEFAULT, HelpNotice
from app.care.reads.help_board import READ_EVERY, HelpBoard
from app.care.store.notices import add_lead, find_lead
from app.care.store.tables.access import AuditEntry
from app.foundation.database import Database
from tests.care.officer.pages import read_page
from tests.care.officer.rig import Browser, Rig, rigged
from tests.support.builders import NOW, a_planned_course

PATHS = ("/sign-in", "/join", "/sign-in/code", "/about")
ROUTE = {"human_route": DEFAULT.human_route}
"""What a text area holds, the reader of pages does not hand on."""
OF_OFFICERS = ("/", "/start", "/preferences", "/preferences/record", "/history", "/nowhere")


@pytest.fixture
def rig(care_sqlite: Database) -> Iterator[Rig]:
    with rigged(care_sqlite) as ready:
        yield ready


def a_lead(rig: Rig, contact: str = "lead@force.example") -> tuple[str, Browser]:
    """A welfare lead, signed in."""
    with rig.store.write() as db:
        add_lead(db, contact, now=rig.clock())
    with rig.store.read() as db:
        lead_id = find_lead(db, contact)
    assert lead_id is not None
    begun, client = rig.sign_in(lead_id, "welfare"), rig.visitor()
    client.cookies.set(rig.app.state.sign_in.door("welfare").cookie, begun.token)
    return lead_id, Browser(client, begun.form_token)


def first_thing_in(client: TestClient, path: str) -> list[str]:
    """Where the links of a page lead, from its main part on."""
    html = client.get(path).text
    assert "<main" in html, path
    return read_page(html[html.index("<main") :]).links


def test_whom_to_call_comes_first_on_every_page_before_and_after_signing_in(rig: Rig) -> None:
    lines = [line.href for line in DEFAULT.lines]
    for path in PATHS:
        assert first_thing_in(rig.visitor(), path)[:3] == lines, path
    browser = rig.browser(rig.officer())
    for path in OF_OFFICERS:
        links = first_thing_in(browser.client, path)
        assert [link for link in links[-4:] if link.startswith(("tel:", "sms:"))] == lines, f"{path}: at the foot"
        assert path == "/nowhere" or links[:3] == lines, f"{path}: first"


def test_a_lead_looks_first_publishes_then_and_puts_back(rig: Rig) -> None:
    lead_id, lead = a_lead(rig)
    officer = rig.browser(rig.officer())
    lead.open("/welfare")
    wanted = {"when-2": "Day and night", "who-2": "Our own line", "number-2": "0800 1111 222", "how-2": "call"}
    lead.send("/welfare", **wanted, **ROUTE, then="preview")
    assert "Nothing is published yet" in lead.shown.visible
    assert "Day and night" in lead.shown.visible
    assert "tel:08001111222" not in officer.open("/").links
    lead.send("/welfare", **wanted, **ROUTE, then="publish")
    assert "Published" in lead.shown.visible
    assert "tel:08001111222" in officer.open("/").links
    assert "tel:08001111222" in read_page(rig.visitor().get("/sign-in").text).links
    lead.send("/welfare/reset")
    assert "tel:08001111222" not in officer.open("/").links
    with rig.store.read() as db:
        trail = [(line.actor, line.act) for line in db.scalars(select(AuditEntry).order_by(AuditEntry.id))]
    assert trail == [(f"welfare-lead:{lead_id}", "wrote.help-notice")] * 2


def test_what_cannot_stand_is_refused_whole_with_every_fault(rig: Rig) -> None:
    _, lead = a_lead(rig)
    lead.open("/welfare")
    lead.send("/welfare", **{"number-1": "call me", "who-2": "Trauma counselling", "human_route": ""}, then="publish")
    assert lead.status == 422
    for fault in ("A number is digits and spaces", "“trauma” can be read over", "Whom to turn to is missing"):
        assert fault in lead.shown.visible
    assert rig.desk.help_board.notice(rig.store, now=rig.clock()) == DEFAULT


def test_two_leads_do_not_write_over_each_other(rig: Rig) -> None:
    (_, one), (_, other) = a_lead(rig), a_lead(rig, "another@force.example")
    for lead in (one, other):
        lead.open("/welfare")
    one.send("/welfare", words="The office is open from nine to five.", **ROUTE, then="publish")
    other.send("/welfare", words="Closed this week.", **ROUTE, then="publish")
    assert other.status == 412
    assert "Somebody else has written here meanwhile" in other.shown.visible
    assert "Closed this week." in other.shown.visible, "what was typed is not lost"


def test_the_api_does_the_same_and_only_a_lead_may_write(rig: Rig) -> None:
    lead_id, _ = a_lead(rig)
    headers = {"authorization": f"Bearer {rig.sign_in(lead_id, 'welfare').token}"}
    program = TestClient(rig.app)
    read = program.get("/api/v1/help")
    assert [line["number"] for line in read.json()["lines"]] == ["999", "116 123", "85258"]
    body = {**read.json(), "words": "Here at any hour."}
    path = "/api/v1/welfare/notice"
    assert program.put(path, json=body, headers=headers).status_code == 428
    written = program.put(path, json=body, headers={**headers, "if-match": read.headers["etag"]})
    assert (written.status_code, written.json()["words"]) == (200, "Here at any hour.")
    stale = program.put(path, json=body, headers={**headers, "if-match": read.headers["etag"]})
    assert (stale.status_code, stale.json()["code"]) == (412, "version-changed")
    officer = rig.program(rig.officer())
    assert program.put(path, json=body, headers=officer._headers()).status_code == 404
    assert program.put(path, json=body).status_code == 401


def test_a_lead_finds_no_page_but_their_own(rig: Rig) -> None:
    _, lead = a_lead(rig)
    for path in (*OF_OFFICERS[:-1], "/provider", "/api/v1/me", "/api/v1/provider/appointments"):
        assert lead.client.get(path, headers={"accept": "text/html"}).status_code == 404, path


def test_what_a_lead_sees_does_not_depend_on_who_is_in_care(care_sqlite: Database) -> None:
    with rigged(care_sqlite) as rig:
        _, lead = a_lead(rig)
        before = lead.client.get("/welfare").text
        with rig.store.write() as db:
            a_planned_course(db)
        assert lead.client.get("/welfare").text == before


def test_pages_do_not_ask_the_store_each_time_and_other_processes_hear_of_it_in_time(rig: Rig) -> None:
    _, lead = a_lead(rig)
    elsewhere = HelpBoard()
    assert elsewhere.notice(rig.store, now=NOW) == DEFAULT
    lead.open("/welfare")
    lead.send("/welfare", words="Here at any hour.", **ROUTE, then="publish")
    asked: list[str] = []
    event.listen(rig.store.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    assert elsewhere.notice(rig.store, now=NOW + READ_EVERY - timedelta(seconds=1)) == DEFAULT
    assert asked == []
    assert elsewhere.notice(rig.store, now=NOW + READ_EVERY).words == "Here at any hour."
    assert asked, "control: a question to the store would be seen"


def test_a_store_that_does_not_answer_takes_no_number_off_a_page(tmp_path: object) -> None:
    broken = Database(f"sqlite:///{tmp_path}/nowhere/care.sqlite")
    assert HelpBoard().notice(broken, now=NOW) == DEFAULT


def test_what_the_service_comes_with_can_stand() -> None:
    assert DEFAULT.faults() == []
    assert HelpNotice.from_json(DEFAULT.as_json()) == DEFAULT
