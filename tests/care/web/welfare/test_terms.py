"""A welfare lead writes down what providers are paid; nobody else can, and nothing tells whether anybody was seen."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.care.domain.fees import Terms
from app.care.domain.outcome import Outcome
from app.care.services.fee_post import agree_terms
from app.care.services.outcome import record_outcome
from app.care.store import fees
from app.care.store.tables.access import AuditEntry
from app.care.store.tables.providers import Provider
from app.foundation.database import Database
from tests.care.officer.rig import Rig, rigged
from tests.care.web.welfare.test_notice import a_lead
from tests.support.builders import a_booked_appointment, a_counsellor, a_provider

PATH = "/api/v1/welfare/terms"
TYPED = {"price_50": "59.50", "price_60": "£70", "price_90": "100"}
PENCE = {"price_50": 5950, "price_60": 7000, "price_90": 10000}


@pytest.fixture
def rig(care_sqlite: Database) -> Iterator[Rig]:
    with rigged(care_sqlite) as ready:
        yield ready


def provider(rig: Rig) -> str:
    with rig.store.write() as db:
        provider_id: str = a_provider(db, name="Alder Practice").id
    return provider_id


def month(rig: Rig, months: int) -> str:
    """The first of a month, so many months from now."""
    now = rig.clock()
    years, number = divmod(now.month - 1 + months, 12)
    return date(now.year + years, number + 1, 1).isoformat()


def agreed(rig: Rig, provider_id: str) -> list[Terms]:
    with rig.store.read() as db:
        return [fees.plain(row) for row in fees.terms_of_provider(db, provider_id)]


def test_a_lead_writes_terms_and_reads_their_history(rig: Rig) -> None:
    provider_id, (lead_id, lead) = provider(rig), a_lead(rig)
    assert "Nothing is agreed, so nothing is billed." in lead.open("/welfare/terms").visible
    lead.send("/welfare/terms", provider=provider_id, from_on=month(rig, 1), **TYPED)
    assert agreed(rig, provider_id) == [Terms(**PENCE)]
    lead.send("/welfare/terms", provider=provider_id, from_on=month(rig, 2), **TYPED | {"price_50": "65"})
    assert [one.price_50 for one in agreed(rig, provider_id)] == [6500, 5950]
    page = lead.open("/welfare/terms")
    assert "£65.00" in page.visible
    assert "£59.50" in page.visible
    with rig.store.read() as db:
        acts = db.scalars(select(AuditEntry).where(AuditEntry.act == "agreed.terms")).all()
    assert {one.actor for one in acts} == {f"welfare-lead:{lead_id}"}


def test_every_fault_of_the_form_is_named_and_nothing_is_written(rig: Rig) -> None:
    provider_id, (_, lead) = provider(rig), a_lead(rig)
    lead.open("/welfare/terms")
    page = lead.send("/welfare/terms", provider=provider_id, from_on="soon", price_50="sixty", late_hours="-1")
    assert lead.status == 422
    for words in ("Choose the first day", "Write an amount in pounds", "Write a whole number"):
        assert words in page.visible
    lead.send("/welfare/terms", provider=provider_id, from_on=month(rig, 1), **TYPED | {"price_60": "10"})
    assert lead.status == 422
    assert agreed(rig, provider_id) == []


def test_the_api_does_the_same_and_only_for_leads(rig: Rig) -> None:
    provider_id, (lead_id, _) = provider(rig), a_lead(rig)
    headers = {"authorization": f"Bearer {rig.sign_in(lead_id, 'welfare').token}"}
    program, path = TestClient(rig.app), f"{PATH}/{provider_id}/{month(rig, 1)}"
    for _ in range(2):
        assert program.put(path, json=PENCE, headers=headers).status_code == 200
    other = program.put(path, json=PENCE | {"price_50": 1}, headers=headers)
    assert (other.status_code, other.json()["faults"][0]["column"]) == (422, "from_on")
    (told,) = program.get(PATH, headers=headers).json()["providers"]
    assert (told["name"], [one["terms"]["price_90"] for one in told["agreed"]]) == ("Alder Practice", [10000])
    unknown = program.put(f"{PATH}/nobody/{month(rig, 1)}", json=PENCE, headers=headers)
    assert unknown.status_code == 404
    assert program.put(path, json=PENCE).status_code == 401
    with rig.store.write() as db:
        counsellor = a_counsellor(db, db.get_one(Provider, provider_id))
        assert counsellor.provider_id == provider_id
    officer = rig.program(rig.officer())
    assert program.put(path, json=PENCE, headers=officer._headers()).status_code == 404


@pytest.mark.parametrize("somebody_was_seen", [False, True])
def test_a_day_that_is_over_is_refused_alike_whether_or_not_anybody_was_seen(rig: Rig, somebody_was_seen: bool) -> None:
    provider_id, (lead_id, _) = provider(rig), a_lead(rig)
    with rig.store.write() as db:
        agree_terms(db, provider_id, (rig.clock() - timedelta(days=90)).date(), Terms(**PENCE), now=rig.clock())
        if somebody_was_seen:
            one = a_booked_appointment(db, a_counsellor(db, db.get_one(Provider, provider_id)), now=rig.clock())
            record_outcome(db, one.id, Outcome.ATTENDED, by="provider", now=one.end_at)
        assert fees.is_anything_posted(db, provider_id) is somebody_was_seen
    headers = {"authorization": f"Bearer {rig.sign_in(lead_id, 'welfare').token}"}
    refused = TestClient(rig.app).put(f"{PATH}/{provider_id}/{month(rig, -1)}", json=PENCE, headers=headers)
    assert refused.status_code == 422
    assert refused.json()["detail"] == "Terms begin today or later. Nothing was changed."


def test_terms_begin_with_a_month_so_that_no_sum_tells_on_which_day_somebody_was_seen(rig: Rig) -> None:
    provider_id, (lead_id, _) = provider(rig), a_lead(rig)
    headers = {"authorization": f"Bearer {rig.sign_in(lead_id, 'welfare').token}"}
    second = f"{month(rig, 1)[:-2]}02"
    refused = TestClient(rig.app).put(f"{PATH}/{provider_id}/{second}", json=PENCE, headers=headers)
    assert (refused.status_code, refused.json()["detail"]) == (422, "Terms begin with a month. Nothing was changed.")
    assert agreed(rig, provider_id) == []
