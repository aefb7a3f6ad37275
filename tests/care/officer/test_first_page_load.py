"""What an officer's first page costs: bytes on the way to the phone, and readings of the store."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urljoin

from fastapi.testclient import TestClient
from sqlalchemy import event

from app.foundation.database import Database
from tests.care.officer.rig import Rig, booked

MOST_BYTES = 100_000
MOST_READINGS = 16
_ASKED = re.compile(r"""(?:src|href)="(/[^"]*\.(?:css|js|svg|png|ico|webmanifest|woff2)(?:\?[^"]*)?)\"""")
_IN_STYLES = re.compile(r"""(?:url\(|@import\s+)["']?([^"')\s]+)""")


def test_a_first_page_with_all_its_styles_and_scripts_weighs_less_than_100_kilobytes(rig: Rig) -> None:
    rig.counsellor()
    _, browser = booked(rig)
    assert browser.client.get("/").status_code == 200
    sent = _sent(browser.client, "/")
    assert len(sent) > 5, "a page asks for its styles and scripts"
    assert sum(sent.values()) <= MOST_BYTES, sent
    plain = _sent(browser.client, "/", encoding="identity")
    assert sum(plain.values()) > sum(sent.values()), "squeezing is what this measures"


def test_a_first_page_reads_what_it_needs_once(rig: Rig) -> None:
    rig.counsellor()
    _, browser = booked(rig)
    browser.client.get("/")
    with _readings(rig.store) as asked:
        assert browser.client.get("/").status_code == 200
    assert len(asked) <= MOST_READINGS, "\n".join(asked)
    tables = [re.search(r"FROM (\w+)", one) for one in asked]
    names = [found.group(1) for found in tables if found]
    assert names.count("appointment") == names.count("place") == names.count("course") == 1


def _sent(client: TestClient, page: str, *, encoding: str = "gzip") -> dict[str, int]:
    """Bytes as they are sent, of a page and of everything it asks for by itself."""
    sizes: dict[str, int] = {}
    waiting = [page]
    while waiting:
        address = waiting.pop()
        if address in sizes or address.startswith("data:"):
            continue
        with client.stream("GET", address, headers={"accept-encoding": encoding, "accept": "text/html,*/*"}) as answer:
            assert answer.status_code == 200, address
            sizes[address] = sum(len(part) for part in answer.iter_raw())
        text = client.get(address).text
        found = _ASKED.findall(text) if address == page else _IN_STYLES.findall(text) if ".css" in address else []
        waiting += [urljoin(address, one) for one in found]
    return sizes


@contextmanager
def _readings(store: Database) -> Iterator[list[str]]:
    asked: list[str] = []

    def note(*told: object) -> None:
        if str(told[2]).startswith("SELECT"):
            asked.append(str(told[2]))

    event.listen(store.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(store.engine, "before_cursor_execute", note)
