"""What a provider's program reads: its own only, in pages, with versions, valid for another implementation too."""

import json
from datetime import date, time
from typing import Any

import pytest
from fhir.resources.R4B.appointment import Appointment as TheirAppointment
from fhir.resources.R4B.bundle import Bundle as TheirBundle
from fhir.resources.R4B.location import Location as TheirLocation
from fhir.resources.R4B.operationoutcome import OperationOutcome as TheirOutcome
from fhir.resources.R4B.practitioner import Practitioner as TheirPractitioner
from fhir.resources.R4B.schedule import Schedule as TheirSchedule
from fhir.resources.R4B.slot import Slot as TheirSlot

from app.care.domain.week_pattern import Week, WeekLine
from app.care.services.identity import add_provider_account, find_provider_account
from app.care.services.week_hours import save_week
from app.care.store.tables.officers import Officer
from app.care.web.fhir.addresses import Addresses
from app.care.web.fhir.refusing import outcome_of
from app.foundation.problem_json import answer_to
from app.foundation.refusals import Conflict, TooMany, Unavailable
from tests.care.officer.rig import Rig
from tests.care.web.fhir.rig import BASE, booked, codes, practice, program, resources
from tests.support.builders import VIDEO, at

THEIRS: dict[str, Any] = {
    "Appointment": TheirAppointment, "Schedule": TheirSchedule, "Slot": TheirSlot, "Bundle": TheirBundle,
    "Practitioner": TheirPractitioner, "Location": TheirLocation, "OperationOutcome": TheirOutcome,
}  # fmt: skip


def checked(sent: dict[str, Any]) -> dict[str, Any]:
    """The same, after another implementation has read it and said it again alike."""
    again = json.loads(THEIRS[sent["resourceType"]].model_validate(sent).model_dump_json())
    assert again.keys() == sent.keys()
    return sent


def test_everything_a_program_reads_is_valid_for_another_implementation(desk: Rig) -> None:
    alder = practice(desk)
    booked(desk, alder, at(7, 11))
    schedules = checked(alder.program.get("Schedule").json())
    slots = checked(alder.program.get("Slot?start=2026-03-09&_include=Slot:schedule").json())
    appointments = checked(alder.program.get("Appointment?date=2026-03-09").json())
    (schedule,) = resources(schedules)
    assert [one["status"] for one in resources(slots)] == ["free", "busy", "free"]
    assert [one["id"] for one in resources(slots, "include")] == [schedule["id"]]
    for one in [schedule, *resources(slots), *resources(appointments)]:
        read = alder.program.get(f"{one['resourceType']}/{one['id']}")
        assert checked(read.json()) == one
        assert read.headers["etag"] == f'W/"{one["meta"]["versionId"]}"'
    people = [checked(alder.program.get(actor["reference"]).json()) for actor in schedule["actor"]]
    assert [one["resourceType"] for one in people] == ["Practitioner", "Location"]
    checked(alder.program.get("Slot/none").json())


def test_a_program_learns_no_name_contact_or_number_of_an_officer(desk: Rig) -> None:
    alder = practice(desk)
    officer_id = booked(desk, alder).officer_id
    with desk.store.write() as db:
        row = db.get_one(Officer, officer_id)
        row.contact = "kim@example.org"
        staff_number = row.staff_number
    said = alder.program.get("Appointment?date=ge2026-03-02").text
    for secret in (officer_id, staff_number, "kim@example.org"):
        assert secret not in said
    assert '"R-' in said  # control: the reference that names nobody is there


def test_what_is_another_providers_does_not_exist(desk: Rig) -> None:
    alder, elm = practice(desk), practice(desk)
    booked(desk, alder)
    (schedule,) = resources(alder.program.get("Schedule").json())
    (appointment,) = resources(alder.program.get("Appointment").json())
    slots = resources(alder.program.get("Slot").json())
    for one in [schedule, appointment, slots[0], slots[-1]]:
        path = f"{one['resourceType']}/{one['id']}"
        assert alder.program.get(path).status_code == 200
        refused = elm.program.get(path)
        assert (refused.status_code, codes(refused.json())) == (404, ["not-found"])
    assert resources(elm.program.get(f"Slot?schedule={schedule['id']}").json()) == []
    assert resources(elm.program.get("Appointment").json()) == []


