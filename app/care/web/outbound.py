"""What providers' systems are sent, as the description of the API has it: its `webhooks`, each with an example."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import FastAPI, Header, Response
from pydantic import BaseModel, ConfigDict, Field

from app.care.domain.told import Told
from app.care.store.outbox import TEST

_WHEN = "2026-03-02T08:00:00Z"
_SIGNATURE = "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4="
_ANY_2XX = "Any 2xx within 30 seconds: it was taken. See docs/providers.md for every other answer."


class Sent(BaseModel):
    """Part of a message; nothing but this is ever sent."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class CourseSent(Sent):
    """What a provider may know of a course. `sequence` only ever grows."""

    course: str = Field(examples=["crs_1f0c2d3e4b5a69788796a5b4c3d2e1f0"])
    state: Literal["open", "paused", "waiting", "complete", "withdrawn"]
    sequence: int = Field(examples=[7])


class AppointmentSent(Sent):
    """What a provider may know of an appointment: names of their own, and nobody's."""

    course: str = Field(examples=["crs_1f0c2d3e4b5a69788796a5b4c3d2e1f0"])
    appointment: str = Field(examples=["apt_2e1f0c1d3e4b5a69788796a5b4c3d2e1"])
    counsellor: str = Field(examples=["cns_3d2e1f0c1d3e4b5a69788796a5b4c3d2"])
    session: int = Field(description="which of the course's it counts as now", examples=[1])
    start: datetime = Field(examples=["2026-03-09T10:00:00Z"])
    end: datetime = Field(examples=["2026-03-09T10:50:00Z"])
    place: str = Field(examples=["video"])
    status: Literal["proposed", "booked", "fulfilled", "noshow", "cancelled"] = Field(examples=["booked"])
    replaces: str | None = Field(
        description="the appointment that is gone for good; null where it comes in place of none",
        examples=["apt_1f0c2d3e4b5a69788796a5b4c3d2e1f0"],
    )
    sequence: int = Field(description="drop what has a lower one than you hold", examples=[1])


class NoteSent(Sent):
    """Words that mean nothing."""

    note: str = Field(examples=["Nothing happened. Answer with any 2xx."])


class CourseMessage(Sent):
    """Something about a course."""

    type: Literal["course.opened", "course.paused", "course.completed", "course.withdrawn", "session.waiting"]
    timestamp: datetime = Field(description="when it happened, to the second", examples=[_WHEN])
    data: CourseSent


class AppointmentMessage(Sent):
    """Something about an appointment."""

    type: Literal[
        "appointment.proposed",
        "appointment.booked",
        "appointment.moved",
        "appointment.cancelled",
        "outcome.questioned",
    ]
    timestamp: datetime = Field(description="when it happened, to the second", examples=[_WHEN])
    data: AppointmentSent


class NoteMessage(Sent):
    """Somebody pressed the button."""

    type: Literal["webhook.test"]
    timestamp: datetime = Field(examples=[_WHEN])
    data: NoteSent


MESSAGES: dict[str, tuple[type[Sent], str]] = {
    Told.COURSE_OPENED: (CourseMessage, "An officer's course has come to you, or goes on again."),
    Told.COURSE_PAUSED: (CourseMessage, "Its officer takes a break."),
    Told.COURSE_COMPLETED: (CourseMessage, "Every agreed session was attended."),
    Told.COURSE_WITHDRAWN: (CourseMessage, "Its officer has ended it."),
    Told.SESSION_WAITING: (CourseMessage, "A session is owed and nothing is planned for it; nothing is lost."),
    Told.APPOINTMENT_PROPOSED: (AppointmentMessage, "Pencilled in; it may still move."),
    Told.APPOINTMENT_BOOKED: (AppointmentMessage, "A promise to the officer."),
    Told.APPOINTMENT_MOVED: (AppointmentMessage, "In place of the one that `replaces` names."),
    Told.APPOINTMENT_CANCELLED: (AppointmentMessage, "Called off."),
    Told.OUTCOME_QUESTIONED: (AppointmentMessage, "The officer says that an outcome is not right; look again."),
    TEST: (NoteMessage, "It only tries whether messages arrive."),
}
"""Every type of message, what it looks like and when it is sent."""


def describe_outbound(app: FastAPI) -> None:
    """Let the description of `app` say what is sent to providers. Nothing is served by it."""
    for kind, (shape, words) in MESSAGES.items():
        app.webhooks.post(
            kind,
            tags=["webhooks we send"],
            status_code=204,
            response_class=Response,
            responses={204: {"description": _ANY_2XX}},
            openapi_extra={"requestBody": {"content": {"application/json": {"example": _example(kind, shape)}}}},
        )(_receiver(kind, shape, words))


def _receiver(kind: str, shape: type[Sent], words: str) -> Callable[..., None]:
    def take(
        body: Any,
        webhook_id: Annotated[str, Header(examples=["msg_1f0c2d3e4b5a69788796a5b4c3d2e1f0"])],
        webhook_timestamp: Annotated[str, Header(examples=["1773324000"])],
        webhook_signature: Annotated[str, Header(examples=[_SIGNATURE])],
    ) -> None:
        """Stands for the provider's own endpoint."""

    take.__name__ = kind.replace(".", "_")
    take.__doc__ = f"{words} Signed by Standard Webhooks; the same id and body at every try."
    take.__annotations__["body"] = shape
    return take


def _example(kind: str, shape: type[Sent]) -> dict[str, Any]:
    data = shape.model_fields["data"].annotation
    return {"type": kind, "timestamp": _WHEN, "data": _first_examples(data, kind)}


def _first_examples(data: Any, kind: str) -> dict[str, Any]:
    fields = data.model_fields.items()
    return {name: _told(kind) if name in {"state", "status"} else field.examples[0] for name, field in fields}


def _told(kind: str) -> str:
    """The state or status that goes with a message of this kind."""
    states = {
        Told.COURSE_PAUSED: "paused",
        Told.COURSE_COMPLETED: "complete",
        Told.COURSE_WITHDRAWN: "withdrawn",
        Told.SESSION_WAITING: "waiting",
        Told.APPOINTMENT_PROPOSED: "proposed",
        Told.APPOINTMENT_CANCELLED: "cancelled",
        Told.OUTCOME_QUESTIONED: "fulfilled",
    }
    return states.get(Told(kind), "open" if kind == Told.COURSE_OPENED else "booked")
