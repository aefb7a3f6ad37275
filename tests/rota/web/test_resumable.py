"""Sending a file in parts: tus 1.0.0 over the API of the HR desk."""

import base64
import hashlib
import socket
import time
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from app.rota.store.tables.machines import ResumablePart, ResumableUpload
from tests.rota.builders import line, long_csv
from tests.rota.hr import HrDesk, hr_desk
from tests.rota.web.machines import polled, program
from tests.rota.web.test_browser import served

PARTS = "/api/v1/rosters/resumable"
FILE = long_csv(*(line(f"{number:05}") for number in range(200))).encode()
TUS = {"tus-resumable": "1.0.0"}


def b64(text: str | bytes) -> str:
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


def begun(api: TestClient, length: int = len(FILE), **metadata: str) -> str:
    """Announce a file; where its parts go."""
    told = ",".join(f"{name} {b64(value)}" for name, value in metadata.items())
    got = api.post(PARTS, headers=TUS | {"upload-length": str(length), "upload-metadata": told})
    assert got.status_code == 201, got.text
    return got.headers["location"]


def part(api: TestClient, where: str, at: int, content: bytes, **headers: str) -> Any:
    told = TUS | {"upload-offset": str(at), "content-type": "application/offset+octet-stream", **headers}
    return api.patch(where, content=content, headers=told)


def test_a_file_in_parts_becomes_an_upload_like_any_other(hr: HrDesk) -> None:
    api = program(hr)
    where = begun(api, filename="december.csv", sha256=hashlib.sha256(FILE).hexdigest())
    first = part(api, where, 0, FILE[:1000])
    assert (first.status_code, first.headers["upload-offset"], "relief-upload" in first.headers) == (204, "1000", False)
    head = api.head(where, headers=TUS)
    assert (head.headers["upload-offset"], head.headers["upload-length"]) == ("1000", str(len(FILE)))
    assert head.headers["cache-control"] == "no-store"
    last = part(api, where, 1000, FILE[1000:])
    row = polled(api, last.headers["relief-upload"].rsplit("/", 1)[1])
    assert (row["filename"], row["state"], row["staff"]) == ("december.csv", "ready", 200)
    assert row["sha256"] == hashlib.sha256(FILE).hexdigest()
    assert api.get(where).json()["upload"] == row["id"]
    with hr.store.read() as db:
        assert db.scalar(select(func.count()).select_from(ResumablePart)) == 0


def test_a_large_part_lies_in_the_store_in_pieces_never_whole(hr: HrDesk) -> None:
    api = program(hr)
    size = 3 * 2**20 + 17
    where = begun(api, size + 1)
    assert part(api, where, 0, b"x" * size).status_code == 204
    with hr.store.read() as db:
        lengths = list(db.scalars(select(func.length(ResumablePart.content)).order_by(ResumablePart.at_offset)))
    assert (sum(lengths), max(lengths)) == (size, 2**20)


def test_a_line_that_breaks_in_a_part_is_gone_on_from_where_it_broke(hr: HrDesk) -> None:
    """Over a real socket: what arrived before the line broke is kept, and the sender asks where to go on."""
    api = program(hr)
    where = begun(api)
    lines = [
        f"PATCH {where} HTTP/1.1", "Host: desk.test", f"Authorization: {api.headers['authorization']}",
        "Tus-Resumable: 1.0.0", "Upload-Offset: 0", "Content-Type: application/offset+octet-stream",
        f"Content-Length: {len(FILE)}", "", "",
    ]  # fmt: skip
    with served(hr.app) as address:
        host, _, port = address.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port))) as line_to_desk:
            line_to_desk.sendall("\r\n".join(lines).encode() + FILE[:700])
            time.sleep(0.3)  # it arrives before the line breaks
        give_up = time.monotonic() + 10
        while (offset := int(api.head(where, headers=TUS).headers["upload-offset"])) == 0:
            assert time.monotonic() < give_up
            time.sleep(0.05)
    assert offset == 700
    assert part(api, where, offset, FILE[offset:]).headers["relief-upload"]


def test_a_part_at_another_offset_is_refused_and_the_right_one_is_told(hr: HrDesk) -> None:
    api = program(hr)
    where = begun(api)
    part(api, where, 0, FILE[:100])
    for wrong in (0, 99, 101):
        refused = part(api, where, wrong, FILE[wrong:])
        assert (refused.status_code, refused.json()["code"], refused.json()["offset"]) == (409, "offset-mismatch", 100)
        assert (refused.headers["upload-offset"], refused.headers["tus-resumable"]) == ("100", "1.0.0")


