"""A program says how appointments ended by sending them back with another status; an officer calls off their own."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.care.domain.exchange_words import ATTENDANCE, REASONS
from app.care.domain.outcome import Outcome
from app.care.store import appointments
from app.care.store.tables.access import AuditEntry
from app.care.store.tables.appointments import Appointment
from app.care.web.fhir.addresses import HL7_REASONS
from tests.care.officer.rig import Rig
from tests.care.web.fhir.rig import BASE, Practice, booked, codes, officer, practice, resources

REASON = f"http://testserver{BASE}/CodeSystem/duty-reason"
ATTENDED = f"http://testserver{BASE}/CodeSystem/attendance"
MISSED = f"http://testserver{BASE}/StructureDefinition/missed-reason"
ATTENDANCE_SAID = f"http://testserver{BASE}/StructureDefinition/attendance"


def ahead(desk: Rig, days: int, hour: int = 10) -> datetime:
    """An hour of a day that lies ahead: the clock of the module's desk only ever goes on."""
    return (desk.clock() + timedelta(days=days)).replace(hour=hour, minute=0)


def hours_of(desk: Rig) -> list[tuple[datetime, datetime]]:
    return [(ahead(desk, day, 8), ahead(desk, day, 18)) for day in range(1, 8)]


@pytest.fixture
def met(desk: Rig) -> tuple[Practice, dict[str, Any], Appointment]:
    """A practice with an appointment whose time has come, as its program reads it."""
    alder = practice(desk, hours=hours_of(desk))
    row = booked(desk, alder, ahead(desk, 1))
    (one,) = resources(alder.program.get("Appointment").json())
    desk.clock.move_to(row.end_at)
    return alder, one, row


