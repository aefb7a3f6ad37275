"""Something sooner, as officers meet it on pages and over the API; and the person to turn to where planning stops."""

from dataclasses import replace
from datetime import datetime

import pytest

from app.care.domain.help_notice import DEFAULT, HumanRoute, first_notice
from app.care.domain.outcome import Outcome
from app.care.domain.policy import DEFAULT_POLICY
from app.care.reads.help_board import HelpBoard
from app.care.services.help_notice import version_of, write_notice
from app.care.services.opening import open_hours
from tests.care.officer.rig import Rig, booked
from tests.care.officer.test_discretion import given_away
from tests.support.builders import VIDEO, at


def opened(rig: Rig, who: str, start_at: datetime) -> None:
    """An hour comes free."""
    with rig.store.write() as db:
        open_hours(db, who, (start_at, start_at.replace(hour=start_at.hour + 1)), [VIDEO], now=rig.clock())
    rig.run_jobs()


def test_what_comes_free_is_shown_on_the_first_page_and_one_tap_takes_it(rig: Rig) -> None:
    who = rig.counsellor([(at(d, 10), at(d, 12)) for d in range(9, 100)])
    officer_id, browser = booked(rig)
    old = rig.standing(officer_id)
    assert "/sooner" in browser.open("/").links
    browser.open("/sooner")
    page = browser.send("/sooner", part="afternoon")
    assert "We look out for something sooner, and tell you." in page.visible
    assert not given_away(page, browser.headers)
    opened(rig, who, at(4, 10))
    assert "has come free" not in browser.open("/").visible, "a morning is not what was wished for"
    opened(rig, who, at(5, 14))
    page = browser.open("/")
    assert "Something sooner has come free. It is kept for you until 14:00" in page.visible
    assert not given_away(page, browser.headers)
    offer = next(form.action for form in page.forms if form.action.endswith("/keep"))
    stranger = rig.browser(rig.officer())
    for verb in ("keep", "decline"):
        stranger.post(offer.replace("keep", verb))
        assert stranger.status == 404
    page = browser.send(offer)
    assert "It is yours, and the old time is let go." in page.visible
    new = rig.standing(officer_id)
    assert (new.start_at, new.replaces_id) == (at(5, 14), old.id)
    page = browser.open("/sooner")
    assert "Look out for me" in page.visible
    browser.send("/sooner")
    browser.send("/sooner/end")
    assert "We have stopped looking." in browser.shown.visible


def test_the_api_waits_keeps_and_leaves_alike(rig: Rig) -> None:
    who = rig.counsellor([(at(d, 10), at(d, 12)) for d in range(9, 100)])
    officer_id, _ = booked(rig)
    program, course = rig.program(officer_id), rig.standing(officer_id).course_id
    put = program.client.put(
        f"/api/v1/courses/{course}/sooner",
        json={"part": ["morning", "afternoon"]},
        headers={"authorization": f"Bearer {program.token}"},
    )
    assert (put.status_code, put.json()["wish"]["part"], put.json()["kept"]) == (200, ["afternoon", "morning"], None)
    opened(rig, who, at(5, 14))
    kept = program.get(f"/courses/{course}/sooner").json()["kept"]
    assert datetime.fromisoformat(kept["start_at"]) == at(5, 14)
    assert kept["has"]["id"] == rig.standing(officer_id).id
    assert program.post(f"/sooner/{kept['id']}/decline").status_code == 204
    refused = program.post(f"/sooner/{kept['id']}/keep")
    assert (refused.status_code, refused.json()["code"]) == (409, "hold-lapsed")
    opened(rig, who, at(6, 14))
    kept = program.get(f"/courses/{course}/sooner").json()["kept"]
    for _ in range(2):
        taken = program.post(f"/sooner/{kept['id']}/keep")
        assert (taken.status_code, taken.json()["status"]) == (200, "booked")
    again = program.client.delete(
        f"/api/v1/courses/{course}/sooner", headers={"authorization": f"Bearer {program.token}"}
    )
    assert again.json()["since_at"] is None


