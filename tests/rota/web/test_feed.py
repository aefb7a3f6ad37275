"""The feed: whole versions, for the holder of the token, and nobody else."""

import hashlib
import json
from base64 import b64decode

import pytest

from app.foundation.database import Database
from app.rota.store.months import PAGE
from scheduler.duty_pack import unpacked
from tests.rota.builders import grid_csv, line, long_csv
from tests.rota.hr import TOKEN, HrDesk, hr_desk, published


def test_a_version_is_streamed_whole_with_its_digest(rota_db: Database) -> None:
    feed = hr_desk(rota_db).feed()
    night = line("9", "2026-12-31,22:00", "2027-01-01,07:00", "night")
    with rota_db.write() as db:
        published(db, long_csv(line(), night, line("10")))
        published(db, grid_csv({"00999": ["-", "-"]}), code_table="response")
    heads = feed.get("/feed/versions").json()["versions"]
    assert [head["number"] for head in heads] == [1, 2]
    assert feed.get("/feed/versions?after=1").json()["versions"] == heads[1:]
    got = feed.get("/feed/versions/2")
    assert got.headers["content-type"] == "application/x-ndjson"
    lines = got.content.splitlines(keepends=True)
    first, last, body = json.loads(lines[0]), json.loads(lines[-1]), [json.loads(x) for x in lines[1:-1]]
    assert first == {
        "format": "relief-roster/2",
        "number": 2,
        "published_at": "2026-11-20T09:30:00Z",
        "time_zone": "Europe/London",
        "covers_from": "2026-12-01",
        "covers_to": "2026-12-31",
        "staff": 4,
    }
    assert [member["staff_number"] for member in body] == ["00123", "00999", "10", "9"]
    assert body[1]["months"] == {}
    assert [str(duty.start_at) for duty in unpacked(b64decode(body[3]["months"]["2026-12"]))] == [
        "2026-12-31 22:00:00+00:00"
    ]
    assert last == {"end": True, "digest": hashlib.sha256(b"".join(lines[:-1])).hexdigest()}
    assert last["digest"] == heads[1]["digest"]
    # An older version reads the same for ever.
    old = feed.get("/feed/versions/1").content.splitlines(keepends=True)
    assert hashlib.sha256(b"".join(old[:-1])).hexdigest() == heads[0]["digest"]


def test_a_version_of_several_pages_names_everybody_once(rota_sqlite: Database) -> None:
    with rota_sqlite.write() as db:
        published(db, long_csv(*(line(f"{n:05d}") for n in range(2 * PAGE + 1))))
    lines = hr_desk(rota_sqlite).feed().get("/feed/versions/1").text.splitlines()
    assert [json.loads(x)["staff_number"] for x in lines[1:-1]] == [f"{n:05d}" for n in range(2 * PAGE + 1)]


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer wrong", f"Basic {TOKEN}", TOKEN, "Bearer é"])
@pytest.mark.parametrize("path", ["/feed/versions", "/feed/versions/1", "/feed/versions/99", "/feed/versions?after=x"])
def test_without_the_token_every_answer_is_the_same(hr: HrDesk, header: str | None, path: str) -> None:
    with hr.store.write() as db:
        published(db, long_csv(line()))
    headers = {} if header is None else {"authorization": header.encode()}
    answer = hr.stranger("*/*").get(path, headers=headers)
    assert answer.status_code == 401
    assert {**answer.json(), "instance": ""} == {
        "type": "/problems/not-signed-in",
        "title": "Sign in first",
        "status": 401,
        "detail": "The feed is read with its token.",
        "instance": "",
        "code": "not-signed-in",
        "faults": [],
    }


def test_a_desk_without_a_token_has_no_feed(rota_sqlite: Database) -> None:
    desk = hr_desk(rota_sqlite, feed_token="")
    assert desk.stranger().get("/feed/versions", headers={"authorization": "Bearer "}).status_code == 401


@pytest.mark.parametrize("number", ["0", "2", "-1", str(2**40)])
def test_a_version_that_is_not_there_is_not_found(hr: HrDesk, number: str) -> None:
    assert hr.feed().get(f"/feed/versions/{number}").status_code == 404


def test_a_person_signed_in_at_the_desk_does_not_get_the_feed(hr: HrDesk) -> None:
    assert hr.machine().get("/feed/versions").status_code == 401
    assert hr.browser().get("/feed/versions").status_code == 401
