"""Other programs at the HR desk: they come in with tokens of their own, may only what they were given, and leave
their name."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.foundation.sealing import digest
from app.rota.store.tables.access import AuditEntry
from app.rota.store.tables.machines import MachineToken
from app.rota.store.tables.rosters import RosterVersion
from tests.rota.builders import CODES, line, long_csv
from tests.rota.hr import HrDesk, send_file
from tests.rota.web.machines import UPLOADS, program


def test_a_program_sends_and_publishes_and_the_records_name_it(hr: HrDesk) -> None:
    api = program(hr)
    row = send_file(api, long_csv(line()))
    assert api.post(f"{UPLOADS}/{row['id']}/publish").status_code == 201
    with hr.store.read() as db:
        actors = {entry.act: entry.actor for entry in db.scalars(select(AuditEntry))}
        by = db.scalars(select(RosterVersion.published_by)).one()
    assert (actors["upload.read"], actors["roster.published"], by) == ("machine:payroll",) * 3
    assert actors["token.made"] == "hr:hr1"


def test_a_token_may_only_what_it_was_given(hr: HrDesk) -> None:
    sender, publisher = program(hr, "sender", "upload"), program(hr, "publisher", "publish")
    row = send_file(sender, long_csv(line()))
    refused = sender.post(f"{UPLOADS}/{row['id']}/publish")
    assert (refused.status_code, refused.json()["code"]) == (403, "scope-missing")
    assert publisher.post(UPLOADS, files={"file": ("r.csv", b"x")}).status_code == 403
    assert publisher.post(f"{UPLOADS}/{row['id']}/answers", json={"answers": {}}).status_code == 403
    assert publisher.post(f"{UPLOADS}/{row['id']}/discard").status_code == 403
    assert publisher.get(f"{UPLOADS}/{row['id']}").status_code == 200
    assert publisher.post(f"{UPLOADS}/{row['id']}/publish").status_code == 201


def test_no_token_does_what_only_people_do(hr: HrDesk) -> None:
    api = program(hr)
    refused = api.put("/api/v1/rosters/code-tables/response", json={"entries": CODES})
    assert (refused.status_code, refused.json()["code"]) == (403, "scope-missing")
    assert hr.machine().put("/api/v1/rosters/code-tables/response", json={"entries": CODES}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/uploads/new", "/connections", "/feed/versions"])
def test_a_token_opens_neither_pages_nor_the_feed(hr: HrDesk, path: str) -> None:
    got = program(hr).get(path)
    assert got.status_code in {303, 401}


def test_a_token_ends_on_its_day_and_at_once_when_it_is_revoked(hr: HrDesk) -> None:
    api, other = program(hr, days=2), program(hr, "other", days=3)
    assert api.get(UPLOADS).status_code == 200
    with hr.store.read() as db:
        row = db.scalars(select(MachineToken).where(MachineToken.name == "other")).one()
    page = hr.browser().post(f"/connections/{row.id}/revoke").text
    assert "The token other has ended" in page
    gone = other.get(UPLOADS)
    assert (gone.status_code, gone.json()["code"]) == (401, "not-signed-in")
    hr.clock.advance(timedelta(days=2))
    assert api.get(UPLOADS).status_code == 401


def test_a_token_is_shown_once_and_only_its_digest_is_kept(hr: HrDesk) -> None:
    browser = hr.browser()
    page = browser.post("/connections", data={"name": "duty-system", "scopes": ["upload"], "days": "90"}).text
    token = re.findall(r'value="(relief_[^"]+)"', page)[0]
    assert token not in browser.get("/connections").text
    with hr.store.read() as db:
        kept = db.scalars(select(MachineToken)).one()
    assert (kept.token_digest, kept.scopes) == (digest(token), ["upload"])
    api = hr.stranger("application/json")
    assert api.get(UPLOADS, headers={"authorization": f"Bearer {token}"}).status_code == 200
    assert "never" not in re.findall(r'data-head="Last used">([^<]*)', browser.get("/connections").text)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": "Payroll System"}, "A name has 1 to 24 small letters"),
        ({"name": "x" * 25}, "A name has 1 to 24 small letters"),
        ({"scopes": []}, "Say what the program may do."),
        ({"scopes": ["everything"]}, "Say what the program may do."),
        ({"days": "0"}, "A token ends after 1 to 730 days."),
        ({"days": "soon"}, "A token ends after 1 to 730 days."),
        ({"name": "payroll"}, "There was a token of this name already"),
    ],
)
def test_a_token_that_cannot_be_is_not_made(hr: HrDesk, wrong: dict[str, str], said: str) -> None:
    program(hr)
    page = hr.browser().post("/connections", data={"name": "new", "scopes": ["upload"], "days": "30", **wrong})
    assert (page.status_code, said in page.text) == (422, True)


def test_guessing_tokens_is_slowed_down(hr: HrDesk) -> None:
    guesser = hr.stranger("application/json")
    guesser.headers["authorization"] = "Bearer relief_guessed"
    answers = [guesser.get(UPLOADS).status_code for _ in range(32)]
    assert set(answers[:30]) == {401}
    assert answers[30:] == [429, 429]


def test_a_program_that_calls_too_often_is_told_when_to_come_again(hr: HrDesk) -> None:
    api = program(hr)
    got = next(got for got in (api.get(UPLOADS, params={"limit": 1}) for _ in range(601)) if got.status_code != 200)
    assert (got.status_code, got.headers["retry-after"]) == (429, "60")


def test_the_same_file_under_one_key_is_one_upload(hr: HrDesk) -> None:
    api = program(hr)
    key = {"idempotency-key": "november-1"}
    file = {"file": ("r.csv", long_csv(line()))}
    first, again = (api.post(UPLOADS, files=file, headers=key) for _ in range(2))
    assert (first.status_code, again.status_code, again.json()["id"]) == (201, 201, first.json()["id"])
    other = api.post(UPLOADS, files={"file": ("r.csv", long_csv(line("00999")))}, headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    assert program(hr, "second").post(UPLOADS, files=file, headers=key).json()["id"] != first.json()["id"]