def test_an_appointment_is_called_off_kept_previewed_and_moved_over_the_api(rig: Rig) -> None:
    rig.counsellor()
    officer_id, _ = booked(rig)
    program, old = rig.program(officer_id), rig.standing(officer_id)
    gone = program.post(f"/appointments/{old.id}/cancel", {"hold": True, "why": "court"})
    assert gone.json()["status"] == "cancelled"
    instead = program.get(f"/appointments/{old.id}/instead").json()
    assert (instead["appointment"]["status"], instead["same_day"], instead["settled"]) == ("held", False, False)
    kept = program.post(f"/appointments/{instead['appointment']['id']}/keep").json()
    assert kept["status"] == "booked"
    assert program.get(f"/appointments/{old.id}/instead").json()["settled"] is True
    offer = program.get(f"/courses/{old.course_id}/offers?number=1").json()["offers"][0]["offer"]
    seen = program.post(f"/appointments/{kept['id']}/move/preview", {"offer": offer})
    assert seen.status_code == 200, seen.text
    assert len(seen.json()["shifts"]) + len(seen.json()["stays"]) == 9
    refused = program.post(f"/appointments/{kept['id']}/move", {"offer": offer, "seen": seen.json()["seen"] - 1})
    assert (refused.status_code, refused.json()["code"]) == (409, "world-moved-on")
    assert refused.json()["alternatives"]
    moved = program.post(f"/appointments/{kept['id']}/move", {"offer": offer, "seen": seen.json()["seen"]})
    assert (moved.status_code, moved.json()["start_at"]) == (200, seen.json()["to"]["start_at"])


def test_after_the_last_attempt_it_waits_and_names_a_person_who_is_not_at_work(rig: Rig) -> None:
    """The cap, from the first miss to the way out: nothing is lost, nobody at work is involved."""
    rig.counsellor()
    rig.app.state.desk = replace(
        rig.desk, help_board=HelpBoard(first_notice(HumanRoute("Sam Reid", "+44 1632 960123")))
    )
    officer_id, _ = booked(rig)
    for attempt in range(DEFAULT_POLICY.attempts_cap + 1):
        assert "stopped planning by ourselves" not in rig.browser(officer_id).open("/").visible, attempt
        rig.ends(rig.standing(officer_id), Outcome.KEPT_ON_DUTY)
    browser = rig.browser(officer_id)
    home = browser.open("/")
    assert not given_away(home, browser.headers)
    assert "Waiting for you" in home.headings
    assert "so we have stopped planning by ourselves" in home.visible
    assert "As you asked" not in home.visible
    assert "with a person: Sam Reid, +44 1632 960123. Your line manager is not part of this." in home.visible
    assert "tel:+441632960123" in home.links
    assert "Sam Reid" in rig.program(officer_id).get("/me").json()["human_route"]
    assert "10 are still yours" in home.visible
    with rig.store.write() as db:  # one source: what a lead writes stands in place of what the settings said
        written = replace(DEFAULT, human_route="Ring Kim Osei on 01632 960 777, at any hour.")
        write_notice(db, "lead", written, version_of(0), now=rig.clock())
    rig.app.state.desk.help_board.read_again()
    home = browser.open("/")
    assert "Ring Kim Osei on 01632 960 777, at any hour. Call 01632 960 777" in home.visible
    assert "Sam Reid" not in home.visible
    assert "tel:01632960777" in home.links
    assert "Kim Osei" in rig.program(officer_id).get("/me").json()["human_route"]
    browser.send("/resume")
    assert rig.standing(officer_id).start_at > rig.clock()


@pytest.mark.parametrize(("name", "phone"), [("Welfare desk", ""), ("", "call me"), ("Sam", "01632;x")])
def test_a_human_route_that_gives_officers_away_or_is_no_number_is_refused_at_the_start(name: str, phone: str) -> None:
    with pytest.raises(ValueError, match="human route"):
        HumanRoute(name, phone)


def test_without_a_number_of_its_own_the_route_is_whom_the_officer_sees() -> None:
    assert "tell the one you see" in HumanRoute().words
    assert DEFAULT.human_route == HumanRoute().words
    assert DEFAULT.human_number == ""
