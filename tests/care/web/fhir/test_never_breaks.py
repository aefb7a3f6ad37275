"""Whatever is sent, the answer is FHIR and never a fault of ours."""

import json
import os
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.care.officer.rig import Rig
from tests.care.web.fhir.rig import BASE, Asking, booked, officer, practice, resources
from tests.support.builders import at

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=8), st.just("\x00"),
    st.sampled_from(["9999-12-31T23:59:59Z", "2026-03-09T10:00:00Z", "Schedule/x", "booked", "Practitioner/\x00"]),
)  # fmt: skip
ODD = st.one_of(SCALARS, st.lists(SCALARS, max_size=2), st.dictionaries(st.text(max_size=4), SCALARS, max_size=2))
NAMES = ["start", "date", "status", "schedule", "actor", "_count", "_page", "_id", "_format", "_include", "x"]
DATES = ["ge2026-03-01", "lt2999-12-31", "ge2000-01-01", "eq9999", "2026-02-31", "2999", "le2000-01-01", "99999999999"]
QUERY = st.lists(st.tuples(st.sampled_from(NAMES), st.one_of(st.text(max_size=12), st.sampled_from(DATES))), max_size=3)
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "if-match": st.sampled_from(['W/"0"', "*", '"', "W/", ",,"]),
        "prefer": st.sampled_from(["handling=strict", "return=OperationOutcome", "=;,=", "return=minimal"]),
        "accept": st.sampled_from(["application/xml", "*/*", "application/fhir+json"]),
        "content-type": st.sampled_from(["application/fhir+json", "text/plain", "multipart/form-data", ""]),
    },
)


def mutated(draw: Any, value: Any) -> Any:
    """The value with one thing somewhere in it made odd."""
    if isinstance(value, dict) and value and draw(st.integers(0, 4)):
        name = draw(st.sampled_from(sorted(value)))
        return {k: mutated(draw, v) if k == name else v for k, v in value.items()}
    if isinstance(value, list) and value and draw(st.integers(0, 4)):
        place = draw(st.integers(0, len(value) - 1))
        return [mutated(draw, v) if k == place else v for k, v in enumerate(value)]
    return draw(ODD)


FEW, MANY = 20, int(os.environ.get("RELIEF_CONTRACT_EXAMPLES", "150")) * 20


def test_mutated_requests_are_answered_in_fhir_and_never_with_a_fault_of_ours(desk: Rig) -> None:
    assert answered(desk, FEW) >= FEW


@pytest.mark.soak
def test_many_more_mutated_requests_find_nothing_either(desk: Rig) -> None:
    assert answered(desk, MANY) >= MANY // 2


Sent = tuple[Asking, str, str, Any]
"""Who asks, how, where, and with what; {odd} stands for an id that is none."""


def requests_of(desk: Rig) -> list[Sent]:
    """A sound request of every kind."""
    alder = practice(desk)
    row = booked(desk, alder, at(7, 10))
    asking = officer(desk, row.officer_id)
    (schedule,) = resources(alder.program.get("Schedule").json())
    slots = resources(alder.program.get("Slot?start=2026-03-09").json())
    (appointment,) = resources(alder.program.get("Appointment").json())
    puts = [
        {"resource": one, "request": {"method": "PUT", "url": f"{one['resourceType']}/{one['id']}"}}
        for one in [schedule, *slots]
    ]
    hold = {"resourceType": "Parameters", "parameter": [{"name": "appt-resource", "resource": appointment}]}
    return [
        (alder.program, "GET", "Slot", None), (alder.program, "GET", "Schedule", None),
        (alder.program, "GET", "Appointment", None), (asking, "GET", "Appointment", None),
        (alder.program, "GET", "Slot/{odd}", None), (asking, "GET", "Appointment/{odd}", None),
        (alder.program, "PUT", f"Appointment/{appointment['id']}", appointment),
        (asking, "PUT", f"Appointment/{row.id}", appointment),
        (alder.program, "POST", "", {"resourceType": "Bundle", "type": "batch", "entry": puts}),
        (asking, "POST", "Appointment/$hold", hold), (asking, "POST", "Appointment/$book", hold),
        (asking, "POST", "Appointment/{odd}/$book", {}), (alder.program, "POST", "Appointment/$find", hold),
    ]  # fmt: skip


def answered(desk: Rig, examples: int) -> int:
    """How many mutated requests were sent; each answer is looked at."""
    requests, counted = requests_of(desk), {"answers": 0}

    @settings(max_examples=examples, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data(), query=QUERY, headers=HEADERS)
    def send(data: Any, query: Any, headers: dict[str, str]) -> None:
        who, method, path, body = data.draw(st.sampled_from(requests))
        odd = data.draw(st.sampled_from(["%00", "apt-0", "..", "hrs-1-2", "x" * 200, "%F0%9F%90%9F"]))
        content = None if body is None else json.dumps(mutated(data.draw, body)).encode()
        sent = {"content-type": "application/fhir+json", **headers, **who.bearer()}
        url = f"{BASE}/{path.format(odd=odd)}" if path else BASE
        answer = who.client.request(method, url, params=query, content=content, headers=sent)
        counted["answers"] += 1
        look_at(answer)

    send()
    return counted["answers"]


def look_at(answer: httpx.Response) -> None:
    """It is FHIR, a refusal says why, and nothing is a fault of ours."""
    assert answer.status_code < 500, answer.text
    if answer.content:
        assert answer.headers["content-type"] == "application/fhir+json"
        kind = answer.json()["resourceType"]
        assert answer.status_code < 400 or kind == "OperationOutcome"


def test_control_a_fault_of_ours_is_noticed(desk: Rig) -> None:
    with pytest.raises(AssertionError):
        look_at(httpx.Response(500, json={"resourceType": "OperationOutcome"}))
    with pytest.raises(AssertionError):
        look_at(desk.visitor().get("/api/v1/me", headers={"accept": "application/json"}))


def test_bodies_that_are_no_json_too_deep_or_too_long_are_refused(desk: Rig) -> None:
    alder = practice(desk)
    for content, status in ((b"", 422), (b"\xff\xfe", 422), (b"[" * 200_000, 422), (b" " * (1 << 20) + b"12", 413)):
        headers = {**alder.program.bearer(), "content-type": "application/fhir+json"}
        answer = alder.program.client.post(BASE, content=content, headers=headers)
        assert (answer.status_code, answer.json()["resourceType"]) == (status, "OperationOutcome")
