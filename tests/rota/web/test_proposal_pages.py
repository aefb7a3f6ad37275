"""The page of an upload shows how it was read, what is odd, what it looks like, and lets all of it be changed."""

from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from app.rota.domain.decision import Confidence, Decision
from app.rota.domain.reading import Question
from app.rota.services.receive import Arrived, receive
from app.rota.store.codes import code_table
from app.rota.store.profiles import profiles
from app.rota.store.tables.uploads import Upload
from app.rota.store.uploads import upload
from tests.rota.builders import grid_csv, line, long_csv, read
from tests.rota.hr import LONDON, NOW, HrDesk, send_file, sent, teach

SHAPE = "c" * 64
ORDER = Decision(
    "date_order", "Order of the dates", "day_first", "day, month, year", "Row 2 has the 13th first.",
    Confidence.LIKELY, (("day_first", "day first"), ("month_first", "month first")),
)  # fmt: skip
SHEET = Decision("sheet", "Sheet", "Update", "Update", "It is the only one with dates.", Confidence.CERTAIN)
FAULTY = long_csv(line("1"), line("2", kind="gardening"), line("3"))


def proposed(db: Session, *decisions: Decision, **answers: str) -> Upload:
    """An upload of a known shape, with what its reader settled."""
    reading = replace(read(grid_csv(), **answers), decisions=decisions, fingerprint=SHAPE)
    return receive(db, Arrived("grid.csv", grid_csv().encode(), answers, "hr1"), reading, LONDON, now=NOW)


def answers_of(hr: HrDesk, upload_id: str) -> dict[str, str]:
    with hr.store.read() as db:
        return upload(db, upload_id).answers


def test_what_was_settled_is_shown_with_why_and_how_sure(hr: HrDesk) -> None:
    teach(hr.store)
    with hr.store.write() as db:
        row = proposed(db, ORDER, SHEET, code_table="response")
    page = hr.browser().get(f"/uploads/{row.id}").text
    assert "What was detected" in page
    assert "Row 2 has the 13th first." in page and '<span class="optional">likely</span>' in page
    assert "It is the only one with dates." in page and '<span class="optional">certain</span>' in page
    assert '<option value="day_first" selected>day first</option>' in page
    plain = hr.machine().get(f"/api/v1/rosters/uploads/{row.id}").json()
    assert [one["code"] for one in plain["decisions"]] == ["date_order", "sheet"]
    assert plain["decisions"][0]["confidence"] == "likely"


def test_only_what_was_changed_becomes_an_answer(hr: HrDesk) -> None:
    teach(hr.store)
    with hr.store.write() as db:
        row = proposed(db, ORDER, SHEET, code_table="response")
    form = {"a.date_order": "month_first", "was.date_order": "day_first", "a.sheet": "Update", "was.sheet": "Update"}
    hr.browser().post(f"/uploads/{row.id}/answers", data=form)
    assert answers_of(hr, row.id) == {"code_table": "response", "date_order": "month_first"}


def test_answers_are_remembered_applied_undone_and_forgotten(hr: HrDesk) -> None:
    teach(hr.store)
    browser = hr.browser()
    with hr.store.write() as db:
        first = proposed(db, code_table="response", month="2026-12")
    page = browser.get(f"/uploads/{first.id}").text
    assert 'value="code_table" checked' in page and 'value="month"' in page and 'value="month" checked' not in page
    said = browser.post(f"/uploads/{first.id}/remember", data={"name": "Duty system", "remember": ["code_table"]})
    assert "Remembered as the profile Duty system" in said.text
    with hr.store.write() as db:
        second = proposed(db)
    page = browser.get(f"/uploads/{second.id}").text
    assert "Files of this shape were read before" in page
    page = browser.post(f"/uploads/{second.id}/profile", data={"profile": "Duty system"}).text
    assert "Read with the profile Duty system" in page and "This can be published" in page
    assert "from the profile Duty system" in page
    assert answers_of(hr, second.id) == {"code_table": "response"}
    assert "Last used" in browser.get("/profiles").text
    page = browser.post(f"/uploads/{second.id}/profile", data={"profile": ""}).text
    assert "Which code table says" in page and answers_of(hr, second.id) == {}
    assert "is forgotten" in browser.post("/profiles/forget", data={"name": "Duty system"}).text
    assert "no such profile" in browser.post("/profiles/forget", data={"name": "Duty system"}).text


