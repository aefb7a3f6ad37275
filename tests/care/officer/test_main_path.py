"""The main road through the pages: from nothing to a booked time, and on through a miss."""

from datetime import timedelta

from app.care.domain.appointment import AppointmentStatus as S
from app.care.domain.outcome import Outcome
from app.care.store.ledger import balance_of_course
from tests.care.officer.rig import Rig, booked, started
from tests.support.builders import at


def test_an_officer_without_a_plan_is_welcomed_and_told_what_happens_and_who_sees_what(rig: Rig) -> None:
    page = rig.browser(rig.officer()).open("/")
    assert "Get started" in page.visible
    assert "What happens next" in page.headings
    assert "Your line manager, nothing" in page.visible
    assert all(number in page.visible for number in ("999", "116 123", "85258"))


def test_two_minutes_lead_from_nothing_to_a_booked_first_time_and_nine_more(either: Rig) -> None:
    either.counsellor(name="Anneke Vos")
    officer_id, browser = started(either)

    choose = browser.shown
    assert choose.path == "/choose"
    offers = [form for form in choose.forms if form.action == "/choose"]
    assert len(offers) == 5
    assert "By video" in choose.visible
    assert "With Anneke Vos" in choose.visible
    assert "of 100 times like this go ahead" in choose.visible
    assert "How the other 9 would follow" in choose.headings

    held = browser.send("/choose")
    assert held.path.startswith("/held/")
    assert "10 minutes left" in held.visible
    assert [a.status for a in either.appointments(officer_id)].count(S.HELD) == 1

    done = browser.send(f"{held.path}/book")
    assert done.path.startswith("/booked/")
    assert "What happens next" in done.headings

    home = browser.open("/")
    assert "0 of 10 done." in home.visible
    assert home.visible.count("Booked") >= 3
    assert "Pencilled in" in home.visible
    assert len([a for a in either.appointments(officer_id) if a.status in {S.BOOKED, S.PROPOSED}]) == 10


def test_from_the_first_page_to_a_booked_first_time_it_takes_eight_taps_at_most(rig: Rig) -> None:
    """Every link and button is a tap, and so would be each answer that the form does not bring along."""
    rig.counsellor()
    officer_id = rig.officer()
    browser, taps = rig.browser(officer_id), 0
    page = browser.open("/")
    assert "/start" in page.links
    page, taps = browser.open("/start"), taps + 1
    wanted = {"mode": "either", "urgency": "soon"}
    page, taps = browser.send("/start", **wanted), taps + len(wanted) + 1
    assert page.path == "/choose"
    page, taps = browser.send("/choose"), taps + 1
    page, taps = browser.send(f"{page.path}/book"), taps + 1
    assert rig.standing(officer_id).status is S.BOOKED
    assert taps <= 8, taps


def test_each_offer_says_why_it_suits(rig: Rig) -> None:
    rig.counsellor(hours=[(at(d, 8), at(d, 13)) for d in range(1, 90)])
    _, browser = started(rig, rig.officer(late_turns=range(1, 30)))
    seen = browser.shown.visible
    assert "after your late turn ends" in seen or "before your late turn starts" in seen


def test_a_missed_time_is_shown_as_moved_and_nothing_is_lost(rig: Rig) -> None:
    rig.counsellor()
    officer_id, browser = booked(rig)
    first = rig.standing(officer_id)
    rig.ends(first, Outcome.KEPT_ON_DUTY)

    browser = rig.browser(officer_id)
    home = browser.open("/")
    assert "0 of 10 done. Nothing is lost: 10 are still yours." in home.visible
    assert "Moved from" in home.visible
    assert "you were kept on duty" in home.visible
    one = browser.open("/plan/1")
    assert "How it came to this" in one.headings
    assert "You were kept on duty" in one.visible
    history = browser.open("/history")
    assert "You were kept on duty, so it was planned again" in history.visible
    with rig.store.read() as db:
        assert balance_of_course(db, first.course_id).granted == 10