def test_pages_follow_each_other_until_all_is_shown(desk: Rig) -> None:
    alder = practice(desk)
    whole = alder.program.get("Slot?_count=100").json()
    page, shown = alder.program.get("Slot?_count=7").json(), []
    for _ in range(20):
        shown += [one["id"] for one in resources(page)]
        links = {link["relation"]: link["url"] for link in page["link"]}
        assert page["total"] == whole["total"]
        if "next" not in links:
            break
        page = alder.program.get(links["next"]).json()
    assert shown == [one["id"] for one in resources(whole)]
    assert len(shown) == len(set(shown)) == 40
    assert alder.program.get("Slot?_page=made-up").status_code == 422


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("start=2026-03-09", 3),
        ("start=ge2026-03-09&start=lt2026-03-10", 3),
        ("start=2026-03-09&status=free", 2),
        ("start=2026-03-09&status=free,busy", 3),
        ("start=2026-03-09&status=http://hl7.org/fhir/slotstatus|busy", 1),
        ("start=2026-03-09T10:00:00Z", 1),
        ("start=gt2026-03-09T10:00:00Z&start=lt2026-03-10", 2),
        ("start=2026-03-09&status=busy-tentative", 0),
        ("start=2030-01", 0),
    ],
)
def test_slots_are_found_by_start_and_status(desk: Rig, asked: str, found: int) -> None:
    alder = practice(desk)
    booked(desk, alder, at(7, 11))
    assert alder.program.get(f"Slot?{asked}").json()["total"] == found


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("status=booked", 1),
        ("status=cancelled,noshow", 0),
        ("date=2026-03-09", 1),
        ("date=2026-03-10", 0),
        ("actor=Location/video", 1),
        ("actor=Location/riverside", 0),
        ("practitioner={person}", 1),
        ("actor=Practitioner/{person},Location/nowhere", 1),
        ("_id={id}", 1),
        ("_id=none", 0),
    ],
)
def test_appointments_are_found_by_date_status_and_actor(desk: Rig, asked: str, found: int) -> None:
    alder = practice(desk)
    booked(desk, alder)
    (one,) = resources(alder.program.get("Appointment").json())
    person = one["participant"][0]["actor"]["reference"].removeprefix("Practitioner/")
    assert alder.program.get(f"Appointment?{asked.format(person=person, id=one['id'])}").json()["total"] == found


