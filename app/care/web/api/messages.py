"""How the officer is told, over the API: their wishes, and the browsers that show notices."""

from datetime import datetime, time
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from app.care.channels.push import PushKey
from app.care.desk import CareDesk
from app.care.domain.telling import Telling, Times, Way, Words
from app.care.reads.messages import MessagesView, messages_of
from app.care.services.messages import Subscription, add_browser, keep_wishes, remove_browser
from app.care.web.api.asking import problems
from app.care.web.officer.messages import checked
from app.care.web.officer.visitor import Officer, desk_of
from app.foundation.refusals import Fault, Invalid

router = APIRouter(prefix="/api/v1/me/messages", tags=["messages"])
_ID = "01938f2c4b7a7c3d9e0f1a2b3c4d5e6f"
_WISHES: dict[str, Any] = {
    "changes": "text",
    "days_before": "mail",
    "hours_before": None,
    "quiet_from": "22:00",
    "quiet_until": "07:00",
    "quiet_on_duty": True,
    "words": "plain",
    "times": "24h",
}
_ENDPOINT = "https://push.example/send/AbCd"
_BROWSER: dict[str, Any] = {
    "endpoint": _ENDPOINT,
    "keys": {"p256dh": "BNcRdreALRFX...65 bytes", "auth": "tBHItJI5svbpez7KI4CCXg"},
}


Clock = Annotated[
    time, WithJsonSchema({"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$", "examples": ["22:00"]})
]
"""A wall-clock time: JSON Schema's own "time" wants an offset from UTC, which local hours have none of."""


class Wishes(BaseModel):
    """How the officer wishes to be told. A reminder that is null is not sent; what is left out is as usual.

    No text and no notice comes in quiet hours (local time) or in the sleep that a night duty earns.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [_WISHES]})

    changes: Way = Way.MAIL
    days_before: Way | None = Field(default=Way.MAIL, description="The reminder 72 hours before.")
    hours_before: Way | None = Field(default=Way.MAIL, description="The reminder 2 hours before.")
    quiet_from: Clock = time(22)
    quiet_until: Clock = time(7)
    quiet_on_duty: bool = True
    words: Words = Words.PLAIN
    times: Times = Times.FULL_DAY


class NoticesIn(BaseModel):
    """A browser's subscription, as PushSubscription.toJSON() gives it."""

    class Keys(BaseModel):
        """The browser's keys, in URL-safe base64."""

        p256dh: str = Field(max_length=200)
        auth: str = Field(max_length=100)

    model_config = ConfigDict(frozen=True, extra="ignore", json_schema_extra={"examples": [_BROWSER]})

    endpoint: str = Field(max_length=2000)
    keys: Keys


class NoticesOut(BaseModel):
    """A browser that shows notices."""

    id: str = Field(examples=[_ID])
    since_at: datetime


class MessagesOut(BaseModel):
    """The wishes, the ways that lead to the officer, and the key that a browser needs (null: no notices here)."""

    wishes: Wishes
    ways: list[Way]
    browsers: list[NoticesOut]
    push_key: str | None = Field(examples=["BNcRdreALRFX...65 bytes"])


@router.get("", responses=problems())
def messages(request: Request, who: Officer) -> MessagesOut:
    """How the officer is told, and how they could be."""
    desk = desk_of(request)
    with desk.store.read() as db:
        return _shown(desk, messages_of(db, who.subject_id))


@router.put("", responses=problems(422))
def keep(request: Request, who: Officer, body: Wishes) -> MessagesOut:
    """Keep the wishes, all of them anew. They count for what is told next. Again changes nothing.

    422 when a way is wished for that does not lead to the officer, or quiet hours end when they begin.
    """
    desk = desk_of(request)
    wishes = _meant(body)
    with desk.store.write() as db:
        keep_wishes(db, who.subject_id, wishes)
    with desk.store.read() as db:
        return _shown(desk, messages_of(db, who.subject_id))


@router.post("/browsers", status_code=201, responses=problems(422))
def add(request: Request, who: Officer, body: NoticesIn) -> NoticesOut:
    """Show notices in a browser. The same browser again renews its keys.

    422 "bad-browser" for keys or an address that cannot be used, "too-many-browsers" beyond ten.
    """
    desk = desk_of(request)
    asked = checked(desk, Subscription(body.endpoint, body.keys.p256dh, body.keys.auth))
    with desk.store.write() as db:
        added = add_browser(db, who.subject_id, asked, now=desk.clock())
    with desk.store.read() as db:
        found = next(one for one in messages_of(db, who.subject_id).browsers if one.id == added)
    return NoticesOut(id=found.id, since_at=found.since_at)


@router.delete("/browsers/{browser_id}", status_code=204, responses=problems(404))
def remove(request: Request, who: Officer, browser_id: str) -> Response:
    """Show no more notices in one's own browser; 404 if it is not on the list (any more)."""
    desk = desk_of(request)
    with desk.store.write() as db:
        remove_browser(db, who.subject_id, browser_id, now=desk.clock())
    return Response(status_code=204)


def _meant(body: Wishes) -> Telling:
    given = {name: getattr(body, name) for name in Wishes.model_fields}
    given |= {name: given[name].replace(second=0, microsecond=0, tzinfo=None) for name in ("quiet_from", "quiet_until")}
    try:
        return Telling(**given)
    except ValueError:
        message = "Quiet hours must end at another time than they begin"
        raise Invalid(f"{message}.", faults=[Fault(message, column="quiet_until")]) from None


def _shown(desk: CareDesk, view: MessagesView) -> MessagesOut:
    return MessagesOut(
        wishes=Wishes(**{name: getattr(view.wishes, name) for name in Wishes.model_fields}),
        ways=list(view.ways),
        browsers=[NoticesOut(id=one.id, since_at=one.since_at) for one in view.browsers],
        push_key=PushKey(desk.push_key).public if desk.push_key else None,
    )