def test_an_answer_by_hand_wins_over_the_profile_and_survives_its_undoing(hr: HrDesk) -> None:
    teach(hr.store)
    browser = hr.browser()
    with hr.store.write() as db:
        row = proposed(db, code_table="response", blank_cells="not_rostered")
    browser.post(f"/uploads/{row.id}/remember", data={"name": "P", "remember": ["code_table", "blank_cells"]})
    with hr.store.write() as db:
        other = proposed(db)
    browser.post(f"/uploads/{other.id}/profile", data={"profile": "P"})
    browser.post(f"/uploads/{other.id}/answers", data={"a.blank_cells": "ask", "a.time_zone": "Europe/Paris"})
    browser.post(f"/uploads/{other.id}/profile", data={"profile": ""})
    assert answers_of(hr, other.id) == {"blank_cells": "ask", "time_zone": "Europe/Paris"}


def test_machines_remember_apply_and_forget(hr: HrDesk) -> None:
    teach(hr.store)
    machine, api = hr.machine(), "/api/v1/rosters"
    with hr.store.write() as db:
        first, second = proposed(db, code_table="response"), proposed(db)
    kept = machine.put(f"{api}/profiles/Duty system", json={"upload": first.id, "answers": ["code_table"]})
    assert kept.json()["answers"] == {"code_table": "response"}
    assert [one["name"] for one in machine.get(f"{api}/profiles").json()["profiles"]] == ["Duty system"]
    read_by = machine.post(f"{api}/uploads/{second.id}/profile", json={"name": "Duty system"}).json()
    assert (read_by["profile"], read_by["state"]) == ("Duty system", "ready")
    undone = machine.post(f"{api}/uploads/{second.id}/profile", json={}).json()
    assert (undone["profile"], undone["state"]) == (None, "asking")
    assert machine.delete(f"{api}/profiles/Duty system").status_code == 204
    assert machine.get(f"{api}/profiles/Duty system").status_code == 404
    assert machine.put(f"{api}/profiles/x", json={"upload": first.id, "answers": []}).status_code == 422


def asking_for_codes(db: Session) -> Upload:
    """An upload that asks what a code means."""
    off = (("rest day", "rest day"), ("not rostered", "not rostered"))
    question = Question("code.XX", "What does the code XX mean?", off, example="late 14:00-22:00")
    reading = replace(read(grid_csv(), code_table="response"), questions=(question,), lines=())
    return receive(
        db, Arrived("g.csv", grid_csv().encode(), {"code_table": "response"}, "hr1"), reading, LONDON, now=NOW
    )


def test_a_code_that_is_explained_is_kept_with_one_choice(hr: HrDesk) -> None:
    teach(hr.store)
    browser = hr.browser()
    with hr.store.write() as db:
        row = asking_for_codes(db)
    page = browser.get(f"/uploads/{row.id}").text
    assert 'id="f-a.code.XX" name="a.code.XX" type="text"' in page  # hours can be typed, whatever is suggested
    assert "What does the code XX mean?" in page and "in the code table response" in page
    browser.post(f"/uploads/{row.id}/answers", data={"a.code.XX": "late 13:00-21:00", "teach": "response"})
    with hr.store.read() as db:
        entries = code_table(db, "response").entries
    assert entries["XX"] == {"kind": "late", "starts": "13:00", "ends": "21:00"} and "E" in entries
    assert answers_of(hr, row.id) == {"code_table": "response"}


def test_a_code_explained_for_one_file_can_be_kept_later(hr: HrDesk) -> None:
    teach(hr.store)
    browser = hr.browser()
    with hr.store.write() as db:
        row = asking_for_codes(db)
    page = browser.post(f"/uploads/{row.id}/answers", data={"a.code.XX": "not rostered", "teach": ""}).text
    assert "Keep the codes you explained" in page
    said = browser.post(f"/uploads/{row.id}/codes", data={"table": "response"}).text
    assert "One code is kept in response." in said
    assert "No code was answered" in browser.post(f"/uploads/{row.id}/codes", data={"table": "response"}).text
    assert hr.machine().post(f"/api/v1/rosters/uploads/{row.id}/codes", json={"code_table": "x"}).status_code == 422


def test_what_looks_odd_is_told_by_rule_with_its_source(hr: HrDesk) -> None:
    with hr.store.write() as db:
        row = sent(db, long_csv(line("=1".strip("=") + "7", "2026-12-01,06:00", "2026-12-01,22:00", "early")))
    page = hr.browser().get(f"/uploads/{row.id}").text
    assert "What looks odd" in page and "A duty as long as this or longer 15 hours: 1" in page
    assert "Source: Working Time Regulations 1998, reg. 10" in page
    plain = hr.machine().get(f"/api/v1/rosters/uploads/{row.id}").json()
    assert plain["state"] == "ready" and plain["warnings_by_rule"]["long_duty"] == 1
    rules = hr.machine().get(f"/api/v1/rosters/uploads/{row.id}/warnings").json()["rules"]
    assert {"long_duty", "late_notice", "short_period"} <= {one["rule"] for one in rules}
    assert all(one["source"] and one["warnings"] for one in rules)


