"""What is kept in place of a time that fell through: kept, changed, paused; and put right where it had not."""

from app.care.domain.appointment import AppointmentStatus as S
from app.care.domain.outcome import Outcome
from app.care.store import appointments
from app.care.store.tables.appointments import Appointment
from tests.care.officer.rig import Rig, booked
from tests.care.officer.test_discretion import given_away


def test_a_miss_that_the_provider_reports_is_met_by_a_kept_time_until_the_officer_has_said_so(rig: Rig) -> None:
    rig.counsellor()
    officer_id, _ = booked(rig)
    missed = rig.standing(officer_id)
    rig.ends(missed, Outcome.DID_NOT_ATTEND)
    browser = rig.browser(officer_id)
    home = browser.open("/")
    assert not given_away(home, browser.headers)
    assert "did not happen. Nothing is lost: this is kept for you" in home.visible
    kept = home.form(f"/instead/{missed.id}/keep").fields["kept"]
    page = browser.open(f"/instead/{missed.id}")
    assert not given_away(page, browser.headers)
    assert {"Here is a new time", "Were you there after all?"} <= set(page.headings)
    assert "/pause" in page.links
    stranger = rig.browser(rig.officer())
    for verb in ("", "/keep", "/another-day"):
        stranger.open(f"/instead/{missed.id}") if not verb else stranger.post(f"/instead/{missed.id}{verb}", kept=kept)
        assert stranger.status == 404
    browser.post(f"/instead/{missed.id}/keep", kept="another-page-showed-this")
    assert "That has changed since" in browser.shown.visible
    page = browser.send(f"/instead/{missed.id}/keep")
    assert "That is settled" in page.visible
    assert "this is kept for you" not in browser.open("/").visible
    with rig.store.read() as db:
        assert appointments.any_(db, kept).status is S.BOOKED


def test_what_was_missed_leads_to_saying_that_one_was_there(rig: Rig) -> None:
    rig.counsellor()
    officer_id, _ = booked(rig)
    missed = rig.standing(officer_id)
    rig.ends(missed, Outcome.DID_NOT_ATTEND)
    instead = next(a for a in rig.appointments(officer_id) if a.replaces_id == missed.id)
    browser = rig.browser(officer_id)
    assert f"/instead/{missed.id}" in " ".join(browser.open(f"/plan/{instead.number}").links)
    assert f"/put-right/{missed.id}" in browser.open(f"/instead/{missed.id}").links
    page = browser.open(f"/put-right/{missed.id}")
    assert "You were there and it is recorded as missed." in page.visible


def test_a_hold_that_has_lapsed_is_answered_with_what_stands(rig: Rig) -> None:
    rig.counsellor()
    officer_id, browser = booked(rig)
    old = rig.standing(officer_id)
    browser.open("/plan/1/change")
    page = browser.send("/plan/1/change")
    asked = page.form(f"/instead/{old.id}/keep").fields
    with rig.store.write() as db:
        row = db.get_one(Appointment, asked["kept"])
        row.held_until_at = rig.clock()
    page = browser.post(f"/instead/{old.id}/keep", **asked)
    assert "That one is free again. Nothing is lost" in page.visible
    assert browser.status == 200
