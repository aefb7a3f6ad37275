"""What has been, over the API: page by page, and a miss said by the officer."""

from app.care.domain.outcome import Outcome
from tests.care.officer.rig import Rig, booked


def test_what_was_promised_comes_in_pages_and_a_miss_can_be_said_once_it_is_over(rig: Rig) -> None:
    rig.counsellor()
    officer_id, _ = booked(rig)
    program, first = rig.program(officer_id), rig.standing(officer_id)
    path, seen = f"/courses/{first.course_id}/appointments?limit=2", []
    while path:
        answer = program.get(path)
        seen += [one["id"] for one in answer.json()["appointments"]]
        path = answer.links["next"]["url"].removeprefix("/api/v1") if answer.json()["next"] else ""
    whole = program.get(f"/courses/{first.course_id}/appointments").json()
    assert seen == [one["id"] for one in whole["appointments"]]
    assert len(seen) > 2
    entries = program.get(f"/courses/{first.course_id}/ledger?limit=1").json()
    assert (len(entries["entries"]), entries["entries"][0]["kind"]) == (1, "grant")
    assert entries["next"]

    missed = f"/appointments/{first.id}/missed"
    early = program.post(missed, {"why": "court"}, key="")
    assert (early.status_code, early.json()["code"]) == (409, "illegal-move")
    rig.clock.move_to(first.end_at)
    program = rig.program(officer_id)
    for _ in range(2):
        assert program.post(missed, {"why": "court"}, key="").json()["outcome"] == "court"
    assert rig.program(rig.officer()).post(missed, key="").status_code == 404
    asked = program.post(f"/appointments/{first.id}/questions", key="a-key-of-mine")
    assert (asked.status_code, asked.json()["claimed"]) == (201, "attended")
    again = program.post(f"/appointments/{first.id}/questions", key="a-key-of-mine")
    assert (again.json(), again.headers["idempotency-replayed"]) == (asked.json(), "true")
    assert [one["id"] for one in program.get("/questions").json()["questions"]] == [asked.json()["id"]]


def test_an_officer_puts_a_record_right_from_their_own_page(rig: Rig) -> None:
    rig.counsellor()
    officer_id, browser = booked(rig)
    first = rig.standing(officer_id)
    rig.ends(first, Outcome.DID_NOT_ATTEND)
    browser = rig.browser(officer_id)
    assert f"/put-right/{first.id}" in browser.open("/preferences/record").links
    browser.open(f"/put-right/{first.id}")
    assert "I was there" in browser.shown.headings
    browser.send(f"/put-right/{first.id}")
    assert "They are asked to look again" in browser.shown.visible
    assert "They are asked" in browser.open(f"/put-right/{first.id}").visible
    assert not [form for form in browser.shown.forms if form.action.startswith("/put-right")], "asked once"
    other = rig.browser(rig.officer())
    other.open(f"/put-right/{first.id}")
    assert other.status == 404
