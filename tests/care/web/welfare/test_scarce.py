"""A welfare lead says which hours are scarce; plans go by it, on the page as over the API."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from app.care.domain.policy import DEFAULT_POLICY
from app.care.domain.scarce_setting import ScarceHours
from app.care.store.force import policy_of
from app.care.store.tables.access import AuditEntry
from app.foundation.database import Database
from app.foundation.refusals import Invalid
from tests.care.officer.rig import Rig, rigged
from tests.care.web.welfare.test_notice import a_lead

PAGE, API = "/welfare/capacity/scarce-hours", "/api/v1/welfare/scarce-hours"


@pytest.fixture
def rig(care_sqlite: Database) -> Iterator[Rig]:
    with rigged(care_sqlite) as ready:
        yield ready


def planned_by(rig: Rig) -> list[str]:
    """What a plan that is made now goes by."""
    with rig.store.write() as db:
        return ScarceHours.of_policy(policy_of(db).scarce).names()


def a_program(rig: Rig) -> TestClient:
    """A lead's program."""
    lead_id, _ = a_lead(rig)
    return TestClient(rig.app, headers={"authorization": f"Bearer {rig.sign_in(lead_id, 'welfare').token}"})


def test_what_stands_at_first_is_evenings_and_weekends() -> None:
    names = ScarceHours.of_policy(DEFAULT_POLICY.scarce).names()
    assert names == [f"{day} evening" for day in range(5)] + [
        f"{day} {part}" for day in (5, 6) for part in ("morning", "afternoon", "evening")
    ]
    assert ScarceHours.of_policy(ScarceHours.read(names).for_policy()).names() == names


def test_on_the_page_and_over_the_api_plans_go_by_what_was_written(rig: Rig) -> None:
    api = a_program(rig)
    first = api.get(API)
    tag = first.headers["ETag"]
    assert first.json()["parts"] == planned_by(rig)
    assert api.put(API, json={"parts": ["6 morning"]}).status_code == 428
    done = api.put(API, json={"parts": ["6 morning"]}, headers={"If-Match": tag})
    assert (done.status_code, done.json()) == (200, {"parts": ["6 morning"]})
    assert planned_by(rig) == ["6 morning"]
    assert api.put(API, json={"parts": []}, headers={"If-Match": tag}).status_code == 412
    assert planned_by(rig) == ["6 morning"], "who has not seen it changes nothing"
    none = api.put(API, json={"parts": []}, headers={"If-Match": done.headers["ETag"]})
    assert (none.json(), planned_by(rig)) == ({"parts": []}, [])
    with rig.store.read() as db:
        written = select(func.count()).select_from(AuditEntry).where(AuditEntry.act == "wrote.scarce-hours")
        assert db.scalar(written) == 2


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["7 morning"], "no such part"),
        (["morning"], "no such part"),
        ([f"{d} {p}" for d in range(6) for p in ("morning", "afternoon", "evening")], "17 parts"),
    ],
)
def test_what_cannot_be_is_refused_in_words(rig: Rig, names: list[str], said: str) -> None:
    with pytest.raises(Invalid) as refusal:
        ScarceHours.read(names)
    assert said in str(refusal.value.faults)
    api = a_program(rig)
    answer = api.put(API, json={"parts": names}, headers={"If-Match": api.get(API).headers["ETag"]})
    assert answer.status_code == 422
    assert planned_by(rig) == ScarceHours.of_policy(DEFAULT_POLICY.scarce).names()


def test_the_page_ticks_what_stands_and_writes_what_is_ticked(rig: Rig) -> None:
    _, lead = a_lead(rig)
    html = lead.client.get(PAGE).text
    assert html.count("checked") == len(planned_by(rig)) == 11
    lead.open(PAGE)
    lead.send(PAGE, parts=["0 evening", "6 morning"])
    assert "Written down" in lead.shown.visible
    assert planned_by(rig) == ["0 evening", "6 morning"]
    lead.post(PAGE, parts=["1 evening"], version='"older"')
    assert lead.status == 412
    assert "Somebody else" in lead.shown.visible
    assert planned_by(rig) == ["0 evening", "6 morning"]


def test_nobody_else_gets_in(rig: Rig) -> None:
    assert rig.visitor().get(PAGE).status_code == 303
    assert rig.program(rig.officer()).get("/welfare/scarce-hours").status_code == 404
