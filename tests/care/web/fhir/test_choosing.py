"""$find, $hold and $book: an officer's own times, and nobody else's."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.appointment import Appointment as TheirAppointment
from fhir.resources.R4B.bundle import Bundle as TheirBundle

from app.care.domain.appointment import LIVE
from tests.care.officer.rig import Rig, rigged_copy
from tests.care.web.fhir.rig import BASE, Asking, asked, codes, officer, practice, resources


@pytest.fixture(scope="module")
def chosen(care_template_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Rig, str, Asking]]:
    """A desk, an officer who has asked for a course, and their program."""
    with rigged_copy(care_template_file, tmp_path_factory.mktemp("choosing")) as rig:
        practice(rig)
        yield rig, *asked(rig)


def parameters(**sent: Any) -> dict[str, Any]:
    """Parameters: resources as they are, everything else as a text."""
    return {
        "resourceType": "Parameters",
        "parameter": [
            {"name": name.replace("_", "-"), "resource" if isinstance(value, dict) else "valueString": value}
            for name, value in sent.items()
        ],
    }


def test_times_can_be_narrowed_down_by_period_place_and_person(chosen: tuple[Rig, str, Asking]) -> None:
    _, _, asking = chosen
    answer = asking.get("Appointment/$find?start=2026-03-16&end=2026-03-18").json()
    TheirBundle.model_validate(answer)
    found = resources(answer)
    assert found
    assert all("2026-03-16" <= one["start"][:10] <= "2026-03-18" for one in found)
    person = found[0]["participant"][0]["actor"]["reference"]
    same = asking.post("Appointment/$find", parameters(start="2026-03-16", end="2026-03-18", practitioner=person))
    assert [one["start"] for one in resources(same.json())] == [one["start"] for one in found]
    assert resources(asking.get("Appointment/$find?location=Location/nowhere").json()) == []
    assert codes(asking.get("Appointment/$find?start=tomorrow").json()) == ["bad-date"]


def test_holding_and_booking_again_changes_nothing(chosen: tuple[Rig, str, Asking]) -> None:
    rig, officer_id, asking = chosen
    offer = resources(asking.get("Appointment/$find").json())[0]
    first = resources(asking.post("Appointment/$hold", parameters(appt_resource=offer)).json())
    again = resources(asking.post("Appointment/$hold", offer).json())
    assert [one["id"] for one in first] == [one["id"] for one in again]
    assert first[0]["extension"][0]["url"].endswith("/held-until")
    TheirAppointment.model_validate(first[0])
    answers = [asking.post("Appointment/$book", parameters(appt_resource=offer)) for _ in range(2)]
    answers.append(asking.post(f"Appointment/{first[0]['id']}/$book", {}))
    answers.append(asking.post("Appointment/$book", parameters(appt_id=first[0]["id"])))
    assert {answer.status_code for answer in answers} == {200}
    assert {resources(answer.json())[0]["id"] for answer in answers} == {first[0]["id"]}
    assert [a.status.value for a in rig.appointments(officer_id) if a.status in LIVE and a.number == 1] == ["booked"]


def test_what_was_never_offered_or_was_offered_to_somebody_else_is_refused(chosen: tuple[Rig, str, Asking]) -> None:
    rig, _, asking = chosen
    offer = resources(asking.get("Appointment/$find").json())[0]
    token = offer["identifier"][0]["value"]
    other = officer(rig, rig.officer())
    assert codes(other.get("Appointment/$find").json()) == ["no-course"]
    assert codes(other.post("Appointment/$hold", parameters(appt_resource=offer)).json()) == ["no-course"]
    assert codes(other.post("Appointment/$book", parameters(appt_id=rig.appointments(chosen[1])[0].id)).json()) == [
        "not-found"
    ]
    forged = offer | {"identifier": [{"system": offer["identifier"][0]["system"], "value": token[:-8] + "AAAAAAAA"}]}
    for sent in (parameters(appt_resource=forged), parameters(appt_resource=offer | {"identifier": []}), forged):
        assert codes(asking.post("Appointment/$hold", sent).json()) == ["no-such-offer"]
    assert codes(asking.post("Appointment/$hold", parameters(other="x")).json()) == ["invalid"]


def test_a_browser_that_another_site_made_send_is_refused(chosen: tuple[Rig, str, Asking]) -> None:
    rig, officer_id, asking = chosen
    offer = resources(asking.get("Appointment/$find").json())[0]
    browser = rig.browser(officer_id).client
    heads = {"content-type": "application/fhir+json", "sec-fetch-site": "cross-site", "accept": "*/*"}
    refused = browser.post(f"{BASE}/Appointment/$hold", json=offer, headers=heads)
    assert (refused.status_code, codes(refused.json())) == (403, ["cross-site"])
    own = browser.post(f"{BASE}/Appointment/$hold", json=offer, headers=heads | {"sec-fetch-site": "same-origin"})
    assert own.status_code == 200  # control: the cookie is good


def test_an_officer_sees_no_slots_and_nothing_of_others(chosen: tuple[Rig, str, Asking]) -> None:
    rig, officer_id, asking = chosen
    assert codes(asking.get("Slot").json()) == ["scope-missing"]
    own = {one["id"] for one in resources(asking.get("Appointment?_count=100").json())}
    assert own == {a.id for a in rig.appointments(officer_id) if a.start_at > rig.clock()} - later(rig, officer_id)
    assert resources(officer(rig, rig.officer()).get("Appointment").json()) == []


def later(rig: Rig, officer_id: str) -> set[str]:
    """Beyond the 62 days that one search looks at."""
    return {a.id for a in rig.appointments(officer_id) if (a.start_at - rig.clock()).days >= 62}
