"""Calling off, moving, pausing and changing: nothing is ever lost, and the officer decides."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.care.domain.appointment import AppointmentStatus as S
from app.care.domain.course import CourseState
from app.care.domain.outcome import Outcome
from app.care.services.call_off import cancel_by_officer
from app.care.services.counsellor_change import propose_change
from app.care.store import appointments, courses
from app.care.store.ledger import balance_of_course
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.messages import OutboxMessage
from app.care.store.tables.rosters import PulledVersion
from app.care.web.officer import wording
from tests.care.officer.rig import Rig, an_end, booked, started
from tests.support.builders import at


def state_of(rig: Rig, officer_id: str) -> CourseState:
    with rig.store.read() as db:
        return courses.all_of_officer(db, officer_id)[0].state


def day_of(one: Appointment) -> str:
    return f"{one.start_at:%A} {one.start_at.day} {one.start_at:%B}"


def test_a_time_that_is_called_off_is_planned_anew_at_once(rig: Rig) -> None:
    rig.counsellor()
    officer_id, browser = booked(rig)
    old = rig.standing(officer_id)
    browser.open("/plan/1/change")
    page = browser.send("/plan/1/change", why="unwell")
    assert page.path == f"/instead/{old.id}"
    assert "Here is a new time" in page.headings
    assert rig.standing(officer_id).status is S.HELD, "kept, and booked by a tap"
    browser.open(f"/instead/{old.id}")
    page = browser.send(f"/instead/{old.id}/keep")
    assert page.path == "/plan/1"
    assert "That is settled" in page.visible
    assert "You changed it, as you were unwell" in page.visible
    assert "You changed it, as you were unwell" in browser.open("/history").visible
    assert "you changed it, as you were unwell" in browser.open("/").visible
    new = rig.standing(officer_id)
    assert new.start_at != old.start_at
    with rig.store.read() as db:
        assert appointments.any_(db, old.id).outcome is Outcome.CANCELLED_BY_OFFICER
        assert appointments.facts_of(db, old.id)[-1].note == "unwell"
        assert balance_of_course(db, old.course_id).granted == 10


def test_a_new_time_in_place_of_one_called_off_is_told_once_as_a_move(rig: Rig) -> None:
    rig.counsellor()
    officer_id, browser = booked(rig)
    old = rig.standing(officer_id)
    browser.open("/plan/1/change")
    browser.send("/plan/1/change")
    rig.run_jobs()
    browser.send(f"/instead/{old.id}/keep")
    new = rig.standing(officer_id)
    with rig.store.read() as db:
        rows = [m for m in db.scalars(select(OutboxMessage)) if m.channel == "mail"]
        told = [(m.event, m.payload.get("replaces_id")) for m in rows if m.payload.get("appointment_id") == new.id]
        assert told == [("appointment.moved", old.id)]
        assert not [m for m in rows if m.event == "appointment.cancelled"]


def test_one_tap_declines_a_new_time_and_the_plan_waits(rig: Rig) -> None:
    rig.counsellor()
    officer_id, browser = booked(rig)
    browser.open("/plan/1/change")
    page = browser.send("/plan/1/change", then="wait")
    assert page.path == "/"
    assert "Waiting for you" in page.headings
    assert "As you asked, nothing new is planned for now." in page.visible
    assert "stopped planning by ourselves" not in page.visible
    assert state_of(rig, officer_id) is CourseState.WAITING
    browser.send("/resume")
    assert state_of(rig, officer_id) is CourseState.OPEN
    assert rig.standing(officer_id).status in {S.BOOKED, S.PROPOSED}


def test_an_unheard_of_reason_is_not_kept(rig: Rig) -> None:
    rig.counsellor()
    officer_id, browser = booked(rig)
    old = rig.standing(officer_id)
    browser.open("/plan/1/change")
    browser.send("/plan/1/change", why="<script>")
    with rig.store.read() as db:
        assert appointments.facts_of(db, old.id)[-1].note == ""


def test_a_page_that_grew_old_calls_nothing_off(rig: Rig) -> None:
    rig.counsellor()
    officer_id, browser = booked(rig)
    before = rig.standing(officer_id).id
    page = browser.post("/plan/1/change", appointment="somebody-elses", then="again")
    assert (browser.status, page.path) == (200, "/plan/1")
    assert "That has changed since. Here is how it stands." in page.visible
    assert rig.standing(officer_id).id == before


def test_the_way_back_after_calling_off_does_not_ask_about_the_time_that_took_its_place(rig: Rig) -> None:
    rig.counsellor()
    officer_id, browser = booked(rig)
    old = rig.standing(officer_id)
    assert f"/plan/1/change?of={old.id}" in browser.open("/plan/1").links
    asked = browser.open(f"/plan/1/change?of={old.id}").form("/plan/1/change").fields
    browser.send("/plan/1/change")
    new = rig.standing(officer_id)
    for page in (browser.open(f"/plan/1/change?of={old.id}"), browser.post("/plan/1/change", **asked)):
        assert page.path == "/plan/1"
        assert "That has changed since. Here is how it stands." in page.visible
    assert rig.standing(officer_id).id == new.id


def test_a_booked_time_can_be_moved_to_another_in_one_step(rig: Rig) -> None:
    rig.counsellor()
    officer_id, browser = booked(rig)
    old = rig.standing(officer_id)
    page = browser.open("/choose?n=1")
    assert "Choose another time" in page.headings
    assert "That one stays yours until you choose" in page.visible
    asked = browser.send("/choose")
    assert "Move it here?" in asked.headings
    assert {"Nothing else shifts", "What else would shift"} & set(asked.headings)
    assert rig.standing(officer_id).id == old.id, "one tap moves nothing"
    moved = browser.send("/choose")
    assert moved.path == "/plan/1"
    new = rig.standing(officer_id)
    assert (new.status, new.replaces_id) == (S.BOOKED, old.id)
    assert "You changed it, so it was planned again" not in browser.open("/history").visible


def test_the_page_of_a_booking_that_has_moved_leads_to_how_it_stands(rig: Rig) -> None:
    rig.counsellor()
    officer_id, browser = booked(rig)
    old = rig.standing(officer_id)
    browser.open("/choose?n=1")
    fields = browser.shown.form("/choose").fields
    browser.send("/choose")
    browser.send("/choose")
    assert "That has changed since" in browser.post("/choose", **{**fields, "idempotency_key": "another-key"}).visible
    page = browser.open(f"/booked/{old.id}")
    assert (browser.status, page.path) == (200, "/plan/1")
    assert "That has changed since. Here is how it stands." in page.visible


def test_a_move_to_the_time_one_has_is_answered_kindly_and_changes_nothing(rig: Rig) -> None:
    rig.counsellor()
    officer_id, browser = started(rig)
    fields = browser.shown.form("/choose").fields
    browser.send("/choose")
    browser.send(f"{browser.shown.path}/book")
    old = rig.standing(officer_id)
    page = browser.post("/choose", **{**fields, "instead_of": old.id, "idempotency_key": "another-key", "sure": "yes"})
    assert page.path == "/plan/1"
    assert "That is the time you have. Nothing was changed." in page.visible
    assert rig.standing(officer_id).id == old.id


def test_a_pause_calls_off_what_lies_ahead_and_going_on_plans_at_once(rig: Rig) -> None:
    rig.counsellor()
    officer_id, browser = booked(rig)
    browser.open("/pause")
    page = browser.send("/pause")
    assert "Your plan is paused" in page.headings
    assert not [a for a in rig.appointments(officer_id) if a.status in {S.BOOKED, S.PROPOSED}]
    page = browser.send("/resume")
    assert "Good to have you back" in page.visible
    assert [a for a in rig.appointments(officer_id) if a.status in {S.BOOKED, S.PROPOSED}]


def test_what_a_break_called_off_is_not_said_to_have_moved_or_not_happened(rig: Rig) -> None:
    rig.counsellor()
    officer_id, browser = booked(rig)
    old = rig.standing(officer_id)
    browser.open("/pause")
    home = browser.send("/pause")
    with rig.store.read() as db:
        assert appointments.any_(db, old.id).outcome is Outcome.CANCELLED_BY_OFFICER
    seen = [home.visible, browser.open("/plan/1").visible, browser.open("/history").visible]
    assert all("ou called it off" in page for page in seen)
    assert not any("did not happen" in page or "Moved from" in page for page in seen)
    assert "a time is being found" not in home.visible.lower()


@pytest.mark.parametrize("from_a_break", [False, True])
def test_an_officer_can_stop_for_good_and_start_again(rig: Rig, from_a_break: bool) -> None:
    rig.counsellor()
    officer_id, browser = booked(rig)
    if from_a_break:
        browser.open("/pause")
        browser.send("/pause")
    assert "/stop" in browser.open("/preferences").links
    assert "/stop" in browser.open("/pause").links
    page = browser.open("/stop")
    assert "Stop for good?" in page.headings
    assert "Nobody at work is told anything" in page.visible
    assert "The 10 you have not used are simply given back." in page.visible
    assert "You can start again at any time" in page.visible
    assert state_of(rig, officer_id) is not CourseState.WITHDRAWN
    home = browser.send("/stop")
    assert "10 agreed = 0 done + 0 planned + 10 given back." in browser.open("/history").visible
    assert "to be planned" not in browser.shown.visible
    assert "Your plan is closed" in browser.open("/plan/9").visible
    assert "Your plan is closed" in home.visible
    assert "Get started" in home.visible
    assert state_of(rig, officer_id) is CourseState.WITHDRAWN
    assert not [a for a in rig.appointments(officer_id) if a.status in {S.BOOKED, S.PROPOSED}]
    rig.clock.advance(timedelta(minutes=1))
    started(rig, officer_id)
    assert state_of(rig, officer_id) is CourseState.OPEN


def test_after_a_break_the_same_times_may_come_back_and_are_not_said_to_have_moved(rig: Rig) -> None:
    rig.counsellor()
    officer_id, browser = booked(rig)
    before = {a.number: a.start_at for a in rig.appointments(officer_id) if a.status is S.BOOKED}
    browser.open("/pause")
    browser.send("/pause")
    home = browser.send("/resume")
    after = {a.number: a.start_at for a in rig.appointments(officer_id) if a.status is S.BOOKED}
    assert after == before
    assert "Moved from" not in home.visible


def test_what_no_longer_waits_for_the_planner_does_not_say_that_it_does(rig: Rig) -> None:
    rig.counsellor()
    _, browser = booked(rig)
    browser.open("/plan/1/change")
    home = browser.send("/plan/1/change", then="wait")
    assert "It stays yours, and waits until you say so." in home.visible
    assert "It waits for you" in browser.open("/plan/1").headings
    browser.open("/pause")
    browser.send("/pause")
    assert "Your plan is paused" in browser.open("/plan/1").headings
    page = browser.open("/choose")
    assert "Your plan is paused" in page.headings
    assert "we go on looking" not in page.visible
    assert "Go on with my plan" in page.visible
    assert "Take a break?" not in browser.open("/pause").headings
    assert "without your asking" not in browser.open("/preferences").visible


def test_a_time_gone_by_without_word_can_be_reported_missed(rig: Rig) -> None:
    rig.counsellor()
    officer_id, browser = booked(rig)
    old = rig.standing(officer_id)
    rig.clock.move_to(old.end_at + timedelta(minutes=5))
    browser = rig.browser(officer_id)
    assert "How did it go?" in browser.open("/plan/1").headings
    page = browser.send("/plan/1/missed", why="kept_on_duty")
    assert "Here is a new time" in page.headings
    page = browser.send(f"/instead/{old.id}/keep")
    assert "You were kept on duty" in page.visible
    assert rig.standing(officer_id).id != old.id
    browser.post("/plan/1/missed", why="kept_on_duty")
    assert browser.status == 409


def test_what_was_declined_is_not_planned_by_itself(rig: Rig) -> None:
    rig.counsellor()
    officer_id, browser = booked(rig)
    browser.open("/preferences")
    assert "Missed times wait until you choose" in browser.send("/rebooking", wanted="no").visible
    browser.open("/plan/1/change")
    page = browser.send("/plan/1/change", then="again")
    assert page.path == "/choose"
    assert state_of(rig, officer_id) is CourseState.WAITING


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_nobody_new_is_booked_before_the_officer_consents(rig: Rig, answer: str) -> None:
    first = rig.counsellor(name="Farid Nasser")
    officer_id, browser = booked(rig)
    second = rig.counsellor(name="Anneke Vos")
    with rig.store.write() as db:
        course = courses.going_on_of_officer(db, officer_id)
        assert course is not None
        propose_change(db, course.id, second, now=rig.clock())
    rig.run_jobs()
    assert "There is a question for you" in browser.open("/").visible
    assert {a.counsellor_id for a in rig.appointments(officer_id)} == {first}
    page = browser.open("/change")
    assert "Would you go on with Anneke Vos?" in page.headings
    browser.send("/change", answer="perhaps")
    assert browser.status == 422
    browser.open("/change")
    browser.send("/change", answer=answer)
    ahead = {a.counsellor_id for a in rig.appointments(officer_id) if a.status in {S.BOOKED, S.PROPOSED}}
    assert ahead == ({second} if answer == "yes" else {first})
    assert browser.open("/change").path == "/"


def test_the_question_says_from_when_with_either_before_it_is_answered(rig: Rig) -> None:
    rig.counsellor(name="Farid Nasser", hours=[(at(d, 10), at(d, 16)) for d in range(40, 100)])
    officer_id, browser = booked(rig)
    present = rig.standing(officer_id)
    second = rig.counsellor(name="Anneke Vos", places=["riverside"])
    with rig.store.write() as db:
        propose_change(db, present.course_id, second, now=rig.clock())
    home = browser.open("/")
    assert "Nothing changes until you say so" not in home.visible
    assert f"with Farid it goes on from {day_of(present)}" in home.visible
    page = browser.open("/change")
    assert f"With Farid Nasser from {day_of(present)}" in page.visible
    browser.send("/change", answer="yes")
    now = rig.standing(officer_id)
    assert now.start_at < present.start_at
    said = f"With Anneke Vos from {day_of(now)}, {now.start_at:%H:%M}, Riverside"
    assert said in page.visible


def test_somebody_else_was_faster_is_said_politely_with_fresh_times(either: Rig) -> None:
    either.counsellor()
    ada, ada_browser = started(either)
    ben, ben_browser = started(either)
    both = ada_browser.open("/choose").offers.keys() & ben_browser.open("/choose").offers.keys()
    same = min(both)
    ada_browser.post("/choose", **ada_browser.shown.offers[same])
    page = ben_browser.post("/choose", **ben_browser.shown.offers[same])
    taken = either.standing(ada)
    assert (ben_browser.status, page.path) == (409, "/choose")
    assert "Let us look again" in page.headings
    assert "Somebody else has just taken this time." in page.visible or "no longer" in page.visible
    assert len([form for form in page.forms if form.action == "/choose"]) == 5
    ben_browser.send("/choose")
    assert either.standing(ben).start_at != taken.start_at


def test_without_its_seal_the_offer_would_be_refused(rig: Rig) -> None:
    rig.counsellor()
    _, browser = started(rig)
    fields = browser.shown.form("/choose").fields
    browser.post("/choose", **{**fields, "offer": fields["offer"][:-8] + "AAAAAAA="})
    assert browser.status == 422


def test_conflicts_that_other_times_do_not_solve_are_plain_refusals(rig: Rig) -> None:
    rig.counsellor()
    _, browser = started(rig)
    fields = browser.shown.form("/choose").fields
    browser.open("/pause")
    browser.send("/pause")
    browser.post("/choose", **fields)
    assert browser.status == 409


def test_a_pencilled_time_says_only_what_applies_to_it(rig: Rig) -> None:
    rig.counsellor()
    _, browser = started(rig)
    assert "become yours with the first one that you choose" in browser.open("/plan/9").visible
    browser.open("/choose")
    browser.send("/choose")
    browser.send(f"{browser.shown.path}/book")
    page = browser.open("/plan/9")
    assert "Pencilled in: it becomes firm 4 weeks before. If duty comes in the way it moves by itself." in page.visible
    with rig.store.write() as db:
        db.get_one(PulledVersion, 1).covers_to_on = at(20).date()
    assert "Your roster is not out that far yet." in browser.open("/plan/9").visible


def test_what_made_room_for_another_move_is_said_to_have_moved_once(rig: Rig) -> None:
    assert wording.and_then(an_end(Outcome.MOVED_BY_PLAN)) == "It was moved so that your plan fits again"
    assert wording.and_then(an_end(Outcome.COURT)) == "You were in court, so it was planned again"
    assert wording.and_then(an_end(Outcome.CANCELLED_BY_OFFICER, "away")) == "You were away, so it was planned again"
    assert wording.and_then(an_end(None), instead=False) == "It was called off"


def test_a_move_agreed_to_by_an_old_preview_is_refused_and_nothing_changes(rig: Rig) -> None:
    rig.counsellor()
    officer_id, browser = booked(rig)
    old, later = rig.standing(officer_id), rig.standing(officer_id, 3)
    browser.open("/choose?n=1")
    asked = browser.send("/choose").form("/choose").fields
    with rig.store.write() as db:
        cancel_by_officer(db, officer_id, later.id, now=rig.clock())
    page = browser.post("/choose", **asked)
    assert browser.status == 409
    assert "Your plan has changed since you looked, so nothing was moved." in page.visible
    assert rig.standing(officer_id).id == old.id
    browser.post("/choose", **{**asked, "seen": "", "idempotency_key": "the-control-1"})
    assert rig.standing(officer_id).id != old.id, "the control: without the comparison it would have been moved"