def test_ten_attended_times_complete_the_plan(rig: Rig) -> None:
    rig.counsellor()
    officer_id, browser = booked(rig)
    for number in range(1, 11):
        rig.ends(rig.standing(officer_id, number), Outcome.ATTENDED)
        browser = rig.browser(officer_id)
        assert f"{number} of 10 done." in browser.open("/").visible or number == 10
    assert "All 10 done" in browser.open("/").headings
    assert "10 agreed = 10 done + 0 planned + 0 to be planned" in browser.open("/history").visible


def test_a_hold_that_ran_out_says_so_kindly_and_leads_back(rig: Rig) -> None:
    rig.counsellor()
    _, browser = started(rig)
    held = browser.send("/choose")
    rig.clock.advance(timedelta(minutes=11))
    page = browser.post(f"{held.path}/book")
    assert browser.status == 409
    assert "That time is free again" in page.headings
    assert any(link.startswith("/choose?n=1") for link in page.links)
    assert "That time is free again" in browser.open(held.path).headings


def test_a_kept_time_can_be_let_go(rig: Rig) -> None:
    rig.counsellor()
    officer_id, browser = started(rig)
    held = browser.send("/choose")
    page = browser.send(f"{held.path}/let-go")
    assert page.path == "/choose"
    assert not [a for a in rig.appointments(officer_id) if a.status is S.HELD]


def test_a_kept_time_waits_on_the_first_page(rig: Rig) -> None:
    rig.counsellor()
    _, browser = started(rig)
    held = browser.send("/choose")
    assert "Kept for you" in browser.open("/").visible
    assert held.path in browser.shown.links


def test_while_a_time_is_kept_the_times_say_so_and_that_choosing_another_lets_it_go(rig: Rig) -> None:
    rig.counsellor()
    officer_id, browser = started(rig)
    held = browser.send("/choose")
    kept = rig.standing(officer_id)
    page = browser.open("/choose")
    assert "Choose another time" in page.headings
    assert "A time is kept for you" in page.visible
    assert "If you choose another time, this one is let go." in page.visible
    assert held.path in page.links
    browser.send("/choose")
    assert rig.standing(officer_id).start_at != kept.start_at


def test_whoever_has_a_plan_is_led_to_it_instead_of_a_second_form(rig: Rig) -> None:
    rig.counsellor()
    _, browser = started(rig)
    assert browser.open("/start").path == "/"
    page = browser.post("/start", mode="either", urgency="soon")
    assert page.path == "/"
    assert "You have a plan already" in page.visible


def test_times_that_nobody_can_offer_are_met_with_what_to_do_next(rig: Rig) -> None:
    _, browser = started(rig)
    assert browser.shown.path == "/choose"
    assert "No time fits just now" in browser.shown.visible
    assert "/preferences" in browser.shown.links


def test_a_time_that_has_been_is_not_chosen_for_and_one_that_stands_is_named_where_no_other_fits(rig: Rig) -> None:
    rig.counsellor(hours=[(at(day, 10), at(day, 11)) for day in (7, 14)])
    officer_id, browser = booked(rig)
    stands = browser.open("/choose?n=2")
    assert "No other time fits just now" in stands.visible
    assert "Yours stands" in stands.visible
    assert "/plan/2" in stands.links
    assert "/why?n=2" not in stands.links
    rig.clock.move_to(rig.standing(officer_id).end_at)
    assert rig.browser(officer_id).open("/choose?n=1").path == "/plan/1", "nobody has said yet how it went"
    rig.ends(rig.standing(officer_id), Outcome.ATTENDED)
    done = rig.browser(officer_id).open("/choose?n=1")
    assert done.path == "/plan/1"
    assert "there is nothing to choose for it" in done.visible


def test_the_same_tap_twice_keeps_one_time_only(rig: Rig) -> None:
    rig.counsellor()
    officer_id, browser = started(rig)
    form = browser.shown.form("/choose")
    first = browser.post("/choose", **form.fields).path
    assert browser.post("/choose", **form.fields).path == first
    assert len([a for a in rig.appointments(officer_id) if a.number == 1 and a.status is S.HELD]) == 1