def test_what_is_not_understood_is_passed_over_and_said_or_refused_as_is_wished(desk: Rig) -> None:
    alder = practice(desk)
    lenient = alder.program.get("Slot?colour=red&start=2026-03-09").json()
    assert resources(lenient)
    assert "colour" in resources(lenient, "outcome")[0]["issue"][0]["diagnostics"]
    assert "colour" not in lenient["link"][0]["url"]
    strict = alder.program.get("Slot?colour=red", prefer="handling=strict")
    assert (strict.status_code, codes(strict.json())) == (400, ["not-supported"])
    assert strict.json()["issue"][1]["expression"] == ["colour"]


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ("Slot?start=tomorrow", 422, "bad-date"),
        ("Slot?start=ge2026-03-01&start=lt2026-09-01", 422, "too-costly"),
        ("Slot?_count=none", 422, "invalid"),
        ("Slot?schedule=Patient/1", 422, "invalid"),
        ("Appointment?status=no-show", 422, "invalid"),
        ("Slot?_format=xml", 406, "not-supported"),
        ("Patient/1", 404, "not-found"),
        ("Slot/hrs-1-99999999999", 404, "not-found"),
        ("Slot/%00", 404, "not-found"),
        ("Appointment/%00", 404, "not-found"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_a_code(desk: Rig, asked: str, status: int, code: str) -> None:
    refused = practice(desk).program.get(asked)
    assert (refused.status_code, codes(refused.json())) == (status, [code])
    assert refused.headers["content-type"] == "application/fhir+json"


def test_a_token_opens_only_what_it_was_made_for(desk: Rig) -> None:
    alder = practice(desk, scopes=["outcomes"])
    assert codes(alder.program.get("Slot").json()) == ["scope-missing"]
    assert codes(alder.program.get("Appointment").json()) == ["scope-missing"]
    assert codes(alder.program.post("", {}).json()) == ["scope-missing"]
    assert codes(alder.program.get("Appointment/$find").json()) == ["scope-missing"]
    reader = program(desk, alder.provider_id, ["read"], "reader")
    booked(desk, alder)
    (one,) = resources(reader.get("Appointment").json())
    assert codes(reader.put(f"Appointment/{one['id']}", one | {"status": "cancelled"}).json()) == ["scope-missing"]
    assert resources(reader.get("Appointment").json()) == [one]


def test_an_ended_a_made_up_and_no_token_open_nothing(desk: Rig) -> None:
    alder = practice(desk)
    assert alder.program.get("Slot").status_code == 200
    for token in ("relief_made-up", "", "made-up"):
        alder.program.token = token
        refused = alder.program.get("Slot")
        assert (refused.status_code, codes(refused.json())) == (401, ["not-signed-in"])


def test_people_of_a_provider_have_pages_and_no_way_in_here(desk: Rig) -> None:
    alder = practice(desk)
    with desk.store.write() as db:
        add_provider_account(db, alder.provider_id, "person@alder.example")
        account_id = find_provider_account(db, "person@alder.example")
    assert account_id is not None
    alder.program.token = desk.sign_in(account_id, "provider").token
    assert codes(alder.program.get("Slot").json()) == ["not-found"]


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("application/fhir+json; fhirVersion=4.0", 200),
        ("application/fhir+json; fhirVersion=3.0, application/fhir+json; fhirVersion=4.0", 200),
        ("application/fhir+json; fhirVersion=5.0", 406),
        ("application/fhir+xml", 406),
        ("*/*", 200),
    ],
)
def test_only_json_of_r4_is_spoken(desk: Rig, kind: str, status: int) -> None:
    assert desk.visitor().get(f"{BASE}/metadata", headers={"accept": kind}).status_code == status


@pytest.mark.parametrize(
    ("refused", "code"),
    [
        (TooMany("Wait."), "throttled"),
        (Unavailable("Later."), "transient"),
        (Conflict("Gone.", code="slot-taken"), "conflict"),
        (Conflict("Begun.", code="too-late"), "business-rule"),
        (ValueError("a secret"), "exception"),
    ],
)
def test_whatever_is_raised_is_said_in_fhirs_words_with_our_code(refused: Exception, code: str) -> None:
    said = checked(outcome_of(answer_to(refused), Addresses("http://testserver/fhir/r4")).as_json())
    assert said["issue"][0]["code"] == code
    assert "secret" not in str(said)


def test_slots_of_weeks_a_and_b_are_said_by_their_instants(desk: Rig) -> None:
    """R4 knows no recurrence: what is read are the instants, on both sides of a change of clocks."""
    alder = practice(desk)
    turns = Week(date(2026, 3, 2), None, (WeekLine(1, time(9), time(12), (VIDEO,), "b"),), date(2026, 3, 4))
    with desk.store.write() as db:
        save_week(db, alder.counsellor_id, turns, confirmed=True, now=desk.clock())
    slots = resources(alder.program.get("Slot?start=ge2026-03-04&start=lt2026-04-15&_count=100").json())
    assert [one["start"] for one in slots] == ["2026-03-10T09:00:00Z", "2026-03-24T09:00:00Z", "2026-04-07T08:00:00Z"]
