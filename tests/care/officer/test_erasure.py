"""Erased means gone: from the rows, from the bytes of the store's file, and from every list."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import select, text

from app.care.domain.appointment import LIVE
from app.care.domain.erasing import FATES, Fate
from app.care.services.erasure import erase
from app.care.services.identity import issue_access_codes, issue_first_codes
from app.care.services.preferences import add_blackout, keep_needs
from app.care.store import erasing, officers
from app.care.store.tables.officers import Officer
from app.care.store.tables.rights import Look
from app.foundation.database import Database
from app.foundation.ids import new_id
from scheduler.interval import Interval
from tests.care.officer.rig import Rig, booked
from tests.care.officer.test_record import CONTACT, a_life
from tests.support.builders import NOW, an_officer, at

LEFT_AT = "1977-11-23T04:05:06+00:00"
"""Stands in the officer's needs as nothing else does."""


def file_of(store: Database) -> Path:
    return Path(store.url.removeprefix("sqlite:///"))


def bytes_of(store: Database) -> bytes:
    """The store's file with its log, as somebody who copies the disk would read them."""
    return b"".join(path.read_bytes() for path in sorted(file_of(store).parent.glob(f"{file_of(store).name}*")))


def secrets_of(store: Database, officer_id: str) -> list[bytes]:
    """What must not be found afterwards: the sealed contact, what it is looked up by, and the needs."""
    with store.engine.connect() as db:
        one = db.execute(text("SELECT contact, contact_lookup FROM officer WHERE id = :o"), {"o": officer_id}).one()
    return [one.contact, one.contact_lookup.encode(), LEFT_AT.encode()]


def with_needs(rig: Rig, officer_id: str) -> None:
    from dataclasses import replace
    from datetime import datetime

    from app.care.domain.needs import NO_NEEDS

    away = Interval(datetime.fromisoformat(LEFT_AT), at(-1))
    with rig.store.write() as db:
        keep_needs(db, officer_id, replace(NO_NEEDS, blackouts=(away,), travel_minutes={"riverside": 77}))
    with rig.store.write() as db:  # written over once more: the first writing must not lie about either
        add_blackout(db, officer_id, Interval(at(60), at(61)), now=rig.clock())


def test_after_erasing_no_byte_of_contact_or_needs_is_left_in_the_file(rig: Rig) -> None:
    officer_id, browser = a_life(rig)
    with_needs(rig, officer_id)
    secrets = secrets_of(rig.store, officer_id)
    before = bytes_of(rig.store)
    assert all(secret in before for secret in secrets), "control: there was something to be found"
    browser.open("/preferences/record/erase")
    browser.send("/preferences/record/erase", word="erase")
    assert browser.shown.path == "/sign-in"
    assert "Your record is erased" in browser.shown.visible
    after = bytes_of(rig.store)
    assert not [secret for secret in secrets if secret in after]
    assert browser.client.get("/").headers["location"].startswith("/sign-in"), "every sign-in has ended"
    rig.run_jobs()
    assert_nobody(rig, officer_id)


def test_control_without_secure_deletion_the_bytes_stay(tmp_path: Path) -> None:
    left = {}
    for secure in ("ON", "OFF"):
        path = tmp_path / f"{secure}.sqlite"
        with sqlite3.connect(path) as db:
            db.execute(f"PRAGMA secure_delete={secure}")
            db.execute("CREATE TABLE one (id, needs)")
            db.execute("INSERT INTO one VALUES (1, ?)", ("unmistakable" * 9,))
            db.execute("UPDATE one SET needs = ''")
        db.close()
        left[secure] = b"unmistakable" in path.read_bytes()
    assert left == {"ON": False, "OFF": True}


