"""What the providers' API takes and answers about sending, each with an example."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from app.care.web.provider.api_shapes import shape

_MESSAGE = "msg_1f0c2d3e4b5a69788796a5b4c3d2e1f0"
_BODY = (
    '{"type":"course.paused","timestamp":"2026-03-12T14:00:00Z",'
    '"data":{"course":"crs_1f0c2d3e4b5a69788796a5b4c3d2e1f0","state":"paused","sequence":7}}'
)
_HEADERS = {
    "webhook-id": _MESSAGE,
    "webhook-timestamp": "1773324000",
    "webhook-signature": "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
}


class TryRow(BaseModel):
    """One try to deliver a message. `status` is null when nothing came back, `headers` when nothing was sent."""

    attempt: int = Field(examples=[1])
    tried_at: datetime
    status: int | None = Field(examples=[204])
    answer: str = Field(description="what came back, 500 bytes at most, or why nothing did")
    headers: dict[str, str] | None = Field(description="what was sent with the body", examples=[_HEADERS])
    took_ms: int | None = Field(examples=[84])


class DeliveryRow(BaseModel):
    """One message to the provider's system, with every try."""

    message: str = Field(description="its webhook-id", examples=[_MESSAGE])
    event: str = Field(examples=["appointment.booked"])
    created_at: datetime
    state: Literal["told", "waiting", "again", "given up"]
    next_try_at: datetime | None
    body: str | None = Field(description="as it is sent at every try; null before the first", examples=[_BODY])
    tries: list[TryRow]


class DeliveryRows(BaseModel):
    """A page of messages, the newest first."""

    deliveries: list[DeliveryRow]
    next: str | None


class SentAgain(BaseModel):
    """How many messages will be sent again."""

    messages: int = Field(examples=[12])


class KeyRow(BaseModel):
    """A key in force. `until`: when it ends, where another has replaced it. A secret itself is never shown again."""

    direction: Literal["in", "out"]
    scheme: Literal["v1", "v1a"]
    since: datetime
    until: datetime | None
    public_key: str | None = Field(examples=["whpk_E0VfWOlLLUeeOHVDsVVRB0+tyJ6mwTZ3gPIRkBnN7u0="])


class SendingOut(BaseModel):
    """How sending fares. `failing`: nothing is sent before `next_try_at`, then one message, to see."""

    state: Literal["off", "well", "failing", "switched off"]
    failures: int = Field(description="in a row", examples=[0])
    since: datetime | None = Field(description="since when it fails, or is switched off")
    next_try_at: datetime | None
    why: Literal["gone", "silent"] | None = Field(
        description="why it was switched off: it answered 410, or took nothing for five days"
    )
    waiting: int = Field(description="messages still to be sent", examples=[0])
    given_up: int = Field(description="messages to be sent again by hand", examples=[0])
    delivered: int = Field(description="messages taken in all; the log has those of 35 days", examples=[812])


class ConnectionOut(BaseModel):
    """Where messages go, what each direction is signed with, and how sending fares."""

    address: str = Field(examples=["https://practice.example/hooks/relief"])
    receives_at: str = Field(examples=["https://desk.example/webhooks/01938f2c4b7a7c3d9e0f1a2b3c4d5e6f"])
    signed_by_us_since: list[datetime]
    signed_by_them_since: list[datetime]
    keys: list[KeyRow]
    sending: SendingOut


class NewAddress(BaseModel):
    """Where messages are to be sent; an empty address ends them."""

    model_config = shape({"address": "https://practice.example/hooks/relief"})

    address: str = Field(max_length=2000)


class NewSecret(BaseModel):
    """For which direction ("in" they sign, "out" we sign), and of which kind: a secret, or (only "out") a key pair."""

    model_config = shape({"direction": "out", "scheme": "v1"})

    direction: Literal["in", "out"]
    scheme: Literal["v1", "v1a"] = "v1"


class SecretOut(BaseModel):
    """A fresh secret, shown this once; or the public half of a fresh key pair. Those before it count for a day more."""

    direction: Literal["in", "out"]
    scheme: Literal["v1", "v1a"]
    secret: str = Field(examples=["whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"])


class OlderSecrets(BaseModel):
    """For which direction."""

    model_config = shape({"direction": "out"})

    direction: Literal["in", "out"]


class EndedOut(BaseModel):
    """How many keys have ended."""

    ended: int = Field(examples=[1])


class SampleOut(BaseModel):
    """What came of a test message. `status` is null when nothing came back; `answer` then says why."""

    taken: bool
    status: int | None = Field(examples=[204])
    answer: str
