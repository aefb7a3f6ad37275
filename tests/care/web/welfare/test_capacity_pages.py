"""Capacity as a welfare lead meets it: the map, the quarter, changes tried; nobody else, no exact count, no person."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.care.domain.capacity_count import Counted
from app.care.domain.capacity_figures import of_gaps, of_plan
from app.care.domain.capacity_said import as_json
from app.care.domain.study import REASONS, TOO_SMALL, StudyState
from app.care.domain.trying import GapsFound
from app.care.services.capacity_study import answer, begin
from app.care.store.tables.studies import CapacityStudy
from app.foundation.database import Database
from tests.care.officer.rig import Rig, rigged
from tests.care.web.welfare.capacity_stage import a_try, drawn, foretold, the_map, tried
from tests.care.web.welfare.test_notice import a_lead
from tests.support.builders import SITE, VIDEO, a_place

PAGES = ("/welfare/capacity", "/welfare/capacity/what-if")
TYPED = {"kind": "counsellors", "place": VIDEO, "days": "6", "opens": "8", "closes": "12", "people": "2", "rooms": "1"}


@pytest.fixture
def rig(care_sqlite: Database) -> Iterator[Rig]:
    with rigged(care_sqlite) as ready:
        with ready.store.write() as db:
            a_place(db)
            a_place(db, SITE, rooms=2)
        yield ready


def test_the_map_says_which_hours_help_how_many_and_keeps_small_ones_to_itself(rig: Rig) -> None:
    _, lead = a_lead(rig)
    assert "drawn once a week" in lead.open("/welfare/capacity").visible
    drawn(rig)
    shown = lead.open("/welfare/capacity").visible
    assert "25 more officers would finish on time" in shown
    assert "with 8 more counsellor hours a week, Sundays, 8:00 to 12:00" in shown
    assert "Fewer than ten more officers" in shown, "five more are not told"
    assert "about 40 could use them" in shown
    assert "about 380" in shown
    assert "41" not in shown
    assert "403" not in shown


def test_a_spot_that_few_could_use_looks_as_one_that_nobody_could() -> None:
    few = the_map()
    without = GapsFound(few.places, few.before, tuple(one for one in few.priced if len(one.gaining) >= 10), few.tried)
    assert as_json(of_gaps(few, 4000)) == as_json(of_gaps(without, 4000))


def test_the_map_is_drawn_once_a_week_at_most(rig: Rig) -> None:
    _, lead = a_lead(rig)
    lead.open("/welfare/capacity")
    lead.send("/welfare/capacity/map")
    assert "0 % done" in lead.shown.visible
    lead.send("/welfare/capacity/map")
    with rig.store.read() as db:
        (study_id,) = db.scalars(select(CapacityStudy.id)).all()
    with rig.store.write() as db:
        begin(db, study_id)
        answer(db, study_id, as_json(of_gaps(the_map(), 4000)), "", now=rig.clock())
    lead.open("/welfare/capacity")
    lead.send("/welfare/capacity/map")
    assert "drawn within the last week" in lead.shown.visible


def test_a_change_is_asked_for_looked_at_and_shown_before_and_after(rig: Rig) -> None:
    _, lead = a_lead(rig)
    lead.open("/welfare/capacity/what-if")
    lead.send("/welfare/capacity/what-if", **TYPED)
    assert "2 more counsellors at Video: Sunday, 8:00 to 12:00" in lead.shown.visible
    assert "Being worked out" in lead.shown.visible
    path = lead.shown.path
    tried(rig, a_try())
    shown = lead.open(path).visible
    assert "About 25 more officers would finish on time" in shown
    assert "403" not in shown
    assert "Worked out" in lead.open("/welfare/capacity/what-if").visible


def test_what_cannot_be_tried_is_refused_with_every_fault_and_kept_in_the_form(rig: Rig) -> None:
    _, lead = a_lead(rig)
    lead.open("/welfare/capacity/what-if")
    lead.send("/welfare/capacity/what-if", kind="site", days="2", opens="20", closes="21", people="99", rooms="many")
    assert lead.status == 422
    for fault in (
        "The new site needs a name",
        "at least 4 hours in a row",
        "one and 10 counsellors",
        "one and 20 rooms",
    ):
        assert fault in lead.shown.visible, fault
    for nonsense in ({"kind": "x"}, {"opens": "²"}, {"days": "9"}, {"place": "x" * 9999}, {"people": "1" * 5000}):
        lead.open("/welfare/capacity/what-if")
        lead.post("/welfare/capacity/what-if", **{**TYPED, **nonsense})
        assert lead.status in {200, 422}, nonsense


def test_without_a_result_the_page_says_why(rig: Rig) -> None:
    _, lead = a_lead(rig)
    lead.open("/welfare/capacity/what-if")
    lead.send("/welfare/capacity/what-if", **TYPED)
    path = lead.shown.path
    tried(rig, None, TOO_SMALL)
    assert REASONS[TOO_SMALL] in lead.open(path).visible


def test_it_can_be_called_off_and_then_it_cannot(rig: Rig) -> None:
    _, lead = a_lead(rig)
    lead.open("/welfare/capacity/what-if")
    lead.send("/welfare/capacity/what-if", **TYPED)
    path = lead.shown.path
    lead.send(f"{path}/call-off")
    assert "Called off" in lead.shown.visible
    lead.open("/welfare/capacity/what-if")
    lead.send("/welfare/capacity/what-if", **{**TYPED, "days": "5"})
    with rig.store.write() as db:
        study = db.scalars(select(CapacityStudy).where(CapacityStudy.state == StudyState.WAITING)).one()
        begin(db, study.id)
        answer(db, study.id, a_try(), "", now=rig.clock())
    lead.open(path)
    lead.post(f"/welfare/capacity/what-if/{study.id}/call-off")
    assert "worked out before it could be called off" in lead.shown.visible


def test_nobody_else_finds_any_of_it_and_no_lead_finds_that_of_another(rig: Rig) -> None:
    _, lead = a_lead(rig)
    lead.open("/welfare/capacity/what-if")
    lead.send("/welfare/capacity/what-if", **TYPED)
    path = lead.shown.path
    officer = rig.browser(rig.officer())
    for page in (*PAGES, path):
        assert officer.client.get(page).status_code == 404, page
        assert rig.visitor().get(page).status_code in {303, 401, 404}, page
    _, other = a_lead(rig, "another@force.example")
    assert other.client.get(path).status_code == 404
    assert lead.client.get(path).status_code == 200, "control"


def test_the_api_is_asked_and_then_asked_again(rig: Rig) -> None:
    lead_id, _ = a_lead(rig)
    program = TestClient(rig.app, headers={"authorization": f"Bearer {rig.sign_in(lead_id, 'welfare').token}"})
    body = {"kind": "counsellors", "days": [6], "opens": 8, "closes": 12, "place": VIDEO, "people": 2}
    left = program.post("/api/v1/welfare/what-ifs", json=body)
    assert (left.status_code, left.json()["state"]) == (202, "waiting")
    again = program.post("/api/v1/welfare/what-ifs", json=body)
    assert again.json()["id"] == left.json()["id"], "the same change is the same question"
    busy = program.post("/api/v1/welfare/what-ifs", json={**body, "days": [5]})
    assert (busy.status_code, busy.json()["code"]) == (409, "one-at-a-time")
    wrong = program.post("/api/v1/welfare/what-ifs", json={**body, "days": [], "closes": 9})
    assert (wrong.status_code, [one["column"] for one in wrong.json()["faults"]]) == (422, ["days", "closes"])
    tried(rig, a_try())
    done = program.get(left.headers["location"]).json()
    finish = next(one for one in done["after"] if one["table"] == "finish")
    assert finish["rows"][0]["counts"] == [405, 40]
    assert [one["id"] for one in program.get("/api/v1/welfare/what-ifs").json()["what_ifs"]] == [left.json()["id"]]
    assert program.post(f"/api/v1/welfare/what-ifs/{left.json()['id']}/call-off").status_code == 409
    drawn(rig)
    assert {one["table"] for one in program.get("/api/v1/welfare/capacity").json()["map"]} >= {"gaps", "gaps_tried"}
    assert program.post("/api/v1/welfare/capacity/map").status_code == 409
    officer = rig.program(rig.officer())
    for path in ("/welfare/capacity", "/welfare/what-ifs"):
        assert officer.get(path).status_code == 404
    assert program.post("/api/v1/welfare/what-ifs", json={**body, "days": [4]}).status_code == 202, "control"


def test_the_sixth_change_of_a_week_is_turned_away(rig: Rig) -> None:
    lead_id, lead = a_lead(rig)
    program = TestClient(rig.app, headers={"authorization": f"Bearer {rig.sign_in(lead_id, 'welfare').token}"})
    body = {"kind": "counsellors", "opens": 8, "closes": 12, "place": VIDEO, "people": 2}
    for day in range(5):
        left = program.post("/api/v1/welfare/what-ifs", json={**body, "days": [day]})
        assert left.status_code == 202
        assert program.post(f"{left.headers['location']}/call-off").status_code == 200, "even called off it counts"
    sixth = program.post("/api/v1/welfare/what-ifs", json={**body, "days": [5]})
    assert (sixth.status_code, sixth.json()["code"]) == (429, "too-many")
    lead.open("/welfare/capacity/what-if")
    lead.send("/welfare/capacity/what-if", **{**TYPED, "days": "5"})
    assert lead.status == 429
    assert "5 changes were tried within a week" in lead.shown.visible


def test_a_plan_of_which_too_little_can_be_said_says_so(rig: Rig) -> None:
    _, lead = a_lead(rig)
    found = the_map()
    small = Counted(60, 55, 3, (), {(0, 9): 4}, {(0, 9): 50}, {(0, 9): 4})
    drawn(rig, GapsFound(found.places, small, (), ()))
    shown = lead.open("/welfare/capacity").visible
    assert "too few to say" in shown
    assert "no stretch of the week" in shown
    assert of_plan(small, 4000)["finish"].rows[0].counts == (None, None)


def test_the_quarter_is_told_with_its_span_beside_the_hours_that_are_open(rig: Rig) -> None:
    _, lead = a_lead(rig)
    assert "made once a quarter" in lead.open("/welfare/capacity").visible
    foretold(rig)
    shown = lead.open("/welfare/capacity").visible
    assert "2026-Q1" in shown
    assert "about 275, between" in shown
