"""The JSON API of the HR desk."""

import io
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.rota.files.in_child import ChildLimits
from tests.rota.builders import CODES, claiming, grid_csv, line, long_csv, workbook
from tests.rota.hr import HrDesk, hr_desk, send_file, teach

UPLOADS = "/api/v1/rosters/uploads"


def test_a_roster_is_sent_looked_at_and_published(hr: HrDesk) -> None:
    api = hr.machine()
    row = send_file(api, long_csv(line()))
    assert (row["state"], row["changes"]["added"], row["compared_with_version"]) == ("ready", {"late": 1}, 0)
    done = api.post(f"{UPLOADS}/{row['id']}/publish")
    assert (done.status_code, done.json()) == (201, {"version": 1, "new": True})
    assert api.get(f"{UPLOADS}/{row['id']}").json()["state"] == "published"
    assert [v["number"] for v in api.get("/api/v1/rosters/versions").json()["versions"]] == [1]
    assert api.get("/api/v1/rosters/versions/1").json()["upload"] == row["id"]
    again = send_file(api, long_csv(line()))
    assert again["changes"]["anything"] is False
    assert api.post(f"{UPLOADS}/{again['id']}/publish").json() == {"version": 1, "new": False}


def test_questions_are_answered_one_after_the_other(hr: HrDesk) -> None:
    api = hr.machine()
    teach(hr.store)
    row = send_file(api, grid_csv(dates=("03/04/2027", "04/04/2027")))
    assert {q["code"] for q in row["questions"]} == {"code_table", "date_order"}
    assert row["state"] == "asking"
    where = f"{UPLOADS}/{row['id']}"
    assert api.post(f"{where}/publish").json()["code"] == "upload-not-ready"
    row = api.post(f"{where}/answers", json={"answers": {"code_table": "response"}}).json()
    assert [q["code"] for q in row["questions"]] == ["date_order"]
    row = api.post(f"{where}/answers", json={"answers": {"date_order": "day_first"}}).json()
    assert (row["state"], row["covers_from"], row["covers_to"]) == ("ready", "2027-04-03", "2027-04-04")
    row = api.post(f"{where}/answers", json={"answers": {"date_order": "month_first"}}).json()
    assert (row["state"], row["covers_from"], row["covers_to"]) == ("ready", "2027-03-04", "2027-04-04")
    assert api.post(f"{where}/answers", json={"answers": {"date_order": ""}}).json()["state"] == "asking"


def test_a_faulty_file_lists_every_fault_with_row_and_column(hr: HrDesk) -> None:
    api = hr.machine()
    row = send_file(api, long_csv(line(start="2026-12-01,15:0"), line(kind="gardening")))
    assert row["state"] == "faulty"
    assert [(f["row"], f["column"], f["value"]) for f in row["faults"]] == [
        (2, "start time", "15:0"),
        (3, "kind", "gardening"),
    ]
    refused = api.post(f"{UPLOADS}/{row['id']}/publish")
    assert (refused.status_code, refused.headers["content-type"]) == (422, "application/problem+json")
    assert [f["row"] for f in refused.json()["faults"]] == [2, 3]


def test_a_publication_is_repeated_under_its_key(hr: HrDesk) -> None:
    api = hr.machine()
    row = send_file(api, long_csv(line()))
    key = {"idempotency-key": "0f9be1f0-publish-1"}
    first = api.post(f"{UPLOADS}/{row['id']}/publish", headers=key)
    again = api.post(f"{UPLOADS}/{row['id']}/publish", headers=key)
    assert (first.status_code, again.status_code, again.json()) == (201, 201, {"version": 1, "new": True})
    assert again.headers["idempotency-replayed"] == "true"
    other = send_file(api, long_csv(line("00124")))
    assert api.post(f"{UPLOADS}/{other['id']}/publish", headers=key).status_code == 201  # another address, another key


def test_of_many_publishing_at_once_one_makes_the_version(hr: HrDesk) -> None:
    api = hr.machine()
    row = send_file(api, long_csv(line()))
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: api.post(f"{UPLOADS}/{row['id']}/publish"), range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    assert len(api.get("/api/v1/rosters/versions").json()["versions"]) == 1


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", UPLOADS),
        ("get", f"{UPLOADS}/{'0' * 32}"),
        ("post", UPLOADS),
        ("post", f"{UPLOADS}/{'0' * 32}/answers"),
        ("post", f"{UPLOADS}/{'0' * 32}/publish"),
        ("post", f"{UPLOADS}/{'0' * 32}/discard"),
        ("get", "/api/v1/rosters/versions"),
        ("get", "/api/v1/rosters/versions/1"),
        ("get", "/api/v1/rosters/code-tables"),
        ("put", "/api/v1/rosters/code-tables/x"),
    ],
)
def test_a_stranger_gets_nothing(hr: HrDesk, method: str, path: str) -> None:
    answer = hr.stranger("application/json").request(method, path)
    assert (answer.status_code, answer.json()["code"]) == (401, "not-signed-in")


