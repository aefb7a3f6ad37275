"""A place that is a telephone call: no journey, a number to ring, and the same on pages and over the API."""

from datetime import timedelta

import pytest

from app.care.domain.appointment import AppointmentStatus as S
from app.care.store.tables.providers import Place
from tests.care.officer.rig import Browser, Rig
from tests.care.officer.test_discretion import given_away
from tests.support.builders import VIDEO, at

NUMBER = "01632 960 321"
CALL = "alder-line"


@pytest.fixture
def phoned(rig: Rig) -> Rig:
    """The desk with somebody who is also to be had by telephone, and at a site."""
    with rig.store.write() as db:
        db.add(Place(id=CALL, name="Our line", kind="telephone", rooms=None, number=NUMBER))
    rig.counsellor(places=(VIDEO, CALL, "riverside"))
    return rig


def asked(rig: Rig, **wishes: str) -> tuple[str, Browser]:
    """An officer who asked for that."""
    officer_id = rig.officer()
    browser = rig.browser(officer_id)
    browser.open("/start")
    browser.send("/start", urgency="soon", **wishes)
    return officer_id, browser


def test_whoever_asks_for_a_call_gets_calls_and_is_told_what_to_ring(phoned: Rig) -> None:
    officer_id, browser = asked(phoned, mode="telephone")
    assert browser.shown.visible.count("By telephone") == len(browser.shown.offers) == 5
    assert "Our line" not in browser.shown.visible, "the way is told, not what the force calls it"
    browser.send("/choose")
    page = browser.send(f"{browser.shown.path}/book")
    assert f"You ring {NUMBER} at" in page.visible
    assert "tel:01632960321" in page.links
    assert not given_away(page, browser.headers)
    home = browser.open("/")
    assert f"you ring {NUMBER}" in home.visible
    assert {a.place_id for a in phoned.appointments(officer_id)} == {CALL}, "the other nine are calls too"
    program = phoned.program(officer_id)
    plan = program.get(f"/courses/{program.get('/me').json()['course']}").json()
    assert [one["appointment"]["call"] for one in plan["sessions"]] == [NUMBER] * 10


def test_calls_are_one_of_the_ways_that_times_are_narrowed_down_by(phoned: Rig) -> None:
    _, browser = asked(phoned, mode="either")
    page = browser.open(f"/choose?where={CALL}")
    assert page.visible.count("By telephone") >= len(page.offers) > 0
    assert "left out: not by telephone" in page.visible
    assert "not at By" not in page.visible
    page = browser.open("/preferences")
    assert "By telephone" in page.hidden
    browser.send("/preferences/where", mode="telephone")
    page = browser.open("/preferences")
    assert page.form("/preferences/where").fields["mode"] == "telephone"
    assert "question for you" not in browser.open("/").visible


def test_on_a_day_that_no_longer_allows_the_journey_a_call_is_offered_instead(phoned: Rig) -> None:
    officer_id, browser = asked(phoned, mode="either")
    browser.open("/choose?where=riverside")
    browser.send("/choose")
    browser.send(f"{browser.shown.path}/book")
    first = phoned.standing(officer_id)
    assert first.place_id == "riverside"
    phoned.clock.move_to(first.start_at.replace(hour=7))
    with phoned.store.write() as db:
        db.get_one(Place, VIDEO).kind = "site"  # nothing but the call is left
    browser = phoned.browser(officer_id)
    browser.open("/plan/1/change")
    page = browser.send("/plan/1/change")
    assert "Would a call do instead?" in page.headings
    assert "By telephone" in page.visible
    kept = phoned.standing(officer_id)
    assert (kept.place_id, kept.status) == (CALL, S.HELD)
    assert kept.start_at - first.start_at < timedelta(hours=12)
    assert at(0) <= kept.start_at


def test_two_lines_are_told_apart_by_their_numbers_and_one_needs_none(phoned: Rig) -> None:
    _, browser = asked(phoned, mode="either")
    assert f"By telephone, {NUMBER}" not in browser.open("/choose").visible
    with phoned.store.write() as db:
        db.add(Place(id="elm-line", name="Elm Wellbeing line", kind="telephone", rooms=None, number="01632 960 444"))
        db.add(Place(id="other-video", name="Video B", kind="video", rooms=None, number=None))
    phoned.counsellor(name="Anneke Vos", places=("elm-line", "other-video"))
    shown = browser.open("/choose").hidden + browser.shown.visible
    for label in (f"By telephone, {NUMBER}", "By telephone, 01632 960 444", "By video (1)", "By video (2)"):
        assert label in shown, label
    assert "Elm Wellbeing" not in shown