def concept(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


def extension(url: str, system: str, code: str) -> dict[str, Any]:
    return {"url": url, "valueCodeableConcept": concept(system, code)}


def stands(desk: Rig, row: Appointment) -> tuple[str, Outcome | None]:
    with desk.store.read() as db:
        found = appointments.any_(db, row.id)
        return found.status.value, found.outcome


SAYINGS: list[tuple[dict[str, Any], Outcome]] = [
    ({"status": "fulfilled"}, Outcome.ATTENDED),
    ({"status": "noshow"}, Outcome.DID_NOT_ATTEND),
    ({"status": "noshow", "cancelationReason": concept(REASON, "kept-on-duty")}, Outcome.KEPT_ON_DUTY),
    (
        {"status": "noshow", "extension": [extension(MISSED, REASON, "court")]},
        Outcome.COURT,
    ),
    (
        {
            "status": "fulfilled",
            "extension": [{"url": ATTENDANCE_SAID, "valueCodeableConcept": concept(ATTENDED, "6")}],
        },
        Outcome.ATTENDED,
    ),
]


@pytest.mark.parametrize(("saying", "outcome"), SAYINGS)
def test_what_is_said_is_recorded_and_said_again_alike(
    desk: Rig, met: tuple[Practice, dict[str, Any], Appointment], saying: dict[str, Any], outcome: Outcome
) -> None:
    alder, one, row = met
    said = alder.program.put(f"Appointment/{one['id']}", one | saying)
    assert said.status_code == 200, said.text
    assert stands(desk, row) == (saying["status"], outcome)
    own = {e["url"]: e["valueCodeableConcept"]["coding"][0]["code"] for e in said.json()["extension"]}
    assert own[ATTENDANCE_SAID] in ATTENDANCE
    assert own.get(MISSED) == (REASONS[outcome].code if saying["status"] == "noshow" else None)
    assert "cancelationReason" not in said.json(), "R4's own rule forbids it beside noshow"
    again = alder.program.put(f"Appointment/{one['id']}", said.json())
    assert (again.status_code, again.json()) == (200, said.json()), "our own, sent back, changes nothing"


def test_a_provider_calls_off_what_lies_ahead_and_the_reason_is_told_in_two_code_systems(desk: Rig) -> None:
    alder = practice(desk, hours=hours_of(desk))
    row = booked(desk, alder, ahead(desk, 3))
    (one,) = resources(alder.program.get("Appointment").json())
    said = alder.program.put(f"Appointment/{one['id']}", one | {"status": "cancelled"})
    assert stands(desk, row) == ("cancelled", Outcome.CANCELLED_BY_PROVIDER)
    assert [c["code"] for c in said.json()["cancelationReason"]["coding"]] == ["cancelled-by-provider", "prov"]
    again = alder.program.put(f"Appointment/{one['id']}", said.json())
    assert again.json() == said.json()


def test_what_the_provider_calls_off_after_the_start_is_that_and_no_miss(
    desk: Rig, met: tuple[Practice, dict[str, Any], Appointment]
) -> None:
    alder, one, row = met
    said = alder.program.put(f"Appointment/{one['id']}", one | {"status": "cancelled"})
    assert (said.status_code, stands(desk, row)) == (200, ("cancelled", Outcome.CANCELLED_BY_PROVIDER))


@pytest.mark.parametrize(
    "why",
    [
        {"extension": [extension(ATTENDANCE_SAID, ATTENDED, "2")]},
        {"cancelationReason": concept(HL7_REASONS, "pat-crs")},
    ],
)
def test_that_the_officer_called_it_off_only_the_officer_can_say(desk: Rig, why: dict[str, Any]) -> None:
    alder = practice(desk, hours=hours_of(desk))
    row = booked(desk, alder, ahead(desk, 3))
    (one,) = resources(alder.program.get("Appointment").json())
    refused = alder.program.put(f"Appointment/{one['id']}", one | {"status": "cancelled"} | why)
    assert (refused.status_code, stands(desk, row)) == (422, ("booked", None))


def test_a_reason_written_down_at_an_earlier_address_of_the_desk_is_understood(
    desk: Rig, met: tuple[Practice, dict[str, Any], Appointment]
) -> None:
    alder, one, row = met
    earlier = concept(REASON.replace("http://testserver", "https://old.example"), "court")
    alder.program.put(f"Appointment/{one['id']}", one | {"status": "noshow", "cancelationReason": earlier})
    assert stands(desk, row)[1] is Outcome.COURT


def test_a_wrong_record_is_put_right_by_the_right_one(
    desk: Rig, met: tuple[Practice, dict[str, Any], Appointment]
) -> None:
    alder, one, row = met
    alder.program.put(f"Appointment/{one['id']}", one | {"status": "noshow"})
    alder.program.put(f"Appointment/{one['id']}", one | {"status": "fulfilled"})
    assert stands(desk, row) == ("fulfilled", Outcome.ATTENDED)


@pytest.mark.parametrize(
    ("saying", "code"),
    [
        ({"status": "entered-in-error"}, "not-by-program"),
        ({"status": "arrived"}, "not-by-program"),
        ({"status": "proposed"}, "not-by-program"),
        ({"status": "noshow", "cancelationReason": concept(REASON, "cancelled-by-officer")}, "not-by-program"),
        ({"status": "noshow", "cancelationReason": concept(REASON, "gone-fishing")}, "not-by-program"),
        (
            {
                "status": "noshow",
                "extension": [{"url": ATTENDANCE_SAID, "valueCodeableConcept": concept(ATTENDED, "5")}],
            },
            "not-by-program",
        ),
        ({"status": "fulfilled", "start": "2026-03-04T10:00:00Z", "end": "2026-03-04T10:50:00Z"}, "not-by-program"),
        ({"status": "fulfilled", "modifierExtension": [{"url": "urn:not"}]}, "not-supported"),
        ({"status": "fulfilled", "implicitRules": "urn:rules"}, "not-supported"),
        ({"status": "fulfilled", "id": "apt-other"}, "invalid"),
        ({"status": "attended"}, "invalid"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(
    desk: Rig, met: tuple[Practice, dict[str, Any], Appointment], saying: dict[str, Any], code: str
) -> None:
    alder, one, row = met
    refused = alder.program.put(f"Appointment/{one['id']}", one | saying)
    assert 400 <= refused.status_code < 500
    assert codes(refused.json()) == [code]
    assert stands(desk, row) == ("booked", None)


def test_what_a_program_does_is_on_record_under_its_name_and_as_its_providers(
    desk: Rig, met: tuple[Practice, dict[str, Any], Appointment]
) -> None:
    alder, one, row = met
    alder.program.put(f"Appointment/{one['id']}", one | {"status": "fulfilled"})
    with desk.store.read() as db:
        subject = f"provider:{alder.provider_id}"
        lines = db.scalars(select(AuditEntry).where(AuditEntry.subject == subject).order_by(AuditEntry.id)).all()
        assert appointments.facts_of(db, row.id)[-1].by == subject
    assert [(line.actor, line.act) for line in lines] == [
        ("program:diary", "looked.appointments"),
        ("program:diary", "recorded.outcome"),
    ]


def test_an_appointment_that_changed_since_is_not_written_over(
    desk: Rig, met: tuple[Practice, dict[str, Any], Appointment]
) -> None:
    alder, one, row = met
    path, seen = f"Appointment/{one['id']}", f'W/"{one["meta"]["versionId"]}"'
    first = alder.program.put(path, one | {"status": "noshow"}, if_match=seen)
    assert first.headers["etag"] != seen
    stale = alder.program.put(path, one | {"status": "fulfilled"}, if_match=seen)
    assert (stale.status_code, codes(stale.json())) == (412, ["version-changed"])
    assert stands(desk, row)[0] == "noshow"
    fresh = alder.program.put(path, one | {"status": "fulfilled"}, if_match=first.headers["etag"])
    assert fresh.status_code == 200


def test_what_is_passed_over_is_said_where_that_is_wished_and_refused_where_that_is(
    met: tuple[Practice, dict[str, Any], Appointment],
) -> None:
    alder, one, _ = met
    more = one | {"status": "fulfilled", "description": "A long talk", "priority": 3}
    path = f"Appointment/{one['id']}"
    strict = alder.program.put(path, more, prefer="handling=strict")
    assert (strict.status_code, codes(strict.json())) == (400, ["not-supported"])
    told = alder.program.put(path, more, prefer="return=OperationOutcome").json()
    assert [issue["expression"] for issue in told["issue"]] == [["Appointment.description"], ["Appointment.priority"]]
    assert alder.program.put(path, more, prefer="return=minimal").content == b""


def test_an_officer_calls_off_their_own_and_says_nothing_of_how_it_went(desk: Rig) -> None:
    alder = practice(desk, hours=hours_of(desk))
    row, other = booked(desk, alder, ahead(desk, 5)), booked(desk, alder, ahead(desk, 5, 12))
    asking = officer(desk, row.officer_id)
    (one,) = resources(asking.get("Appointment").json())
    assert one["id"] == row.id
    refused = asking.put(f"Appointment/{row.id}", one | {"status": "noshow"})
    assert (refused.status_code, stands(desk, row)[0]) == (422, "booked")
    assert asking.put(f"Appointment/{other.id}", one | {"id": other.id, "status": "cancelled"}).status_code == 404
    done = asking.put(
        f"Appointment/{row.id}", one | {"status": "cancelled", "cancelationReason": concept(REASON, "unwell")}
    )
    assert done.status_code == 200, done.text
    assert stands(desk, row) == ("cancelled", Outcome.CANCELLED_BY_OFFICER)
    with desk.store.read() as db:
        assert appointments.facts_of(db, row.id)[-1].note == "unwell"
    (theirs,) = resources(alder.program.get("Appointment?status=cancelled").json())
    assert "unwell" not in str(theirs), "why is the officer's own"
