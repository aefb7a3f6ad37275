"""An officer's own time, and where and whom they would like to meet: over pages and the API, one rule for both."""

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from app.care.domain.needs import OfficerNeeds
from app.care.domain.parts_of_day import PartOfDay
from app.care.domain.policy import Policy
from app.care.domain.wants import Wants
from app.care.store import courses, officers
from app.care.store.tables.providers import Counsellor
from scheduler.rest_rules import RestRules
from tests.care.officer.rig import ZONE, Program, Rig, booked
from tests.support.builders import SITE, VIDEO, at

TIME = "/me/preferences"
EVENING = {"weekday": 1, "part": "evening"}


@pytest.fixture(scope="module")
def rig(desk_for_all: Rig) -> Rig:
    """Two people to see, each by video and at a site."""
    desk_for_all.counsellor(places=[VIDEO, SITE], name="Robin Hale", gender="man", languages=["en"])
    desk_for_all.counsellor(places=[VIDEO, SITE], name="Anneke Vos", gender="woman", languages=["en", "cy"])
    return desk_for_all


def put(program: Program, path: str, body: object, seen: str | None) -> httpx.Response:
    headers = {"authorization": f"Bearer {program.token}"} | ({"if-match": seen} if seen else {})
    return program.client.put(f"/api/v1{path}", json=body, headers=headers)


def tag(program: Program, path: str) -> str:
    return program.get(path).headers["etag"]


def needs_of(rig: Rig, officer_id: str) -> OfficerNeeds:
    with rig.store.read() as db:
        return OfficerNeeds.from_json(officers.one(db, officer_id).needs)


def test_what_the_api_sets_is_what_the_page_shows_and_the_other_way_round(rig: Rig) -> None:
    officer_id = rig.officer()
    program, browser = rig.program(officer_id), rig.browser(officer_id)
    wish = {
        "avoid": [EVENING],
        "avoid_strictly": True,
        "sleep_hours": 6,
        "wind_down_hours": 2,
        "rests_after_nights": True,
    }
    answer = put(program, TIME, wish, tag(program, TIME))
    assert answer.status_code == 200, answer.text
    fields = browser.open("/preferences").form("/preferences").fields
    shown = ("avoid", "strict", "sleep", "wind_down", "rest_day")
    assert [fields[name] for name in shown] == ["1-evening", "yes", "6", "2", "yes"]
    browser.send("/preferences", avoid=["5-morning", "5-afternoon", "5-evening"], strict="no")
    found = program.get(TIME).json()
    assert found["avoid"] == [{"weekday": 5, "part": part.value} for part in sorted(PartOfDay)]
    assert (found["avoid_strictly"], found["sleep_hours"]) == (False, 6)


def test_the_api_tells_what_can_be_asked_for(rig: Rig) -> None:
    found = rig.program(rig.officer()).get("/choices").json()
    assert found["sites"] == [{"id": SITE, "name": "Riverside"}]
    assert (found["languages"], found["genders"], found["has_video"]) == (["cy", "en"], ["man", "woman"], True)


def test_a_change_of_what_one_has_not_seen_is_refused_on_both_roads_and_changes_nothing(rig: Rig) -> None:
    officer_id = rig.officer()
    program, browser = rig.program(officer_id), rig.browser(officer_id)
    seen = tag(program, TIME)
    browser.open("/preferences")
    assert put(program, TIME, {}, None).status_code == 428
    assert put(program, TIME, {"sleep_hours": 9}, seen).status_code == 200
    refused = put(program, TIME, {"sleep_hours": 5}, seen)
    assert (refused.status_code, refused.json()["code"]) == (412, "version-changed")
    page = browser.send("/preferences", sleep="4")
    assert browser.status == 412
    assert "changed somewhere else" in page.visible
    assert browser.post("/preferences", sleep="4").form("/preferences").fields["sleep"] == "9"
    assert browser.status == 428
    assert needs_of(rig, officer_id).sleep_hours == 9
    assert put(program, TIME, {"sleep_hours": 5}, "*").status_code == 200, "the control: whoever takes anything may"


def test_hours_never_to_be_used_are_cleared_and_hours_rather_not_used_are_left_alone(rig: Rig) -> None:
    officer_id, browser = booked(rig)
    old = rig.standing(officer_id, 2).start_at.astimezone(ZONE)
    cells = [f"{old.weekday()}-{part.value}" for part in PartOfDay]
    browser.open("/preferences")
    browser.send("/preferences", avoid=cells, strict="no")
    assert rig.standing(officer_id, 2).start_at == old, "rather not: what is promised stays"
    browser.open("/preferences")
    browser.send("/preferences", avoid=cells, strict="yes")
    ahead = [a.start_at.astimezone(ZONE) for a in (rig.standing(officer_id, n) for n in range(1, 11))]
    assert old.weekday() not in {start.weekday() for start in ahead}
    assert "It no longer suited what you set" in browser.open("/history").visible


