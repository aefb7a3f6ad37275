"""The fees of a provider, and the bills as the force has them: no names, no days, no small numbers."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.care.domain.fees import Terms
from app.care.domain.outcome import Outcome
from app.care.domain.pseudonyms import officer_reference
from app.care.reads.fee_bills import own_fees
from app.care.services.fee_post import agree_terms
from app.care.services.outcome import correct_outcome
from app.care.store import providers
from app.care.store.notices import add_lead, find_lead
from app.care.store.tables.access import Passkey, SignIn, SignInCode
from app.care.store.tables.officers import Officer
from app.foundation.database import Database
from app.foundation.jobs import ListJobs
from app.foundation.sealing import new_key, use_key
from app.foundation.signin.door import SignInTables
from app.foundation.signin.sign_ins import begin_sign_in
from tests.care.web.provider.rig import ZONE, Practice, Rig, rigged
from tests.support.builders import NOW, a_booked_appointment, at

APRIL = datetime(2026, 4, 2, 9, tzinfo=UTC)
LEAD = "lead@force.example"


@pytest.fixture(scope="module")
def scene(care_template_file: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Rig, Practice]]:
    """Eleven officers attended in March and two missed; it is April."""
    import shutil

    path = tmp_path_factory.mktemp("fees") / "care.sqlite"
    shutil.copy(care_template_file, path)
    use_key(new_key())
    store = Database(f"sqlite:///{path}", jobs=ListJobs())
    with rigged(store) as rig:
        practice = rig.practice()
        rig.another_counsellor(practice, "ben@alder.example")
        with store.write() as db:
            providers.provider(db, practice.provider_id).name = "=Alder & Co"
            agree_terms(db, practice.provider_id, NOW.date(), Terms(60_00, 70_00, 100_00), now=NOW)
            counsellor = providers.counsellor(db, practice.counsellor_id)
            for day in range(13):
                one = a_booked_appointment(db, counsellor, at(7 + day), now=NOW)
                outcome = Outcome.ATTENDED if day < 11 else Outcome.UNWELL
                correct_outcome(db, one.id, outcome, by="provider:x", now=one.end_at)
            add_lead(db, LEAD, now=NOW)
        rig.clock.move_to(APRIL)
        yield rig, practice
    store.close()


def bearer(rig: Rig, contact: str) -> dict[str, str]:
    token = rig.sign_in(contact).token
    rig.client.cookies.clear()
    return {"authorization": f"Bearer {token}"}


def lead_bearer(rig: Rig) -> dict[str, str]:
    desk = rig.app.state.sign_in
    door = desk.door("welfare")
    with rig.store.write() as db:
        lead_id = find_lead(db, LEAD)
        assert lead_id is not None
        begun = begin_sign_in(db, SignInTables(SignIn, SignInCode, Passkey), door, lead_id, now=rig.clock())
    rig.client.cookies.set(door.cookie, begun.token)
    return {"authorization": f"Bearer {begun.token}"}


def test_a_provider_has_its_own_books_and_the_bill_as_the_force_has_it(scene: tuple[Rig, Practice]) -> None:
    rig, practice = scene
    found = rig.client.get("/api/v1/provider/fees", headers=bearer(rig, practice.contact)).json()
    (march,) = found["months"]
    assert {row["kind"]: (row["count"], row["pence"]) for row in march["books"]} == {
        "attended": (11, 66_000),
        "missed": (2, 12_000),
    }
    assert march["lines"] == [{"kind": "attended", "count": 10}]
    assert (march["withheld"], march["pence"], march["carried"]) == (True, 70_000, 8_000)
    assert found["terms"][0]["from_on"] == "2026-03-02"


def test_the_page_says_the_same_and_the_file_is_safe_to_open(scene: tuple[Rig, Practice]) -> None:
    rig, practice = scene
    rig.sign_in(practice.contact)
    text = rig.client.get("/provider/fees").text
    assert "£700.00" in text
    assert "£80.00 come with a later bill" in text
    answer = rig.client.get("/provider/fees/2026-03.csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="bill-2026-03.csv"'
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert rows[1:] == [
        ["2026-03", "'=Alder & Co", "Attended", "10", ""],
        ["2026-03", "'=Alder & Co", "Fewer than 10 of a kind are not shown", "", ""],
        ["2026-03", "'=Alder & Co", "To pay", "", "700.00"],
    ]
    assert rig.client.get("/provider/fees/2026-04.csv").status_code == 404, "April is not over"
    assert rig.client.get("/provider/fees/2026-13.csv").status_code == 404
    rig.client.cookies.clear()


def test_who_sees_one_caseload_sees_no_fees(scene: tuple[Rig, Practice]) -> None:
    rig, _ = scene
    assert rig.client.get("/api/v1/provider/fees", headers=bearer(rig, "ben@alder.example")).status_code == 404


def test_the_force_sees_sums_and_neither_what_is_carried_nor_anybody(scene: tuple[Rig, Practice]) -> None:
    rig, practice = scene
    headers = lead_bearer(rig)
    answer = rig.client.get("/api/v1/welfare/bills", headers=headers)
    assert answer.json()["bills"] == [
        {
            "month": "2026-03",
            "provider": "=Alder & Co",
            "lines": [{"kind": "attended", "count": 10}],
            "withheld": True,
            "pence": 70_000,
        }
    ]
    with rig.store.read() as db:
        officers = list(db.scalars(select(Officer)))
    names = {name for one in officers for name in (one.id, one.staff_number, officer_reference(practice.key, one.id))}
    for path in ("/welfare/bills", "/welfare/bills.csv", "/api/v1/welfare/bills"):
        text = rig.client.get(path, headers=headers if path.startswith("/api") else {}).text
        assert "700" in text
        assert not [name for name in names if name in text]
        assert "8000" not in text
        assert "80.00" not in text
        shown = text.partition("<main")[2].partition("</main>")[0] or text
        assert "11" not in re.sub("<[^>]+>", " ", shown), "no exact count"
    rig.client.cookies.clear()


def test_a_month_that_is_not_over_is_no_bill_yet(scene: tuple[Rig, Practice]) -> None:
    rig, practice = scene
    last_minute = datetime(2026, 3, 31, 22, 59, tzinfo=UTC)
    with rig.store.read() as db:
        before = own_fees(db, practice.provider_id, ZONE, now=last_minute)
        after = own_fees(db, practice.provider_id, ZONE, now=last_minute + timedelta(minutes=1))
    assert (before.closed, before.running is not None) == ((), True)
    assert len(after.closed) == 1, "midnight by the force's clocks, an hour ahead since Sunday"
