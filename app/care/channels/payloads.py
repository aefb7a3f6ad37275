"""What a provider is sent: thin JSON with names of its own for everything, and nobody's name."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.care.domain.pseudonyms import Kind, outward
from app.care.store.outbox import TEST


@dataclass(frozen=True, slots=True)
class CourseFacts:
    """What a provider may know of a course. `sequence` only ever grows."""

    state: str
    sequence: int


@dataclass(frozen=True, slots=True)
class AppointmentFacts:
    """What a provider may know of an appointment. `replaces_id` only where the provider knew the one replaced."""

    appointment_id: str
    counsellor_id: str
    number: int
    start_at: datetime
    end_at: datetime
    place_id: str
    status: str
    sequence: int
    replaces_id: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, with the ids of our rows."""

    type: str
    at: datetime
    course_id: str
    facts: CourseFacts | AppointmentFacts


def webhook_body(event: Event, key: str) -> str:
    """The body to sign and send, minified; `key` is the provider's own for pseudonyms."""
    course = {"course": outward(key, Kind.COURSE, event.course_id)}
    if isinstance(event.facts, CourseFacts):
        return _body(event.type, event.at, course | {"state": event.facts.state, "sequence": event.facts.sequence})
    return _body(event.type, event.at, course | _appointment(event.facts, key))


def body_of_test(at: datetime) -> str:
    """The body of a message that only tries whether messages arrive."""
    return _body(TEST, at, {"note": "Nothing happened. Answer with any 2xx."})


def _body(kind: str, at: datetime, data: Mapping[str, Any]) -> str:
    # Whole seconds: a change from one provider to another is two messages, and must not be known again by its instant.
    stamp = instant(at.replace(microsecond=0))
    return json.dumps({"type": kind, "timestamp": stamp, "data": dict(data)}, separators=(",", ":"))


def _appointment(facts: AppointmentFacts, key: str) -> dict[str, Any]:
    replaces = facts.replaces_id
    return {
        "appointment": outward(key, Kind.APPOINTMENT, facts.appointment_id),
        "counsellor": outward(key, Kind.COUNSELLOR, facts.counsellor_id),
        "session": facts.number,
        "start": instant(facts.start_at),
        "end": instant(facts.end_at),
        "place": facts.place_id,
        "status": facts.status,
        "replaces": None if replaces is None else outward(key, Kind.APPOINTMENT, replaces),
        "sequence": facts.sequence,
    }


def instant(at: datetime) -> str:
    """As the convention writes instants: UTC, ISO 8601, ending in Z."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
