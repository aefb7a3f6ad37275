"""Schedules and slots of a provider's own system become the hours in which its counsellors can be booked."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle as TheirBundle

from app.care.domain.pseudonyms import Kind, outward
from app.care.services.inbound import act_on
from app.care.services.inbound_events import InboundEvent, again
from app.care.services.providers_own import ProviderSide
from app.care.store import appointments, providers
from tests.care.officer.rig import Rig
from tests.care.web.fhir.rig import BASE, Practice, booked, codes, practice, resources
from tests.support.builders import at

PLACE = f"http://testserver{BASE}/StructureDefinition/slot-place"
WEEK = {"start": "2026-03-09T00:00:00Z", "end": "2026-03-16T00:00:00Z"}


def said(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")


def schedule_of(alder: Practice, **changes: Any) -> dict[str, Any]:
    (own,) = resources(alder.program.get("Schedule").json())
    return own | {"planningHorizon": WEEK} | changes


def a_slot(schedule: str, start: datetime, end: datetime, **changes: Any) -> dict[str, Any]:
    slot = {"resourceType": "Slot", "schedule": {"reference": schedule}, "status": "free"}
    return slot | {"start": said(start), "end": said(end)} | changes


def bundle(*parts: dict[str, Any], kind: str = "transaction") -> dict[str, Any]:
    entries = [
        {
            "resource": one,
            "request": {"method": "PUT", "url": f"{one['resourceType']}/{one['id']}"}
            if "id" in one
            else {"method": "POST", "url": one["resourceType"]},
        }
        for one in parts
    ]
    return {"resourceType": "Bundle", "type": kind, "entry": entries}


def open_hours(
    desk: Rig, alder: Practice, first: int = 7, last: int = 14
) -> list[tuple[datetime, datetime, list[str]]]:
    with desk.store.read() as db:
        rows = providers.stretches_of_counsellors(db, [alder.counsellor_id], at(first, 0), at(last, 0))
    return [(start, end, json.loads(places)) for _, start, end, places in rows]


def test_a_schedule_says_all_of_its_horizon_and_nothing_outside(desk: Rig) -> None:
    alder = practice(desk)
    mine = schedule_of(alder)
    name = f"Schedule/{mine['id']}"
    slots = [a_slot(name, at(7, hour), at(7, hour + 1)) for hour in (9, 10, 11)]
    before = open_hours(desk, alder, 14, 30)
    answer = alder.program.post("", bundle(mine, *slots))
    assert answer.status_code == 200, answer.text
    TheirBundle.model_validate(answer.json())
    assert [one["response"]["status"] for one in answer.json()["entry"]] == ["200 OK"] * 4
    assert open_hours(desk, alder) == [(at(7, 9), at(7, 12), ["video"])], "three that touch are one stretch"
    assert open_hours(desk, alder, 14, 30) == before
    again = alder.program.post("", bundle(mine, *slots)).json()
    assert again["entry"][0]["response"]["outcome"]["issue"][0]["diagnostics"] == "Nothing has changed."


def test_what_we_say_sent_back_changes_nothing_however_much_is_booked(desk: Rig) -> None:
    alder = practice(desk)
    for hour in (10, 12, 15):
        booked(desk, alder, at(8, hour))
    slots = resources(alder.program.get("Slot?start=ge2026-03-09&start=lt2026-03-16&_count=100").json())
    assert {one["status"] for one in slots} == {"free", "busy"}
    before = open_hours(desk, alder)
    answer = alder.program.post("", bundle(schedule_of(alder), *slots)).json()
    assert answer["entry"][0]["response"]["outcome"]["issue"][0]["diagnostics"] == "Nothing has changed."
    assert open_hours(desk, alder) == before


def test_another_system_that_calls_our_appointment_busy_does_not_drive_it_out(desk: Rig) -> None:
    alder = practice(desk)
    row = booked(desk, alder, at(8, 12))
    mine = schedule_of(alder)
    name = f"Schedule/{mine['id']}"
    ours = a_slot(name, row.start_at, row.end_at, status="busy")
    theirs = a_slot(name, at(8, 14), at(8, 15), status="busy")
    alder.program.post("", bundle(mine, a_slot(name, at(8, 10), at(8, 12)), ours, theirs))
    assert open_hours(desk, alder) == [(at(8, 10), row.end_at, ["video"])]
    with desk.store.read() as db:
        assert appointments.any_(db, row.id).status.value == "booked"


def test_what_would_move_most_of_what_is_booked_needs_a_second_word(desk: Rig) -> None:
    alder = practice(desk)
    for hour in (10, 12):
        booked(desk, alder, at(9, hour))
    empty = bundle(schedule_of(alder))
    before = open_hours(desk, alder)
    refused = alder.program.post("", empty)
    assert (refused.status_code, codes(refused.json())) == (409, ["confirm-loss"])
    assert open_hours(desk, alder) == before
    assert alder.program.post("", empty, prefer="confirm-loss").status_code == 200
    assert open_hours(desk, alder) == []


def test_slots_may_name_their_places_and_a_schedule_may_be_new_to_the_bundle(desk: Rig) -> None:
    alder = practice(desk)
    own = schedule_of(alder)
    sent = {k: v for k, v in own.items() if k not in {"id", "meta"}} | {"actor": own["actor"][:1]}
    place = [{"url": PLACE, "valueReference": {"reference": "Location/video"}}]
    whole = bundle(sent, a_slot("urn:uuid:1", at(7, 9), at(7, 10), extension=place))
    whole["entry"][0]["fullUrl"] = "urn:uuid:1"
    assert alder.program.post("", whole).status_code == 200
    assert open_hours(desk, alder) == [(at(7, 9), at(7, 10), ["video"])]


@pytest.mark.parametrize("kind", ["transaction", "batch"])
def test_a_transaction_is_taken_whole_or_not_at_all_and_a_batch_part_by_part(desk: Rig, kind: str) -> None:
    alder, elm = practice(desk), practice(desk)
    mine, foreign = schedule_of(alder), schedule_of(elm)
    slots = [a_slot(f"Schedule/{one['id']}", at(7, 9), at(7, 10)) for one in (mine, foreign)]
    before = open_hours(desk, alder), open_hours(desk, elm)
    answer = alder.program.post("", bundle(mine, slots[0], foreign, slots[1], kind=kind))
    if kind == "transaction":
        assert (answer.status_code, codes(answer.json())) == (404, ["not-found"])
        assert (open_hours(desk, alder), open_hours(desk, elm)) == before
    else:
        TheirBundle.model_validate(answer.json())
        statuses = [one["response"]["status"][:3] for one in answer.json()["entry"]]
        assert statuses == ["200", "200", "404", "404"]
        assert open_hours(desk, alder) == [(at(7, 9), at(7, 10), ["video"])]
        assert open_hours(desk, elm) == before[1]


def test_every_fault_of_a_bundle_is_named_where_it_is(desk: Rig) -> None:
    alder = practice(desk)
    mine = schedule_of(alder, planningHorizon={"start": "2026-03-09"})
    name = f"Schedule/{mine['id']}"
    patient = {"resourceType": "Patient", "id": "1"}
    sent = bundle(mine, a_slot(name, at(7, 10), at(7, 9)), a_slot("Schedule/no", at(7, 9), at(7, 10)), patient)
    refused = alder.program.post("", sent)
    where = [issue["expression"][0] for issue in refused.json()["issue"][1:]]
    assert where == [
        "Bundle.entry[0].planningHorizon",
        "Bundle.entry[1].end",
        "Bundle.entry[3].request",
        "Bundle.entry[2].schedule",
    ]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"resourceType": "Bundle", "type": "collection"}, 400),
        ({"resourceType": "Slot"}, 422),
        ({"resourceType": "Bundle", "type": "transaction", "entry": [{"resource": 3}]}, 422),
        ([], 422),
    ],
)
def test_what_is_no_such_bundle_is_refused(desk: Rig, sent: Any, status: int) -> None:
    assert practice(desk).program.post("", sent).status_code == status


def a_withdrawal(desk: Rig, alder: Practice, minutes: int, version: int) -> InboundEvent:
    name = alder_name(desk, alder)
    span = {"start": said(at(7, 9)), "end": said(at(7, 10))}
    timestamp = said(desk.clock() - timedelta(minutes=minutes))
    data = {"counsellor": name, **span}
    return again({"type": "slot.withdrawn", "timestamp": timestamp, "version": version, "data": data})


def alder_name(desk: Rig, alder: Practice) -> str:
    with desk.store.read() as db:
        counsellor = providers.counsellor(db, alder.counsellor_id)
        key = providers.provider(db, counsellor.provider_id).pseudonym_key
    return outward(key, Kind.COUNSELLOR, alder.counsellor_id)


@pytest.mark.parametrize("is_bundle_first", [True, False])
def test_a_bundle_and_webhooks_about_the_same_hours_leave_one_state_in_either_order(
    desk: Rig, is_bundle_first: bool
) -> None:
    """Sent three minutes ago: it stands above what was said five minutes ago, and below what was said a minute ago."""
    alder = practice(desk)
    mine = schedule_of(alder)
    name = f"Schedule/{mine['id']}"
    slots = [a_slot(name, at(7, hour), at(7, hour + 1)) for hour in (9, 11)]
    sent = bundle(mine, *slots) | {"timestamp": said(desk.clock() - timedelta(minutes=3))}
    older, newer = a_withdrawal(desk, alder, 5, version=9), a_withdrawal(desk, alder, 1, version=2)

    def hear(event: InboundEvent) -> None:
        with desk.store.write() as db:
            side = ProviderSide.whole(providers.provider(db, providers.counsellor(db, alder.counsellor_id).provider_id))
            act_on(db, side, event, now=desk.clock())

    def send() -> str:
        answer = alder.program.post("", sent, prefer="confirm-loss")
        assert answer.status_code == 200, answer.text
        found: str = answer.json()["entry"][0]["response"]["outcome"]["issue"][0]["diagnostics"]
        return found

    if is_bundle_first:
        send()
        hear(older)
        assert open_hours(desk, alder)[0][0] == at(7, 9), "what was said before the bundle comes too late"
        hear(newer)
    else:
        hear(older)
        hear(newer)
        assert "something was said since" in send()
    assert open_hours(desk, alder) == [(at(7, 11), at(7, 12), ["video"])]


@pytest.mark.parametrize("timestamp", ["yesterday", "2026-03-02", "2199-01-01T00:00:00Z", "", "2026-03-02T08:00:00"])
def test_a_bundle_that_says_no_instant_or_one_to_come_is_refused(desk: Rig, timestamp: str) -> None:
    alder = practice(desk)
    refused = alder.program.post("", bundle(schedule_of(alder)) | {"timestamp": timestamp}, prefer="confirm-loss")
    assert refused.status_code in {400, 422}, refused.text
    assert "timestamp" in refused.text