@pytest.mark.parametrize("algorithm", ["sha256", "sha1"])
def test_a_part_with_a_wrong_checksum_is_not_kept(hr: HrDesk, algorithm: str) -> None:
    api = program(hr)
    where = begun(api)
    right = f"{algorithm} {b64(hashlib.new(algorithm, FILE[:100]).digest())}"
    refused = part(api, where, 0, FILE[1:101], **{"upload-checksum": right})
    assert (refused.status_code, refused.json()["code"]) == (460, "checksum-mismatch")
    assert api.head(where, headers=TUS).headers["upload-offset"] == "0"
    assert part(api, where, 0, FILE[:100], **{"upload-checksum": right}).status_code == 204
    unknown = part(api, where, 100, FILE[100:], **{"upload-checksum": "md5 AAAA"})
    assert (unknown.status_code, unknown.json()["code"]) == (422, "checksum-unknown")


def test_a_whole_that_is_not_what_was_announced_starts_over(hr: HrDesk) -> None:
    api = program(hr)
    where = begun(api, sha256="0" * 64)
    part(api, where, 0, FILE[:100])
    refused = part(api, where, 100, FILE[100:])
    assert (refused.status_code, refused.json()["code"]) == (460, "checksum-mismatch")
    assert api.head(where, headers=TUS).headers["upload-offset"] == "0"
    assert api.get("/api/v1/rosters/uploads").json()["uploads"] == []


def test_more_than_was_announced_is_refused(hr: HrDesk) -> None:
    api = program(hr)
    where = begun(api, 10)
    assert part(api, where, 0, b"x" * 11).status_code == 413


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"upload-length": "0"}, 422),
        ({"upload-length": "-1"}, 422),
        ({"upload-length": "many"}, 422),
        ({}, 422),
        ({"upload-length": str(2**40)}, 413),
        ({"upload-length": "5", "upload-metadata": "filename ???"}, 422),
        ({"upload-length": "5", "upload-metadata": f"sha256 {b64('short')}"}, 422),
        ({"upload-length": "5", "upload-metadata": f"answers {b64('[1]')}"}, 422),
        ({"upload-length": "5", "tus-resumable": "0.2.2"}, 412),
    ],
)
def test_what_cannot_be_announced_is_refused(hr: HrDesk, headers: dict[str, str], status: int) -> None:
    assert program(hr).post(PARTS, headers=TUS | headers).status_code == status


def test_the_protocol_and_the_kind_of_body_are_named(hr: HrDesk) -> None:
    api = program(hr)
    where = begun(api)
    assert api.head(where).status_code == 412
    assert part(api, where, 0, b"x", **{"content-type": "text/plain"}).status_code == 415
    told = hr.stranger("application/json").options(PARTS)
    assert (told.status_code, told.headers["tus-extension"]) == (204, "creation,expiration,checksum,termination")
    assert told.headers["tus-max-size"] == str(2**30)


def test_nobody_elses_upload_in_parts_can_be_told_from_none(hr: HrDesk) -> None:
    where = begun(program(hr))
    for caller in (program(hr, "other"), hr.machine()):
        assert caller.head(where, headers=TUS).status_code == 404
        assert part(caller, where, 0, FILE).status_code == 404
        assert caller.delete(where, headers=TUS).status_code == 404
    assert hr.stranger("application/json").head(where, headers=TUS).status_code == 401
    assert program(hr, "publisher", "publish").head(where, headers=TUS).status_code == 403
    assert hr.machine().get(f"{PARTS}/x").status_code == 404


def test_what_is_not_finished_expires_with_its_parts(hr: HrDesk) -> None:
    api = program(hr)
    where = begun(api)
    part(api, where, 0, FILE[:100])
    hr.clock.advance(timedelta(hours=25))
    assert api.head(where, headers=TUS).status_code == 404
    begun(api)
    with hr.store.read() as db:
        assert db.scalar(select(func.count()).select_from(ResumablePart)) == 0
        assert db.scalar(select(func.count()).select_from(ResumableUpload)) == 1


def test_one_sender_has_only_so_many_open_at_once(hr: HrDesk) -> None:
    api = program(hr)
    opened = [begun(api) for _ in range(5)]
    refused = api.post(PARTS, headers=TUS | {"upload-length": "5"})
    assert (refused.status_code, refused.json()["code"]) == (429, "too-many-open")
    assert api.delete(opened[0], headers=TUS).status_code == 204
    begun(api)


def test_control_the_cap_on_size_is_the_desks_own(hr: HrDesk) -> None:
    small = hr_desk(hr.store, most_bytes=1000)
    api = program(small)
    assert api.post(PARTS, headers=TUS | {"upload-length": "1001"}).status_code == 413
    begun(api, 1000)
