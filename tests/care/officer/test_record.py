"""The officer's own record: who looked, all of it taken away, drafts that nobody else sees."""

import json
from datetime import timedelta

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.care.domain.fees import FeeKind
from app.care.domain.looker import Looker, Seen
from app.care.domain.outcome import Outcome
from app.care.domain.pseudonyms import officer_reference
from app.care.jobs.handlers import all_handlers
from app.care.reads.officer_record import SECRETS
from app.care.services.counsellor_change import propose_change
from app.care.services.hearing import Said, remember
from app.care.services.identity import add_provider_account, claim, find_provider_account
from app.care.services.outcome_question import question_outcome
from app.care.store import courses
from app.care.store.drafts import draft_of
from app.care.store.looks import looks_of_officer, note_look
from app.care.store.tables import CareBase
from app.care.store.tables.access import OidcLink, SignIn
from app.care.store.tables.courses import CourseEnding
from app.care.store.tables.fees import FeeEntry
from app.care.store.tables.messages import Delivery, OutboxMessage
from app.care.store.tables.officers import PushSubscription
from app.care.store.tables.providers import Counsellor, Provider
from app.care.store.tables.quick_links import LinkTo, QuickLink
from app.care.store.tables.sooner import SoonerOffer, SoonerWish
from app.foundation.cursors import USUAL
from tests.care.officer.rig import Browser, Rig, booked
from tests.care.officer.test_discretion import given_away
from tests.support.builders import NOW

CONTACT = "kim.solace@home.example"


def provider_of(rig: Rig, counsellor_id: str) -> Provider:
    with rig.store.read() as db:
        return db.get_one(Provider, db.get_one(Counsellor, counsellor_id).provider_id)


def a_life(rig: Rig, contact: str = CONTACT) -> tuple[str, Browser]:
    """An officer of whom something is kept in every table that can hold anything of one."""
    counsellor_id = rig.counsellor(name="Anneke Vos")
    officer_id, browser = booked(rig)
    first = rig.standing(officer_id)
    rig.ends(first, Outcome.DID_NOT_ATTEND)
    browser = rig.browser(officer_id)
    other = rig.counsellor(name="Ben Okafor")
    with rig.store.write() as db:
        claim(db, officer_id, contact, rig.clock())
        course = courses.going_on_of_officer(db, officer_id)
        assert course is not None
        propose_change(db, course.id, other, now=rig.clock())
        question_outcome(db, officer_id, first.id, now=rig.clock())
        looker = Looker("somebody", provider_id := db.get_one(Counsellor, counsellor_id).provider_id, counsellor_id)
        note_look(db, looker, {officer_id}, Seen.DIARY, now=rig.clock())
        sent = db.scalars(select(OutboxMessage).where(OutboxMessage.provider_id == provider_id)).first()
        assert sent is not None
        when = {"start_at": rig.clock(), "end_at": rig.clock() + timedelta(hours=1)}
        times = {"offered_at": rig.clock(), "until_at": rig.clock(), "answer": None, "answered_at": None}
        db.add(QuickLink(token_digest="d", leads_to=LinkTo.CALL_OFF, appointment_id=first.id, made_at=rig.clock(),
                         expires_at=rig.clock(), used_at=None))  # fmt: skip
        db.add(wish := SoonerWish(course_id=course.id, since_at=rig.clock(), sieve={}, ended_at=rig.clock()))
        db.flush()
        db.add(SoonerOffer(wish_id=wish.id, course_id=course.id, number=2, appointment_id=first.id, room=None, risk=1,
                           counsellor_id=counsellor_id, place_id="video", reason="r", roster_version=1,
                           **when, **times))  # fmt: skip
        db.add(OidcLink(officer_id=officer_id, person_lookup="p", created_at=rig.clock()))
        sealed = {"endpoint": "https://push.example/x", "public_key": "k", "auth_secret": "s"}
        db.add(PushSubscription(officer_id=officer_id, endpoint_lookup="e", created_at=rig.clock(), **sealed))
        remember(db, first.id, Outcome.DID_NOT_ATTEND, Said(), now=rig.clock())
        db.add(FeeEntry(provider_id=provider_id, appointment_id=first.id, number=1, kind=FeeKind.MISSED, count=1,
                        pence=6000, at=rig.clock()))  # fmt: skip
        db.add(CourseEnding(course_id=course.id, is_whole=True, count=1, at=rig.clock()))
        db.add(CourseEnding(course_id=course.id, is_whole=True, count=-1, at=rig.clock()))
        db.add(Delivery(message_id=sent.id, attempt=1, tried_at=rig.clock(), status_code=204))
    rig.visitor().get("/sign-in")
    ask_for_code(rig, contact)
    return officer_id, browser