def test_duty_time_is_asked_about_only_where_the_force_allows_it(rig: Rig) -> None:
    officer_id = rig.officer()
    program, browser = rig.program(officer_id), rig.browser(officer_id)
    wish = {"in_duty_time": True}
    assert "duty" not in browser.open("/preferences").form("/preferences").fields
    refused = put(program, TIME, wish, tag(program, TIME))
    assert (refused.status_code, refused.json()["code"]) == (422, "duty-time-not-allowed")
    browser.send("/preferences", duty="yes")
    assert browser.status == 422
    assert not needs_of(rig, officer_id).in_duty_time
    forbids = rig.store.session_info["policy"]
    rig.store.session_info["policy"] = replace(forbids, rest=RestRules(in_duty_time_by_force=True))
    try:
        assert browser.open("/preferences").form("/preferences").fields["duty"] == "no"
        assert put(program, TIME, wish, tag(program, TIME)).json()["in_duty_time"] is True
    finally:
        rig.store.session_info["policy"] = forbids
    assert put(program, TIME, {**wish, "sleep_hours": 9}, tag(program, TIME)).status_code == 200, "a wish may stay"


@pytest.mark.parametrize(
    ("body", "column"),
    [
        ({"travel_minutes": {"nowhere": 5}}, "travel_minutes.nowhere"),
        ({"sleep_hours": 3}, "sleep_hours"),
        ({"avoid": [{"weekday": 7, "part": "evening"}]}, "avoid.0.weekday"),
        ({"lunch": True}, "lunch"),
    ],
)
def test_what_makes_no_sense_is_refused_where_it_stands(rig: Rig, body: object, column: str) -> None:
    program = rig.program(rig.officer())
    answer = put(program, TIME, body, "*")
    assert answer.status_code == 422
    assert column in [fault["column"] for fault in answer.json()["faults"]]


def test_days_away_are_added_and_taken_off_over_the_api(rig: Rig) -> None:
    officer_id, _ = booked(rig)
    program, old = rig.program(officer_id), rig.standing(officer_id, 2)
    stretch = {"starts_at": old.start_at.isoformat(), "ends_at": old.end_at.isoformat()}
    assert len(program.post("/me/away", stretch).json()["away"]) == 1
    assert program.post("/me/away", stretch).status_code == 201
    assert rig.standing(officer_id, 2).start_at != old.start_at
    gone = program.client.delete(
        "/api/v1/me/away",
        params={"starts_at": stretch["starts_at"]},
        headers={"authorization": f"Bearer {program.token}"},
    )
    assert gone.json()["away"] == []
    backwards = {"starts_at": stretch["ends_at"], "ends_at": stretch["starts_at"]}
    far = {"starts_at": "9999-12-30T00:00:00-14:00", "ends_at": "9999-12-31T23:59:00-14:00"}
    for wrong in (backwards, far, {"starts_at": at(-9).isoformat(), "ends_at": at(-8).isoformat()}):
        assert program.post("/me/away", wrong).status_code == 422


def wants_of(rig: Rig, officer_id: str) -> Wants:
    with rig.store.read() as db:
        course = courses.going_on_of_officer(db, officer_id)
        assert course
        return Wants.from_json(course.wants)


def test_somebody_else_is_asked_for_and_comes_only_by_consent(rig: Rig) -> None:
    officer_id, browser = booked(rig)
    first = rig.standing(officer_id)
    present = "woman" if _name(rig, first.counsellor_id) == "Anneke Vos" else "man"
    other = {"woman": "man", "man": "woman"}[present]
    browser.open("/preferences")
    page = browser.send("/preferences/where", gender=other)
    assert page.path == "/change"
    assert wants_of(rig, officer_id).counsellor_gender == other
    assert {a.counsellor_id for a in (rig.standing(officer_id, n) for n in (1, 2, 3))} == {first.counsellor_id}
    browser.send("/change", answer="yes")
    after = rig.standing(officer_id, 2)
    assert after.counsellor_id != first.counsellor_id
    assert "It no longer suited what you set" in browser.open("/history").visible
    browser.open("/preferences")
    assert browser.send("/preferences/where", gender="").path == "/preferences", "nobody is asked when all is well"


def test_a_question_about_somebody_who_is_not_wanted_any_more_is_taken_back(rig: Rig) -> None:
    officer_id, _ = booked(rig)
    program = rig.program(officer_id)
    course = program.get("/me").json()["course"]
    present = "woman" if _name(rig, rig.standing(officer_id).counsellor_id) == "Anneke Vos" else "man"
    other = {"woman": "man", "man": "woman"}[present]
    path = f"/courses/{course}/wants"
    assert put(program, path, {"counsellor_gender": other}, None).status_code == 428
    assert put(program, path, {"counsellor_gender": other}, tag(program, path)).status_code == 200
    assert program.get(f"/courses/{course}").json()["change"] is not None
    assert put(program, path, {"counsellor_gender": present}, tag(program, path)).status_code == 200
    assert program.get(f"/courses/{course}").json()["change"] is None
    assert put(program, path, {"language": "fr"}, tag(program, path)).status_code == 422
    assert put(program, path, {}, '"old"').status_code == 412


