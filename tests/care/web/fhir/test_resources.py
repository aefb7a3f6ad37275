"""Our models and another implementation of FHIR agree, on whatever is made up; fhir.resources knows R4B, not R4.

R4B (4.3.0) has the same Appointment, Schedule and Slot as R4 (4.0.1), element by element.
"""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from fhir.resources.R4B.appointment import Appointment as TheirAppointment
from fhir.resources.R4B.schedule import Schedule as TheirSchedule
from fhir.resources.R4B.slot import Slot as TheirSlot
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from app.care.web.fhir.elements import moment, said_at
from app.care.web.fhir.resources import Appointment, Schedule, Slot

WORDS = st.text("abc XYZ-'é", min_size=1, max_size=12).filter(str.strip)
IDS = st.text("abcXYZ019-.", min_size=1, max_size=64)
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=1)), timezone(timedelta(hours=-3, minutes=-30))])
AT = st.builds(datetime.fromtimestamp, st.integers(10**9, 3 * 10**9), ZONES)
INSTANTS = AT.map(said_at)
CONCEPTS = st.fixed_dictionaries({"text": WORDS}, optional={"coding": st.just([{"system": "urn:x", "code": "a"}])})
REFERENCES = st.builds(lambda kind, id_: {"reference": f"{kind}/{id_}"}, st.sampled_from(["Schedule", "Location"]), IDS)
EXTENSIONS = st.just([{"url": "urn:ext", "valueString": "kept"}])
UNKNOWN = {"text": st.just({"status": "empty", "div": '<div xmlns="http://www.w3.org/1999/xhtml">a</div>'})}
SLOTS = st.fixed_dictionaries(
    {
        "resourceType": st.just("Slot"), "schedule": REFERENCES, "start": INSTANTS, "end": INSTANTS,
        "status": st.sampled_from(["free", "busy", "busy-unavailable", "busy-tentative", "entered-in-error"]),
    },
    optional={
        "id": IDS, "comment": WORDS, "overbooked": st.booleans(),
        "specialty": st.lists(CONCEPTS, min_size=1, max_size=2), "extension": EXTENSIONS, **UNKNOWN,
    },
)  # fmt: skip
SCHEDULES = st.fixed_dictionaries(
    {"resourceType": st.just("Schedule"), "actor": st.lists(REFERENCES, min_size=1, max_size=3)},
    optional={
        "id": IDS, "active": st.booleans(), "comment": WORDS, "extension": EXTENSIONS,
        "planningHorizon": st.fixed_dictionaries({"start": INSTANTS}),
    },
)  # fmt: skip
PARTICIPANTS = st.fixed_dictionaries(
    {"actor": REFERENCES, "status": st.sampled_from(["accepted", "declined", "tentative", "needs-action"])},
    optional={"required": st.sampled_from(["required", "optional", "information-only"])},
)
APPOINTMENTS = st.fixed_dictionaries(
    {
        "resourceType": st.just("Appointment"), "start": INSTANTS, "end": INSTANTS,
        "status": st.sampled_from(["proposed", "pending", "booked", "fulfilled", "cancelled", "noshow"]),
        "participant": st.lists(PARTICIPANTS, min_size=1, max_size=3),
    },
    optional={
        "id": IDS, "comment": WORDS, "description": WORDS, "minutesDuration": st.integers(1, 600),
        "slot": st.lists(REFERENCES, min_size=1, max_size=2), "basedOn": st.lists(REFERENCES, min_size=1, max_size=1),
        "priority": st.integers(0, 9), "reasonCode": st.lists(CONCEPTS, min_size=1, max_size=2), **UNKNOWN,
    },
)  # fmt: skip
SHAPES: dict[str, tuple[Any, Any]] = {
    "Slot": (Slot, TheirSlot),
    "Schedule": (Schedule, TheirSchedule),
    "Appointment": (Appointment, TheirAppointment),
}


@settings(max_examples=30)
@given(sent=st.one_of(SLOTS, SCHEDULES, APPOINTMENTS))
def test_what_one_reads_the_other_reads_and_both_say_it_alike(sent: dict[str, Any]) -> None:
    ours, theirs = SHAPES[sent["resourceType"]]
    read = ours.model_validate(sent).as_json()
    assert read == sent
    said_again = json.loads(theirs.model_validate(read).model_dump_json())
    assert said_again.keys() == sent.keys()
    for name in ("start", "end"):
        if name in sent:
            assert moment(said_again[name]) == moment(sent[name])


@given(at=AT)
def test_an_instant_comes_back_as_it_was(at: datetime) -> None:
    assert moment(said_at(at)) == at


BOOKED: dict[str, Any] = {
    "resourceType": "Appointment",
    "status": "booked",
    "start": "2026-03-12T14:00:00Z",
    "end": "2026-03-12T14:50:00Z",
    "participant": [{"actor": {"reference": "Location/video"}, "status": "accepted"}],
}


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "no-show"},
        {"status": "attended"},
        {"participant": []},
        {"participant": [{"status": "accepted"}]},
        {"end": None},
        {"start": None, "end": None},
        {"cancelationReason": {"text": "why"}},
        {"start": "2026-03-12"},
        {"start": "2026-02-30T10:00:00Z"},
        {"start": "2026-03-12T14:00:00"},
    ],
)
def test_what_r4_does_not_allow_is_refused(wrong: dict[str, Any]) -> None:
    sent = {name: value for name, value in (BOOKED | wrong).items() if value is not None}
    Appointment.model_validate(BOOKED)
    with pytest.raises(ValidationError):
        Appointment.model_validate(sent)


def test_r4_spells_cancelation_with_one_l_and_another_spelling_is_no_reason() -> None:
    read = Appointment.model_validate(BOOKED | {"status": "cancelled", "cancellationReason": {"text": "R5"}})
    assert read.cancelation_reason is None
    assert read.as_json()["cancellationReason"] == {"text": "R5"}
