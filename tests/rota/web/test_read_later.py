"""Large uploads over the API: taken in with 202, read behind the scenes, and read again after a crash."""

import dataclasses

from app.rota.domain.upload import UploadState
from app.rota.services.read_later import MOST_ATTEMPTS, answer_later, begin_reading, end_reading, keep_unread
from app.rota.services.receive import Arrived
from app.rota.store.uploads import unread_uploads, upload
from tests.rota.builders import grid_csv, line, long_csv, read
from tests.rota.hr import LONDON, NOW, HrDesk, hr_desk, teach
from tests.rota.web.machines import UPLOADS, polled, program

LATER = {"prefer": "respond-async"}


def arrived(data: str = "") -> Arrived:
    return Arrived("roster.csv", (data or long_csv(line())).encode(), {}, "machine:payroll")


def test_a_file_is_taken_in_polled_and_published(hr: HrDesk) -> None:
    api = program(hr)
    got = api.post(UPLOADS, files={"file": ("r.csv", long_csv(line()))}, headers=LATER)
    assert (got.status_code, got.json()["state"], got.headers["retry-after"]) == (202, "reading", "2")
    assert got.json()["progress"] in {"waiting", "reading", "comparing"}
    row = polled(api, got.headers["location"].rsplit("/", 1)[1])
    assert (row["state"], row["changes"]["added"]) == ("ready", {"late": 1})
    assert api.post(f"{UPLOADS}/{row['id']}/publish").status_code == 201


def test_a_large_file_is_read_later_without_being_asked_for(hr: HrDesk) -> None:
    desk = hr_desk(hr.store, read_at_once_bytes=10)
    got = program(desk).post(UPLOADS, files={"file": ("r.csv", long_csv(line()))})
    assert got.status_code == 202


def test_questions_and_faults_are_told_after_reading_too(hr: HrDesk) -> None:
    teach(hr.store)
    api = program(hr)
    asking = api.post(UPLOADS, files={"file": ("r.csv", grid_csv(dates=("03/04/2027", "04/04/2027")))}, headers=LATER)
    assert {q["code"] for q in polled(api, asking.json()["id"])["questions"]} == {"code_table", "date_order"}
    faulty = api.post(UPLOADS, files={"file": ("r.csv", long_csv(line(kind="gardening")))}, headers=LATER)
    assert polled(api, faulty.json()["id"])["faults"][0]["value"] == "gardening"


def test_answers_to_a_large_file_are_read_later_too(hr: HrDesk) -> None:
    teach(hr.store)
    api = program(hr_desk(hr.store, read_at_once_bytes=10))
    sent = api.post(UPLOADS, files={"file": ("r.csv", grid_csv(dates=("03/04/2027", "04/04/2027")))}).json()["id"]
    assert polled(api, sent)["state"] == "asking"
    answers = {"answers": {"code_table": "response", "date_order": "day_first"}}
    got = api.post(f"{UPLOADS}/{sent}/answers", json=answers)
    assert (got.status_code, got.json()["state"]) == (202, "reading")
    assert polled(api, sent)["state"] == "ready"
    assert api.post(f"{UPLOADS}/{sent}/publish").status_code == 201
    closed = api.post(f"{UPLOADS}/{sent}/answers", json=answers)
    assert (closed.status_code, closed.json()["code"]) == (409, "upload-closed")


def test_what_is_being_read_is_not_published_and_may_be_thrown_away(hr: HrDesk) -> None:
    with hr.store.write() as db:
        row = keep_unread(db, arrived(), now=NOW)
        begun = begin_reading(db, row.id, now=NOW)
    assert begun is not None
    api = program(hr)
    assert api.post(f"{UPLOADS}/{row.id}/publish").json()["code"] == "upload-not-ready"
    assert api.post(f"{UPLOADS}/{row.id}/discard").status_code == 204
    with hr.store.write() as db:
        end_reading(db, begun, read(long_csv(line())), LONDON, now=NOW)
        assert upload(db, row.id).state is UploadState.DISCARDED


def test_a_reading_by_answers_that_were_changed_meanwhile_is_not_taken(hr: HrDesk) -> None:
    with hr.store.write() as db:
        row = keep_unread(db, arrived(), now=NOW)
    with hr.store.write() as db:
        begun = begin_reading(db, row.id, now=NOW)
        assert begun is not None
    with hr.store.write() as db:
        answer_later(db, row.id, {"time_zone": "Europe/Paris"}, now=NOW)
    with hr.store.write() as db:
        end_reading(db, begun, read(long_csv(line())), LONDON, now=NOW)
        assert upload(db, row.id).state is UploadState.READING
    assert polled(hr.machine(), row.id)["answers"] == {"time_zone": "Europe/Paris"}


def test_an_upload_that_was_being_read_when_the_service_ended_is_read_again(hr: HrDesk) -> None:
    with hr.store.write() as db:
        row = keep_unread(db, arrived(), now=NOW)
        begin_reading(db, row.id, now=NOW)  # and then the power went
    fresh = hr_desk(hr.store)
    fresh.app.state.reading_room.resume()
    assert polled(fresh.machine(), row.id)["state"] == "ready"
    with hr.store.read() as db:
        assert unread_uploads(db) == []


def test_asking_for_an_upload_that_nobody_reads_has_it_read(hr: HrDesk) -> None:
    with hr.store.write() as db:
        row = keep_unread(db, arrived(), now=NOW)
    assert polled(hr.machine(), row.id)["state"] == "ready"


def test_a_file_that_brings_the_service_down_each_time_is_given_up_and_says_so(hr: HrDesk) -> None:
    with hr.store.write() as db:
        row = keep_unread(db, arrived(), now=NOW)
        for _ in range(MOST_ATTEMPTS):
            assert begin_reading(db, row.id, now=NOW) is not None
    faulty = polled(hr.machine(), row.id)
    assert (faulty["state"], "begun three times" in faulty["faults"][0]["message"]) == ("faulty", True)


def test_the_page_of_an_upload_that_is_being_read_says_so(hr: HrDesk) -> None:
    with hr.store.write() as db:
        row = keep_unread(db, dataclasses.replace(arrived(), filename="large.csv"), now=NOW)
    browser = hr.browser()
    assert "Open this page again in a minute" in browser.get(f"/uploads/{row.id}").text
    assert "being read" in browser.get("/").text
