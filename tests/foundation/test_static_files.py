"""Styles and scripts as they are sent: squeezed where the browser takes that, each form under a tag of its own."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.foundation.static_files import STATIC_DIR, VersionedStatic, static_url

NAME = "relief.css"


@pytest.fixture(scope="module")
def browser() -> TestClient:
    app = FastAPI()
    app.mount("/static", VersionedStatic(directory=STATIC_DIR))
    return TestClient(app)


def test_a_text_is_squeezed_and_is_the_same_text(browser: TestClient) -> None:
    plain = browser.get(static_url(NAME), headers={"accept-encoding": "identity"})
    answer = browser.get(static_url(NAME), headers={"accept-encoding": "gzip, deflate, br"})
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.content == plain.content == (STATIC_DIR / NAME).read_bytes()
    assert int(answer.headers["content-length"]) < len(plain.content) / 3
    assert answer.headers["content-type"] == plain.headers["content-type"]
    assert "immutable" in answer.headers["cache-control"]


def test_what_lies_between_keeps_the_two_apart(browser: TestClient) -> None:
    squeezed = browser.get(static_url(NAME), headers={"accept-encoding": "gzip"})
    plain = browser.get(static_url(NAME), headers={"accept-encoding": "identity"})
    assert squeezed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert squeezed.headers["etag"] != plain.headers["etag"]
    for answer, way in ((squeezed, "gzip"), (plain, "identity")):
        asked = {"accept-encoding": way, "if-none-match": answer.headers["etag"]}
        again = browser.get(static_url(NAME), headers=asked)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", answer.headers["etag"])


@pytest.mark.parametrize("way", ["", "identity", "br", "gzip;q=0", "gzip; q=0.0", "zgzip"])
def test_who_does_not_take_gzip_is_sent_none(browser: TestClient, way: str) -> None:
    assert "content-encoding" not in browser.get(static_url(NAME), headers={"accept-encoding": way}).headers


@pytest.mark.parametrize("way", ["gzip", "br;q=1, gzip;q=0.5", "GZIP"])
def test_who_takes_gzip_is_sent_it(browser: TestClient, way: str) -> None:
    assert browser.get(static_url(NAME), headers={"accept-encoding": way}).headers["content-encoding"] == "gzip"


def test_a_part_of_a_file_is_a_part_of_the_plain_one(browser: TestClient) -> None:
    part = browser.get(static_url(NAME), headers={"accept-encoding": "gzip", "range": "bytes=0-9"})
    assert (part.status_code, part.content) == (206, (STATIC_DIR / NAME).read_bytes()[:10])
