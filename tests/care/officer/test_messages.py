"""How officers set the way they are told: on the page and over the API, the same services, the same refusals."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from app.care.channels.push import PushKey, new_push_key
from app.care.domain.discretion import leaks
from app.care.domain.telling import Telling, Times, Way, Words
from app.care.jobs.handlers import SCHEDULES, all_handlers
from app.care.store import officers, push_subscriptions
from app.care.store.tables.access import AuditEntry
from app.care.store.tables.officers import Officer
from app.foundation.database import Database
from tests.care.channels.receiver import receiving
from tests.care.channels.test_push import Receiver
from tests.care.officer.rig import Browser, Program, Rig, booked, rigged
from tests.care.officer.test_api import assert_problem

ENDPOINT = "https://push.example/send/1"
PAGE = "/preferences/messages"


@pytest.fixture
def push_rig(care_sqlite: Database) -> Iterator[Rig]:
    """A desk that can send notices."""
    with rigged(care_sqlite, push_key=new_push_key()) as ready:
        yield ready


def an_officer(rig: Rig, phone: str | None = "+447700900123") -> str:
    officer_id = rig.officer()
    with rig.store.write() as db:
        officer = db.get_one(Officer, officer_id)
        officer.contact, officer.phone = "kim@home.example", phone
    return officer_id


def on_page(rig: Rig, officer_id: str) -> Browser:
    browser = rig.browser(officer_id)
    browser.open(PAGE)
    assert browser.status == 200
    return browser


def wishes_of(rig: Rig, officer_id: str) -> Telling:
    with rig.store.read() as db:
        return Telling.from_json(officers.one(db, officer_id).telling)


def browser_keys() -> dict[str, str]:
    browser = Receiver.fresh().at(ENDPOINT)
    return {"endpoint": ENDPOINT, "public_key": browser.public_key, "auth_secret": browser.auth_secret}


def test_wishes_are_kept_and_shown_again(rig: Rig) -> None:
    officer_id = an_officer(rig)
    browser = on_page(rig, officer_id)
    assert wishes_of(rig, officer_id) == Telling()
    page = browser.send(
        PAGE, changes="text", days_before="none", hours_before="text", quiet_from="21:30", words="short", times="12h"
    )
    assert "Kept. This is how you hear from us from now on." in page.visible
    kept = wishes_of(rig, officer_id)
    assert (kept.changes, kept.days_before, kept.hours_before) == (Way.TEXT, None, Way.TEXT)
    assert (kept.words, kept.times, kept.quiet_from.isoformat("minutes")) == (Words.SHORT, Times.HALF_DAYS, "21:30")
    assert kept.quiet_on_duty
    fields = browser.open(PAGE).form(PAGE).fields
    assert (fields["changes"], fields["days_before"], fields["quiet_from"]) == ("text", "none", "21:30")
    browser.post(PAGE, **{name: value for name, value in fields.items() if name != "on_duty"})
    assert not wishes_of(rig, officer_id).quiet_on_duty


def test_a_form_that_makes_no_sense_is_refused_with_every_fault_and_changes_nothing(rig: Rig) -> None:
    officer_id = an_officer(rig)
    browser = on_page(rig, officer_id)
    page = browser.send(
        PAGE, changes="pigeon", days_before="x", quiet_from="25:00", quiet_until="", words="", times="?"
    )
    assert browser.status == 422
    assert page.visible.count("Choose one of the list") >= 4
    assert page.visible.count("Give a time of day, such as 22:00") >= 2
    browser.open(PAGE)
    page = browser.send(PAGE, quiet_from="07:00", quiet_until="07:00")
    assert "Quiet hours must end at another time than they begin" in page.visible
    browser.post(PAGE)
    assert browser.status == 422
    assert wishes_of(rig, officer_id) == Telling()


@pytest.mark.parametrize(("way", "says"), [("text", "No number is known for you"), ("push", "No browser shows you")])
def test_a_way_that_does_not_lead_to_the_officer_cannot_be_chosen(rig: Rig, way: str, says: str) -> None:
    officer_id = an_officer(rig, phone=None)
    browser = on_page(rig, officer_id)
    assert way not in browser.shown.form(PAGE).fields.values()
    page = browser.send(PAGE, hours_before=way)
    assert (browser.status, wishes_of(rig, officer_id)) == (422, Telling())
    assert says in page.visible


def test_a_browser_is_added_renewed_and_taken_off(push_rig: Rig) -> None:
    officer_id = an_officer(push_rig)
    browser = on_page(push_rig, officer_id)
    browser.send(f"{PAGE}/notices", **browser_keys())
    page = browser.send(f"{PAGE}/notices", **browser_keys())
    assert "This browser can show notices now." in page.visible
    with push_rig.store.read() as db:
        (row,) = push_subscriptions.of_officer(db, officer_id)
    browser.send(PAGE, changes="push")
    assert wishes_of(push_rig, officer_id).changes is Way.PUSH
    browser.post(f"{PAGE}/notices/{row.id}/end")
    with push_rig.store.read() as db:
        assert push_subscriptions.of_officer(db, officer_id) == []
        acts = [line.act for line in db.query(AuditEntry).order_by(AuditEntry.at, AuditEntry.id)]
    assert [act for act in acts if act.startswith("notices")] == ["notices.added", "notices.removed"]


@pytest.mark.parametrize(
    "changes",
    [
        {"endpoint": ""},
        {"endpoint": "http://push.example/"},
        {"endpoint": "https://10.0.0.1/"},
        {"endpoint": "file:///etc/passwd"},
        {"public_key": "AAAA"},
        {"public_key": "é"},
        {"auth_secret": ""},
    ],
)
def test_what_no_push_service_gave_is_refused(push_rig: Rig, changes: dict[str, str]) -> None:
    officer_id = an_officer(push_rig)
    browser = on_page(push_rig, officer_id)
    page = browser.post(f"{PAGE}/notices", **{**browser_keys(), **changes})
    assert browser.status == 422
    assert "What your browser gave us cannot be used" in page.visible
    program = push_rig.program(officer_id)
    given = {**browser_keys(), **changes}
    body = {"endpoint": given["endpoint"], "keys": {"p256dh": given["public_key"], "auth": given["auth_secret"]}}
    assert_problem(program.post("/me/messages/browsers", body), 422, "bad-browser")


def test_a_browser_that_changes_hands_tells_only_who_signed_in_last(push_rig: Rig) -> None:
    first, second = an_officer(push_rig), push_rig.officer()
    for who in (first, second):
        on_page(push_rig, who).post(f"{PAGE}/notices", **browser_keys())
    with push_rig.store.read() as db:
        assert [len(push_subscriptions.of_officer(db, who)) for who in (first, second)] == [0, 1]


def test_nobody_takes_off_the_browser_of_another_and_nobody_has_more_than_ten(push_rig: Rig) -> None:
    officer_id = an_officer(push_rig)
    program = push_rig.program(officer_id)
    ids = [added(program, f"{ENDPOINT}{n}").json()["id"] for n in range(10)]
    assert_problem(added(program, f"{ENDPOINT}x"), 422, "too-many-browsers")
    other = push_rig.program(push_rig.officer())
    path = f"/api/v1/me/messages/browsers/{ids[0]}"
    assert other.client.delete(path, headers=other._headers()).status_code == 404
    assert program.client.delete(path, headers=program._headers()).status_code == 204
    assert program.client.delete(path, headers=program._headers()).status_code == 404


def added(program: Program, endpoint: str) -> Any:
    keys = browser_keys()
    body = {"endpoint": endpoint, "keys": {"p256dh": keys["public_key"], "auth": keys["auth_secret"]}}
    return program.post("/me/messages/browsers", body)


def test_the_api_says_and_keeps_the_same(push_rig: Rig) -> None:
    officer_id = an_officer(push_rig)
    program = push_rig.program(officer_id)
    shown = program.get("/me/messages").json()
    assert (shown["ways"], shown["browsers"]) == (["mail", "text"], [])
    assert shown["push_key"] == PushKey(push_rig.desk.push_key).public
    assert shown["wishes"]["quiet_from"] == "22:00:00"
    wishes = {**shown["wishes"], "changes": "text", "days_before": None}
    kept = put(program, wishes)
    assert (kept.status_code, kept.json()["wishes"]) == (200, wishes)
    assert wishes_of(push_rig, officer_id) == Telling(changes=Way.TEXT, days_before=None)
    assert put(program, wishes).json() == kept.json()


@pytest.mark.parametrize(
    "body",
    [
        {"changes": "push"},
        {"changes": "pigeon"},
        {"quiet_from": "07:00"},
        {"quiet_from": "25:00"},
        {"unknown": 1},
        {"words": None},
        [],
    ],
)
def test_the_api_refuses_what_makes_no_sense(rig: Rig, body: Any) -> None:
    officer_id = an_officer(rig)
    assert_problem(put(rig.program(officer_id), body), 422, "invalid")
    assert wishes_of(rig, officer_id) == Telling()


def put(program: Program, body: Any) -> Any:
    return program.client.put("/api/v1/me/messages", json=body, headers=program._headers())


def test_the_page_gives_nothing_away(push_rig: Rig) -> None:
    browser = on_page(push_rig, an_officer(push_rig))
    page = browser.shown
    assert leaks(f"{page.title} {page.visible} {page.links} {page.path} {browser.headers}") == []


def test_scripts_for_notices_give_nothing_away(rig: Rig) -> None:
    for name in ("notices.js", "notices-worker.js"):
        answer = rig.visitor().get(f"/static/{name}")
        assert answer.status_code == 200
        assert leaks(f"{name} {answer.text}") == []


def test_a_telephone_that_keeps_the_page_learns_a_neutral_name(rig: Rig) -> None:
    answer = rig.visitor().get("/preferences/diary.webmanifest")
    assert (answer.headers["content-type"], answer.json()["name"]) == ("application/manifest+json", "Relief")
    assert leaks(answer.text) == []
    assert rig.visitor().get(answer.json()["icons"][0]["src"]).status_code == 200


def test_from_the_page_to_a_notice_that_only_this_browser_can_read(push_rig: Rig) -> None:
    """Switched on, chosen, a time booked: the job that tells sends it, and the reminder two hours before as well."""
    push_rig.counsellor()
    officer_id = an_officer(push_rig)
    browser, receiver = on_page(push_rig, officer_id), Receiver.fresh()
    handlers = all_handlers(push_rig.desk)
    assert set(SCHEDULES) <= set(handlers)
    with receiving() as service:
        keys = receiver.at(service.url)
        given = {"endpoint": service.url, "public_key": keys.public_key, "auth_secret": keys.auth_secret}
        browser.send(f"{PAGE}/notices", **given)
        browser.send(PAGE, changes="push", days_before="none", hours_before="push", words="short")
        booked(push_rig, officer_id)
        handlers["tell"]({}, push_rig.clock())
        start_at = push_rig.standing(officer_id).start_at
        push_rig.clock.move_to(start_at - timedelta(hours=3))
        handlers["remind"]({}, push_rig.clock())
        push_rig.clock.move_to(start_at - timedelta(hours=2))
        handlers["tell"]({}, push_rig.clock())
        read = [receiver.read(told.body.encode(errors="surrogateescape")).strip() for told in service.came]
    assert [json.loads(one)["body"] for one in read] == [
        "Something changed in your diary.",
        "Something is coming up in your diary.",
    ]
