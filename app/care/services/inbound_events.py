"""The webhooks that providers may send, as frozen models that refuse whatever they do not know."""

from datetime import timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from app.care.domain.outcome import Outcome
from app.foundation.refusals import Fault, Invalid

LONGEST_OPENING = timedelta(hours=24)
LONGEST_WITHDRAWAL = timedelta(days=366)

Name = Annotated[str, Field(min_length=1, max_length=64)]
Reason = Literal["did_not_attend", "kept_on_duty", "recalled_to_duty", "court", "unwell"]
ReportedOutcome = Literal[
    "attended", "did_not_attend", "kept_on_duty", "recalled_to_duty", "court", "unwell", "cancelled_by_provider"
]
"""What a provider may say of an appointment on its pages and through the API; the words are Outcome's."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class AppointmentData(_Strict):
    """The appointment concerned, by the name that the provider knows it by."""

    appointment: Name


class MissData(AppointmentData):
    """The same, with why its session did not take place."""

    reason: Reason

    @property
    def outcome(self) -> Outcome:
        """The reason as an outcome of ours; the words are the same."""
        return Outcome(self.reason)


class PeriodData(_Strict):
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


class _Event(_Strict):
    timestamp: AwareDatetime
    """When it happened, not when it was sent."""


class SessionAttended(_Event):
    """The session took place."""

    type: Literal["session.attended"]
    data: AppointmentData


class SessionNotAttended(_Event):
    """The session did not take place, for a reason of the day."""

    type: Literal["session.not_attended"]
    data: MissData


class AppointmentCancelled(_Event):
    """The counsellor cannot keep this one appointment."""

    type: Literal["appointment.cancelled_by_provider"]
    data: AppointmentData


class SlotWithdrawn(_Event):
    """The counsellor is not there in this period, whatever is booked in it."""

    type: Literal["slot.withdrawn"]
    data: PeriodData


class SlotOpened(_Event):
    """The counsellor can be booked in this period."""

    type: Literal["slot.opened"]
    data: OpeningData


InboundEvent = SessionAttended | SessionNotAttended | AppointmentCancelled | SlotWithdrawn | SlotOpened
KNOWN = (
    "session.attended",
    "session.not_attended",
    "appointment.cancelled_by_provider",
    "slot.withdrawn",
    "slot.opened",
)
_READER: TypeAdapter[InboundEvent] = TypeAdapter(Annotated[InboundEvent, Field(discriminator="type")])
_UNKNOWN_TYPE = frozenset({"union_tag_invalid", "union_tag_not_found"})


def read_event(body: str) -> InboundEvent:
    """The event in a webhook's body. Raises Invalid with every fault; "unknown-event" lists the known types."""
    try:
        return _READER.validate_json(body)
    except ValidationError as wrong:
        errors = wrong.errors(include_url=False, include_context=False, include_input=False)
    if any(error["type"] in _UNKNOWN_TYPE for error in errors):
        raise Invalid("This type of event is not known here.", code="unknown-event", extra={"known": list(KNOWN)})
    raise Invalid("The event cannot be read.", code="bad-event", faults=[_fault(error) for error in errors])


def _fault(error: Any) -> Fault:
    # The first step of the path is the type of the event, which says nothing about where the fault is.
    path = ".".join(str(step) for step in error["loc"][1:])
    return Fault(error["msg"], column=path or None)
