"""docs/providers-hours.md as a reader meets it: every request in it is sent, one after the other, and is taken."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import count
from pathlib import Path

import pytest

from app.care.domain.pseudonyms import Kind, outward
from app.care.store import hours, providers
from app.care.store.tables.providers import Counsellor
from app.foundation.database import Database
from tests.care.web.provider.rig import Rig, rigged
from tests.support.builders import SITE, a_place, at

GUIDE = Path(__file__).parents[4] / "docs" / "providers-hours.md"


@pytest.fixture
def rig(care_sqlite: Database) -> Iterator[Rig]:
    with rigged(care_sqlite) as ready:
        yield ready


def requests() -> list[tuple[str, str, str]]:
    """Each as method, path and body."""
    blocks = re.findall(r"```http\n([A-Z]+) (\S+)\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) > 10
    return [(method, path, body.strip()) for method, path, body in blocks]


def test_every_request_of_the_guide_is_taken_and_the_hours_are_as_it_says(rig: Rig) -> None:
    practice = rig.practice()
    with rig.store.write() as db:
        a_place(db, SITE, rooms=2)
        db.get_one(Counsellor, practice.counsellor_id).name = "Robin Hale"
    token = rig.sign_in(practice.contact).token
    rig.client.cookies.clear()
    code = outward(practice.key, Kind.COUNSELLOR, practice.counsellor_id)
    headers, keys = {"authorization": f"Bearer {token}", "content-type": "application/json"}, count(1)
    for method, path, body in requests():
        content = body.replace("$COUNSELLOR", code)
        mine = headers | {"idempotency-key": f"guide-key-{next(keys)}"}
        answer = rig.client.request(method, path.replace("$COUNSELLOR", code), content=content, headers=mine)
        assert answer.status_code in {200, 201, 202, 204}, (method, path, answer.text)
    table = re.findall(r"```csv\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)[0]
    only = {"authorization": headers["authorization"]}
    sent = rig.client.post("/api/v1/provider/hours/files", files={"file": ("hours.csv", table)}, headers=only)
    assert sent.status_code == 200, sent.text
    assert sent.json()["parts"][0]["counsellor"] == code
    confirm = f"/api/v1/provider/hours/files/{sent.json()['file']}/confirm"
    assert rig.client.post(confirm, json={"confirm": False}, headers=only).status_code == 200
    with rig.store.read() as db:
        found = providers.hours_of_counsellors(db, [practice.counsellor_id], at(6, 23), at(47, 0))
        days = {(one.start_at.date() - date(2026, 3, 2)).days for one in found}
        assert len(hours.leave_of(db, [practice.counsellor_id], at(0))) == 1
    assert {7, 12, 21, 23, 28, 30, 42, 43} <= days, "the week, a single day, a span, the week again, the file"
    assert not {14, 35, 37, 44} & days, "taken back; leave; not there by the file"