def ask_for_code(rig: Rig, contact: str) -> None:
    assert rig.visitor().post("/api/v1/sign-in", json={"contact": contact}).status_code == 202


def test_an_officer_sees_who_looked_when_and_at_what(rig: Rig) -> None:
    counsellor_id = rig.counsellor(name="Anneke Vos")
    officer_id, browser = booked(rig)
    provider = provider_of(rig, counsellor_id)
    with rig.store.write() as db:
        add_provider_account(db, provider.id, "anneke@practice.example", counsellor_id)
        account_id = find_provider_account(db, "anneke@practice.example")
        assert account_id is not None
    week = rig.visitor()
    week.cookies.set(rig.app.state.sign_in.door("provider").cookie, rig.sign_in(account_id, "provider").token)
    assert browser.open("/preferences/record").visible.count("opened their diary") == 0
    on = rig.standing(officer_id).start_at.date()
    for _ in range(2):
        assert officer_reference(provider.pseudonym_key, officer_id) in week.get(f"/provider?on={on}").text
    shown = browser.open("/preferences/record").visible
    assert "Anneke V." in shown
    assert provider.name in shown
    assert "opened their diary in a week in which you are written down" in shown
    assert "2 times until" in shown, "looks within an hour share a line"
    assert "You signed in" in shown
    assert not given_away(browser.shown, browser.headers)
    other = rig.browser(rig.officer())
    assert "Anneke" not in other.open("/preferences/record").visible


def test_the_list_of_looks_comes_in_pages_that_neither_repeat_nor_skip(rig: Rig) -> None:
    counsellor_id = rig.counsellor()
    officer_id = rig.officer()
    looker = Looker("somebody", provider_of(rig, counsellor_id).id, counsellor_id)
    for hours in range(USUAL * 2 + 3):
        with rig.store.write() as db:
            note_look(db, looker, {officer_id}, Seen.LIST, now=NOW - timedelta(hours=hours))
    program = rig.program(officer_id)
    pages, path = [], "/record/looks?limit=20"
    while path:
        answer = program.get(path)
        pages.append(answer.json())
        assert ("link" in answer.headers) is (pages[-1]["next"] is not None)
        with rig.store.write() as db:  # what comes meanwhile is new, and belongs on no later page
            note_look(db, looker, {officer_id}, Seen.LIST, now=NOW + timedelta(hours=len(pages)))
        path = answer.links["next"]["url"].removeprefix("/api/v1") if pages[-1]["next"] else ""
    at = [one["first_at"] for page in pages for one in page["looks"] if one["what"] == "list"]
    assert len(at) == len(set(at)) == USUAL * 2 + 3
    assert at == sorted(at, reverse=True)
    refused = program.get("/questions?cursor=" + pages[0]["next"])
    assert (refused.status_code, refused.json()["code"]) == (422, "bad-cursor"), "a cursor belongs to its own list"


def test_the_export_and_its_page_hold_every_row_of_every_table_that_leads_to_an_officer(rig: Rig) -> None:
    officer_id, browser = a_life(rig)
    exported = json.loads(browser.client.get("/preferences/record/export.json").text)["tables"]
    with rig.store.read() as db:
        for table in CareBase.metadata.sorted_tables:
            names = {key.column.table.name for column in table.columns for key in column.foreign_keys}
            if not names & {"officer", "course", "appointment"} or table.name == "referral_draft":
                continue
            ids = theirs(db, table.name, officer_id)
            assert ids, f"the life of a_life leaves nothing in {table.name}: let it, so that this test means something"
            keys = [column.name for column in table.primary_key.columns]
            if set(keys) <= SECRETS:
                assert len(exported[table.name]) == len(ids), table.name
                continue
            found = {tuple(row[key] for key in keys) for row in exported.get(table.name, [])}
            assert ids <= found, f"{table.name} is missing from the export"
    assert exported["officer"][0]["contact"] == CONTACT
    assert exported["sign_in"]
    assert exported["sign_in_code"]
    assert exported["officer_month"][0]["duties"][0]["kind"] == "late"
    assert "digest" not in json.dumps(exported)
    page = browser.open("/preferences/record/export")
    assert {"You", "Your plans", "Your times", "Who looked at your record"} <= {
        h.rstrip("0123456789 ") for h in page.headings
    }
    assert CONTACT in page.hidden, "nothing at a glance"
    assert CONTACT not in page.visible
    assert not given_away(page, browser.headers)


