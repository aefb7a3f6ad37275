"""The webhooks that providers may send, as frozen models that refuse whatever they do not know."""

import json
import re
from datetime import timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import AwareDatetime, Field, TypeAdapter, ValidationError, model_validator

from app.care.domain.outcome import Outcome
from app.care.services.inbound_base import Event, Name, Strict
from app.care.services.inbound_hours_events import AvailabilityReplaced, CounsellorUpdated
from app.foundation.refusals import Fault, Invalid

DEEPEST = 6
"""Levels of lists and objects in a message; what is known here needs three."""
LATEST_ARRIVAL = 240
"""Minutes: as long as a session can last."""
LONGEST_OPENING = timedelta(hours=24)
LONGEST_WITHDRAWAL = timedelta(days=366)

Reason = Literal["did_not_attend", "kept_on_duty", "recalled_to_duty", "court", "unwell"]
ReportedOutcome = Literal[
    "attended", "did_not_attend", "kept_on_duty", "recalled_to_duty", "court", "unwell", "cancelled_by_provider"
]
"""What a provider may say of an appointment on its pages and through the API; the words are Outcome's."""


class AppointmentData(Strict):
    """The appointment concerned, by the name that the provider knows it by."""

    appointment: Name


class AttendedData(AppointmentData):
    """The same, with what was different from what was planned; neither is a miss."""

    counsellor: Name | None = None
    """Who took it, if it was another of the provider's counsellors. The course keeps its own."""
    arrived_late_minutes: int | None = Field(default=None, ge=0, le=LATEST_ARRIVAL)


class MissData(AppointmentData):
    """The same, with why its session did not take place."""

    reason: Reason

    @property
    def outcome(self) -> Outcome:
        """The reason as an outcome of ours; the words are the same."""
        return Outcome(self.reason)


class PeriodData(Strict):
    """A stretch of one counsellor's time, from `start` up to, not including, `end`."""

    counsellor: Name
    start: AwareDatetime
    end: AwareDatetime

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not 2000 <= self.start.year < 3000:
            raise ValueError("start must be of this millennium")
        if not timedelta(0) < self.end - self.start <= LONGEST_WITHDRAWAL:
            raise ValueError("end must come after start, by a year at most")
        return self


class OpeningData(PeriodData):
    """The same, with the places where the counsellor can then be met."""

    places: list[Name] = Field(min_length=1, max_length=20)

    @model_validator(mode="after")
    def _one_day(self) -> Self:
        if self.end - self.start > LONGEST_OPENING:
            raise ValueError("one opening lasts 24 hours at most")
        return self


class SessionAttended(Event):
    """The session took place."""

    type: Literal["session.attended"]
    data: AttendedData


class SessionNotAttended(Event):
    """The session did not take place, for a reason of the day."""

    type: Literal["session.not_attended"]
    data: MissData


class SessionCancelled(Event):
    """The counsellor cannot keep this one appointment."""

    type: Literal["session.cancelled_by_provider", "appointment.cancelled_by_provider"]
    """The second is the name it had at first; it goes on working."""
    data: AppointmentData


class SlotWithdrawn(Event):
    """The counsellor is not there in this period, whatever is booked in it."""

    type: Literal["slot.withdrawn"]
    data: PeriodData


class SlotOpened(Event):
    """The counsellor can be booked in this period."""

    type: Literal["slot.opened"]
    data: OpeningData


InboundEvent = (
    SessionAttended
    | SessionNotAttended
    | SessionCancelled
    | SlotWithdrawn
    | SlotOpened
    | AvailabilityReplaced
    | CounsellorUpdated
)
KNOWN = (
    "session.attended",
    "session.not_attended",
    "session.cancelled_by_provider",
    "slot.withdrawn",
    "slot.opened",
    "availability.replaced",
    "counsellor.updated",
)
_READER: TypeAdapter[InboundEvent] = TypeAdapter(Annotated[InboundEvent, Field(discriminator="type")])
_SIGNS = re.compile(r'"(?:[^"\\]|\\.)*+"?|[^][{}"]++', re.DOTALL)
"""All but the brackets outside of texts."""
_UNKNOWN_TYPE = frozenset({"union_tag_invalid", "union_tag_not_found"})


def read_event(body: str) -> InboundEvent:
    """The event in a webhook's body. Raises Invalid with every fault; "unknown-event" lists the known types."""
    refuse_too_deep(body)
    try:
        return _READER.validate_json(body)
    except ValidationError as wrong:
        errors = wrong.errors(include_url=False, include_context=False, include_input=False)
    if any(error["type"] in _UNKNOWN_TYPE for error in errors):
        raise Invalid("This type of event is not known here.", code="unknown-event", extra={"known": list(KNOWN)})
    raise Invalid("The event cannot be read.", code="bad-event", faults=[_fault(error) for error in errors])


def again(payload: dict[str, Any]) -> InboundEvent:
    """The event out of what was kept of it (`model_dump(mode="json")`)."""
    return _READER.validate_json(json.dumps(payload))


def refuse_too_deep(body: str) -> None:
    """Raise Invalid ("bad-event") for what is nested deeper than any message; nothing is read of it."""
    depth = deepest = 0
    for sign in _SIGNS.sub("", body):
        depth += 1 if sign in "[{" else -1
        deepest = max(deepest, depth)
    if deepest > DEEPEST:
        fault = Fault(f"Lists and objects are nested {DEEPEST} deep at most.")
        raise Invalid("The event cannot be read.", code="bad-event", faults=[fault])


def _fault(error: Any) -> Fault:
    # The first step of the path is the type of the event, which says nothing about where the fault is.
    path = ".".join(str(step) for step in error["loc"][1:])
    return Fault(error["msg"], column=path or None)