def test_who_is_asked_for_during_a_break_is_looked_for_when_the_plan_goes_on(rig: Rig) -> None:
    officer_id, browser = booked(rig)
    present = "woman" if _name(rig, rig.standing(officer_id).counsellor_id) == "Anneke Vos" else "man"
    browser.post("/pause")
    browser.open("/preferences")
    page = browser.send("/preferences/where", gender={"woman": "man", "man": "woman"}[present])
    assert page.path == "/preferences", "nobody is asked while nothing is planned"
    browser.post("/resume")
    assert "There is a question for you" not in browser.open("/").visible
    rig.run_jobs()
    assert "You asked for somebody like" in browser.open("/").visible


def test_a_rhythm_that_was_let_go_of_can_be_taken_back(rig: Rig) -> None:
    officer_id, browser = booked(rig)
    assert "the usual rhythm" not in browser.open("/preferences").visible
    with rig.store.write() as db:
        course = courses.going_on_of_officer(db, officer_id)
        assert course
        course.wants = {**course.wants, "gap_limit": 42}
    assert "Now 5 to 42 days may lie between two of them" in browser.open("/preferences").visible
    browser.send("/preferences/where")
    assert wants_of(rig, officer_id).gap_limit == 42, "left alone unless it is ticked"
    browser.open("/preferences")
    browser.send("/preferences/where", gaps="usual")
    assert wants_of(rig, officer_id).gap_limit == 28


def test_a_program_takes_a_rhythm_back_as_the_page_does(rig: Rig) -> None:
    officer_id, _ = booked(rig)
    program = rig.program(officer_id)
    path = f"/courses/{program.get('/me').json()['course']}/wants"
    assert program.get(path).json()["rhythm"] == "usual"
    with rig.store.write() as db:
        course = courses.going_on_of_officer(db, officer_id)
        assert course
        course.wants = {**course.wants, "gap_min": 4, "gap_limit": 42, "gap_once": 50, "gap_once_at": at(0).isoformat()}
    seen = program.get(path).json()
    assert seen["rhythm"] == "own"
    assert put(program, path, seen, tag(program, path)).json() == seen, "what was read and sent back changes nothing"
    assert put(program, path, {}, tag(program, path)).json()["rhythm"] == "own", "nor does leaving it out"
    assert wants_of(rig, officer_id).gap_limit == 42
    assert put(program, path, {"rhythm": "odd"}, tag(program, path)).status_code == 422
    assert put(program, path, {"rhythm": "usual"}, tag(program, path)).json()["rhythm"] == "usual"
    now = wants_of(rig, officer_id)
    assert (now.gap_min, now.gap_limit, now.gap_once, now.gap_once_at) == (5, 28, None, None)


def test_a_course_is_paused_as_it_was_read_or_not_at_all(rig: Rig) -> None:
    officer_id, _ = booked(rig)
    program = rig.program(officer_id)
    path = f"/courses/{program.get('/me').json()['course']}"
    headers = {"authorization": f"Bearer {program.token}", "if-match": tag(program, path)}
    assert program.post(f"{path}/rebooking", {"wanted": False}).json()["rebooks"] is False
    refused = program.client.post(f"/api/v1{path}/pause", headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (412, "version-changed")
    assert program.get(path).json()["state"] == "open"
    headers["if-match"] = tag(program, path)
    assert program.client.post(f"/api/v1{path}/pause", headers=headers).json()["state"] == "paused"
    assert program.post(f"{path}/resume").json()["state"] == "open", "who names no version is not asked for one"


def test_a_place_that_is_not_liked_is_left_and_nobody_blames_a_duty(rig: Rig) -> None:
    officer_id, browser = booked(rig)
    there = rig.standing(officer_id).place_id
    mode, other = ("site", SITE) if there == VIDEO else ("video", VIDEO)
    browser.open("/preferences")
    browser.send("/preferences/where", mode=mode, **{f"place-{SITE}": "1"})
    assert wants_of(rig, officer_id).places == ((SITE,) if mode == "site" else ())
    assert {rig.standing(officer_id, n).place_id for n in range(1, 11)} == {other}
    seen = browser.open("/history").visible
    assert "It no longer suited what you set" in seen
    assert "A duty was put over it" not in seen
    browser.open("/preferences")
    assert "#f-places" in browser.send("/preferences/where", mode="site", **{f"place-{SITE}": "no"}).links
    assert browser.post("/preferences/where", mode="video").path == "/preferences/where"
    assert browser.status == 428


def _name(rig: Rig, counsellor_id: str) -> str:
    with rig.store.read() as db:
        return db.get_one(Counsellor, counsellor_id).name


def test_the_policy_of_the_tests_is_that_of_the_desk(rig: Rig) -> None:
    """What the tests above rest on: nobody has allowed duty time, and a night earns eight hours."""
    policy: Policy = rig.store.session_info["policy"]
    assert not policy.rest.in_duty_time_by_force
    assert policy.rest.sleep_after_night == timedelta(hours=8)