@pytest.mark.parametrize("upload_id", ["0" * 32, "x", "%00", "..%2f..", "0" * 33])
def test_an_upload_that_is_not_there_is_not_found(hr: HrDesk, upload_id: str) -> None:
    api = hr.machine()
    assert api.get(f"{UPLOADS}/{upload_id}").status_code == 404
    assert api.post(f"{UPLOADS}/{upload_id}/publish").status_code == 404


def test_code_tables_are_kept_and_every_fault_in_one_is_told(hr: HrDesk) -> None:
    api = hr.machine()
    kept = api.put("/api/v1/rosters/code-tables/response", json={"entries": CODES})
    assert kept.json()["entries"]["N"] == {"kind": "night", "starts": "22:00", "ends": "07:00"}
    assert api.get("/api/v1/rosters/code-tables/response").json()["entries"] == kept.json()["entries"]
    wrong = {"A": {"kind": "gardening"}, "B": {"kind": "late"}, "C": {"kind": "late", "starts": "7", "ends": "8"}}
    refused = api.put("/api/v1/rosters/code-tables/other", json={"entries": wrong})
    assert (refused.status_code, len(refused.json()["faults"])) == (422, 3)
    assert api.get("/api/v1/rosters/code-tables/other").status_code == 404
    assert api.get("/api/v1/rosters/code-tables/%00").status_code == 404
    assert api.put("/api/v1/rosters/code-tables/%00", json={"entries": CODES}).status_code == 422


@pytest.mark.parametrize("answers", ["[1]", "{", '{"year": 2026}', '{"year": "' + "9" * 300 + '"}', '{"a": "\\u0000"}'])
def test_answers_that_cannot_be_are_refused(hr: HrDesk, answers: str) -> None:
    got = hr.machine().post(UPLOADS, files={"file": ("r.csv", long_csv(line()))}, data={"answers": answers})
    assert (got.status_code, got.json()["code"]) == (422, "invalid")


def test_a_hostile_workbook_is_a_fault_and_the_desk_goes_on(hr: HrDesk) -> None:
    api = hr.machine()
    row = send_file(api, claiming(2**31), "roster.xlsx")
    assert (row["state"], "2,048 MiB" in row["faults"][0]["message"]) == ("faulty", True)
    assert send_file(api, long_csv(line()))["state"] == "ready"


def test_a_child_that_runs_out_of_memory_is_a_fault_never_a_500(hr: HrDesk) -> None:
    small = hr_desk(hr.store, child=ChildLimits(memory_bytes=48 * 2**20))
    row = send_file(small.machine(), workbook({"R": [["Staff No", "13/12/2026"], ["1", "E"]]}), "roster.xlsx")
    assert row["state"] == "faulty"
    assert "could not be read" in row["faults"][0]["message"]


def test_a_body_larger_than_any_roster_is_turned_away(hr: HrDesk) -> None:
    small = hr_desk(hr.store, most_bytes=1000)
    answer = small.machine().post(UPLOADS, files={"file": ("r.csv", b"x" * 100_000)})
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")
    form = {"content-type": "multipart/form-data; boundary=x"}
    start = b'--x\r\nContent-Disposition: form-data; name="file"; filename="r.csv"\r\n\r\n'
    unstated = small.machine().post(UPLOADS, content=iter([start, *[b"x" * 50_000] * 4]), headers=form)
    assert unstated.status_code in {413, 422}
    assert send_file(small.machine(), long_csv(line()))["state"] == "ready"


def test_a_file_name_cannot_do_harm(hr: HrDesk) -> None:
    row = send_file(hr.machine(), long_csv(line()), "../../<script>\u202e" + "x" * 500)
    assert len(row["filename"]) <= 200
    assert "\u202e" not in row["filename"]
    page = hr.browser().get(f"/uploads/{row['id']}").text
    assert "<script>" not in page


def test_a_zip_of_many_parts_is_refused(hr: HrDesk) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for number in range(1001):
            archive.writestr(f"xl/{number}.xml", "")
    assert "1,001 parts" in send_file(hr.machine(), held.getvalue())["faults"][0]["message"]