def assert_nobody(rig: Rig, officer_id: str) -> None:
    """The officer's row is as on the first day, nothing of theirs leads to it, and what is kept has no name on it."""
    with rig.store.read() as db:
        officer = officers.one(db, officer_id)
        fresh = an_officer_untouched()
        for name in ("contact", "contact_lookup", "phone", "claimed_at", "calendar_digest", "calendar_title", "needs"):
            assert getattr(officer, name) == getattr(fresh, name), name
        for table, column in erasing.tables_of_officers().items():
            if FATES[table] is not Fate.EVERYBODYS:
                query = text(f"SELECT count(*) FROM {table} WHERE {column} = :o")
                assert db.execute(query, {"o": officer_id}).scalar_one() == 0, table
        assert db.execute(
            text("SELECT count(*) FROM officer_month WHERE officer_id = :o"), {"o": officer_id}
        ).scalar_one()
        stand_in = db.scalars(select(Officer).where(Officer.stands_in)).one()
        assert not [a for a in rig.appointments(stand_in.id) if a.status in LIVE and a.start_at > rig.clock()]
        assert {a.reason for a in rig.appointments(stand_in.id)} == {""}
        assert db.scalars(select(Look).where(Look.officer_id == stand_in.id)).all()
        ledger = db.execute(text("SELECT count(*) FROM ledger_entry")).scalar_one()
        assert ledger > 1, "what bills rest on is kept"


def an_officer_untouched() -> Officer:
    return Officer(id=new_id(), contact=None, calendar_title="Busy", needs={})


def test_a_row_that_is_erased_looks_like_anybodys_on_every_list(either: Rig) -> None:
    never, gone = either.officer(), either.officer()
    with either.store.write() as db:
        issue_access_codes(db)
        officers.one(db, gone).claimed_at = NOW
    with either.store.write() as db:
        erase(db, gone, now=either.clock())
    with either.store.write() as db:
        assert issue_first_codes(db) == [], "a list of new starters must not name who has left"
        assert len(issue_access_codes(db)) == 2, "the stand-in is on no list"
        assert set(officers.ids_by_staff_number(db).values()) == {never, gone}


def test_after_erasing_the_next_card_lets_the_officer_in_again(rig: Rig) -> None:
    from app.care.services.identity import match_access_code

    officer_id, _ = a_life(rig)
    with rig.store.write() as db:
        old = dict(issue_access_codes(db))
        number = officers.one(db, officer_id).staff_number
        erase(db, officer_id, now=rig.clock())
        assert match_access_code(db, number, old[number]) is None, "the old card opens nothing"
        assert match_access_code(db, number, dict(issue_access_codes(db))[number]) == officer_id


def test_nothing_happens_until_the_word_is_typed(rig: Rig) -> None:
    officer_id, browser = booked(rig_with_somebody(rig))
    browser.open("/preferences/record/erase")
    browser.send("/preferences/record/erase", word="yes")
    assert browser.status == 422
    assert "Type ERASE to go on" in browser.shown.visible
    assert rig.standing(officer_id).status in LIVE
    program = rig.program(officer_id)
    assert program.post("/record/erase", {"word": "no"}, key="").json()["code"] == "not-confirmed"
    assert program.post("/record/erase", {"word": "ERASE"}, key="").status_code == 204
    assert program.get("/me").status_code == 401


def rig_with_somebody(rig: Rig) -> Rig:
    rig.counsellor()
    return rig


def test_the_provider_learns_that_the_hours_are_free_and_nothing_else(rig: Rig) -> None:
    officer_id, _ = booked(rig_with_somebody(rig))
    with rig.store.write() as db:
        erase(db, officer_id, now=rig.clock())
    with rig.store.read() as db:
        rows = db.execute(text("SELECT event, channel FROM outbox_message ORDER BY id")).all()
    assert ("course.withdrawn", "webhook") in [tuple(row) for row in rows]
    assert not [row for row in rows if row.channel != "webhook"], "no mail is left for an address that is gone"


def test_every_table_that_names_an_officer_has_a_fate() -> None:
    assert set(erasing.tables_of_officers()) == set(FATES)


@pytest.mark.parametrize("table", sorted(FATES))
def test_control_a_table_without_a_fate_would_be_noticed(table: str) -> None:
    left = {name: fate for name, fate in FATES.items() if name != table}
    assert set(erasing.tables_of_officers()) != set(left)


def test_erasing_somebody_who_never_asked_for_anything_leaves_them_as_they_were(rig: Rig) -> None:
    with rig.store.write() as db:
        officer = an_officer(db, contact=CONTACT, contact_lookup="x", claimed_at=NOW)
        erase(db, officer.id, now=NOW)
    with rig.store.read() as db:
        assert officers.one(db, officer.id).contact is None