def test_the_rules_are_changed_on_a_page(hr: HrDesk) -> None:
    browser, machine = hr.browser(), hr.machine()
    limits = {one["rule"]: one["limit"] for one in machine.get("/api/v1/rosters/rules").json()["rules"]}
    form = {code: str(limit) for code, limit in limits.items()} | {"long_duty": "10", "short_period": ""}
    assert "The rules are kept" in browser.post("/rules", data=form).text
    changed = {one["rule"]: one["limit"] for one in machine.get("/api/v1/rosters/rules").json()["rules"]}
    assert changed == limits | {"long_duty": 10, "short_period": None}
    page = browser.post("/rules", data={"long_duty": "2", "short_rest": "x"})
    assert page.status_code == 422 and 'href="#f-short_rest"' in page.text
    assert browser.post("/rules", data={"long_duty": "2"}).status_code == 422
    assert browser.post("/rules", data={"long_duty": "nan"}).status_code == 422
    assert machine.put("/api/v1/rosters/rules", json={"limits": {"nothing": 1}}).status_code == 422
    back = machine.put("/api/v1/rosters/rules", json={"limits": {"long_duty": 15, "short_period": 89}}).json()
    assert {one["rule"]: one["limit"] for one in back["rules"]} == limits
    with hr.store.write() as db:
        row = sent(db, long_csv(line()))
        assert "long_duty" not in row.warning_counts


def test_the_weeks_are_a_picture_with_the_same_figures(hr: HrDesk) -> None:
    with hr.store.write() as db:
        row = sent(db, long_csv(line(), line("00124"), line("00124", "2026-12-09,07:00", "2026-12-09,15:00", "early")))
    page = hr.browser().get(f"/uploads/{row.id}").text
    assert '<svg width="' in page and "Everybody, 2 people" in page and 'class="shade-4"' in page
    assert "01/12/2026 to 06/12/2026" in page and "0 to 2 of 2" in page
    plain = hr.machine().get(f"/api/v1/rosters/uploads/{row.id}").json()
    assert plain["picture"] == {"first_on": "2026-12-01", "strips": [["Everybody", 2, [2, 0, 0, 0, 0, 0, 0, 0, 1]]]}


def test_people_with_faulty_rows_are_left_out_only_by_choice(hr: HrDesk) -> None:
    browser = hr.browser()
    page = browser.post("/uploads", files={"file": ("december.csv", FAULTY)})
    where = page.url.path
    assert "Leave out the people with faulty rows and import the rest" in page.text
    page = browser.post(f"{where}/answers", data={"a.faulty_rows": "leave_out"})
    assert "This can be published" in page.text and "One row is left out" in page.text
    assert "gardening" in browser.get(f"{where}/rejected.csv").text
    rows = hr.machine().get(f"/api/v1/rosters{where}/rejected").json()["rows"]
    assert [row["cells"][0] for row in rows] == ["2"]
    page = browser.post(f"{where}/answers", data={"a.faulty_rows": "", "a.faulty_rows_most": ""})
    assert "What needs to be put right" in page.text
    browser.post(f"{where}/answers", data={"a.faulty_rows": "leave_out"})
    assert browser.post(f"{where}/publish").url.path == "/versions/1"
    assert "One row is left out" in browser.get(where).text


def test_machines_leave_out_by_choice_too(hr: HrDesk) -> None:
    plain = send_file(hr.machine(), FAULTY, faulty_rows="leave_out")
    assert (plain["state"], plain["staff"], plain["rejected_count"]) == ("ready", 2, 1)


def test_a_profile_is_never_made_of_a_shape_that_is_not_known(hr: HrDesk) -> None:
    with hr.store.write() as db:
        row = sent(db, long_csv(line()), time_zone="Europe/London")
        row.fingerprint = ""
    assert "Remember these answers" not in hr.browser().get(f"/uploads/{row.id}").text
    said: Any = hr.browser().post(f"/uploads/{row.id}/remember", data={"name": "x", "remember": ["time_zone"]})
    assert "no shape by which" in said.text
    with hr.store.read() as db:
        assert profiles(db) == []