def theirs(db: Session, table: str, officer_id: str) -> set[tuple[object, ...]]:
    """The keys of the rows of a table that lead to the officer, found without the code under test."""
    meta = CareBase.metadata.tables[table]
    keys = ", ".join(column.name for column in meta.primary_key.columns)
    ways = {
        "officer_id": ":o",
        "course_id": "SELECT id FROM course WHERE officer_id = :o",
        "appointment_id": "SELECT id FROM appointment WHERE officer_id = :o",
    }
    column = next(name for name in ways if name in meta.columns)
    return {
        tuple(row)
        for row in db.execute(text(f"SELECT {keys} FROM {table} WHERE {column} IN ({ways[column]})"), {"o": officer_id})
    }


def test_the_file_has_a_name_that_says_nothing(rig: Rig) -> None:
    browser = rig.browser(rig.officer())
    answer = browser.client.get("/preferences/record/export.json")
    assert answer.headers["content-disposition"] == 'attachment; filename="record.json"'
    assert answer.headers["cache-control"] == "no-store"


def test_a_draft_is_kept_as_it_is_typed_and_gone_once_it_is_sent(rig: Rig) -> None:
    rig.counsellor()
    officer_id = rig.officer()
    browser = rig.browser(officer_id)
    browser.open("/start")
    quiet = browser.client.post(
        "/start/save",
        data={"form_token": browser.form_token, "mode": "video", "urgency": "soonest"},
        headers={"sec-fetch-site": "same-origin", "hx-request": "true"},
    )
    assert (quiet.status_code, quiet.text) == (204, "")
    assert browser.open("/start").form("/start").fields["urgency"] == "soonest"
    assert "This is how you left it" in browser.shown.visible
    browser.post("/start/save", **{**browser.shown.form("/start").fields, "urgency": "routine"})
    assert "Only you can see it" in browser.shown.visible
    assert browser.open("/start").form("/start").fields["urgency"] == "routine"
    browser.send("/start")
    with rig.store.read() as db:
        assert draft_of(db, officer_id) is None
    late = browser.client.post(
        "/start/save",
        data={"form_token": browser.form_token, "mode": "video"},
        headers={"sec-fetch-site": "same-origin", "hx-request": "true"},
    )
    assert late.status_code == 303, "a page left open does not bring it back"
    with rig.store.read() as db:
        assert draft_of(db, officer_id) is None


def test_a_draft_is_sealed_in_the_store_and_its_officers_alone(rig: Rig) -> None:
    rig.counsellor()
    officer_id = rig.officer()
    program, other = rig.program(officer_id), rig.program(rig.officer())
    wish = {"mode": "video", "language": "unmistakable"}
    kept = program.client.put("/api/v1/draft", json=wish, headers=program._headers())
    assert kept.status_code == 200
    etag = kept.headers["etag"]
    assert program.get("/draft").headers["etag"] == etag
    again = program.client.put("/api/v1/draft", json=wish, headers={**program._headers(), "if-match": etag})
    assert again.headers["etag"] == etag, "the same again changes nothing"
    stale = program.client.put("/api/v1/draft", json=wish, headers={**program._headers(), "if-match": '"older"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "version-changed")
    assert other.get("/draft").status_code == 404
    with rig.store.engine.connect() as db:
        raw = db.exec_driver_sql("SELECT form FROM referral_draft").scalar_one()
    assert b"unmistakable" not in raw
    assert program.client.delete("/api/v1/draft", headers=program._headers()).status_code == 204
    assert program.get("/draft").status_code == 404


def test_what_is_old_is_forgotten_at_night(rig: Rig) -> None:
    counsellor_id = rig.counsellor()
    officer_id = rig.officer()
    looker = Looker("somebody", provider_of(rig, counsellor_id).id, None)
    program = rig.program(officer_id)
    program.client.put("/api/v1/draft", json={"mode": "video"}, headers=program._headers())
    with rig.store.write() as db:
        note_look(db, looker, {officer_id}, Seen.DIARY, now=rig.clock())
    for days, drafts, looked, signed_in in ((29, True, 1, True), (31, False, 1, False), (740, False, 0, False)):
        rig.clock.move_to(NOW + timedelta(days=days))
        for job in ("forget_old", "forget_sign_ins"):
            all_handlers(rig.desk)[job]({}, rig.clock())
        with rig.store.read() as db:
            assert (draft_of(db, officer_id) is not None) is drafts
            assert len(looks_of_officer(db, officer_id, None, most=9)) == looked
            assert bool(db.scalars(select(SignIn)).all()) is signed_in
