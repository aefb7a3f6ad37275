"""The care desk's API keeps to its description, whatever it is sent; each list, key and page has its twin."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.care.services.identity import add_provider_account, find_provider_account
from app.care.store.notices import add_lead, find_lead
from app.care.store.tables.providers import Counsellor
from app.foundation.description import DescribedApi
from tests.care.officer.rig import Rig, booked, rigged_copy
from tests.support.contract import Caller, broken_promises

FEW, MANY = 2, int(os.environ.get("RELIEF_CONTRACT_EXAMPLES", "150"))
PROVIDER, WELFARE, SIGN_IN = "/api/v1/provider", "/api/v1/welfare", "/sign-in"


@pytest.fixture(scope="module")
def rig(care_template_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """One desk for all requests: what breaks it for the next one is found too."""
    with rigged_copy(care_template_file, tmp_path_factory.mktemp("contract")) as ready:
        yield ready


def an_officer_caller(rig: Rig) -> Caller:
    rig.counsellor()
    officer_id, _ = booked(rig)
    first = rig.standing(officer_id)
    ids = {"course_id": first.course_id, "appointment_id": first.id}
    return Caller(lambda: {"authorization": f"Bearer {rig.sign_in(officer_id).token}"}, ids)


def a_provider_caller(rig: Rig) -> Caller:
    counsellor_id = rig.counsellor()
    with rig.store.write() as db:
        add_provider_account(db, db.get_one(Counsellor, counsellor_id).provider_id, "desk@alder.example")
        account_id = find_provider_account(db, "desk@alder.example")
    assert account_id is not None
    return Caller(lambda: {"authorization": f"Bearer {rig.sign_in(account_id, 'provider').token}"})


def a_lead_caller(rig: Rig) -> Caller:
    with rig.store.write() as db:
        add_lead(db, "lead@force.example", now=rig.clock())
    with rig.store.read() as db:
        lead_id = find_lead(db, "lead@force.example")
    assert lead_id is not None
    return Caller(lambda: {"authorization": f"Bearer {rig.sign_in(lead_id, 'welfare').token}"})


def of_officers(_method: str, path: str) -> bool:
    return path.startswith("/api/v1/") and not path.startswith((PROVIDER, WELFARE))


def of_providers(_method: str, path: str) -> bool:
    return path.startswith(PROVIDER) and SIGN_IN not in path


def of_leads(_method: str, path: str) -> bool:
    return path.startswith(WELFARE) and SIGN_IN not in path


ENDS = ("/withdraw", "/erase")


def test_the_officers_api_keeps_to_its_description(rig: Rig) -> None:
    faults, sent = broken_promises(rig.app, an_officer_caller(rig), of_officers, examples=FEW, last=ENDS)
    assert not faults, "\n\n".join(faults)
    assert sent > 60


def test_the_apis_of_providers_and_welfare_leads_keep_to_theirs(rig: Rig) -> None:
    faults, sent = broken_promises(rig.app, a_provider_caller(rig), of_providers, examples=FEW)
    more, also = broken_promises(rig.app, a_lead_caller(rig), of_leads, examples=FEW)
    assert not faults + more, "\n\n".join(faults + more)
    assert sent + also > 30


@pytest.mark.soak
def test_many_more_requests_find_nothing_either(rig: Rig) -> None:
    for caller, wanted in (
        (an_officer_caller(rig), of_officers),
        (a_provider_caller(rig), of_providers),
        (a_lead_caller(rig), of_leads),
    ):
        faults, _ = broken_promises(rig.app, caller, wanted, examples=MANY, last=ENDS)
        assert not faults, "\n\n".join(faults)


def test_control_an_api_that_breaks_its_word_is_found() -> None:
    app = DescribedApi(title="Broken")

    @app.get("/api/v1/number", response_model=dict[str, int])
    def number(of: int) -> Any:
        from fastapi.responses import JSONResponse

        return JSONResponse({"number": "not a number"} if of >= 0 else {"number": -of})

    @app.post("/api/v1/plain")
    def plain(body: dict[str, int]) -> Any:
        from fastapi.responses import PlainTextResponse

        return PlainTextResponse("no", 409)

    faults, _ = broken_promises(app, Caller(dict), lambda *_: True, examples=5)
    found = "\n".join(faults)
    assert "GET /api/v1/number: JsonSchemaError" in found
    assert "POST /api/v1/plain: UndefinedStatusCode" in found
    assert "POST /api/v1/plain: is no application/problem+json" in found
