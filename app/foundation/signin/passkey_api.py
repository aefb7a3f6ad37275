"""Passkeys for programs: what a device is asked, what it answers, and which passkeys there are."""

import json
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from app.foundation.description import refused
from app.foundation.refusals import Invalid
from app.foundation.signin.adding import add_passkey_for
from app.foundation.signin.door import Door, sign_in_desk
from app.foundation.signin.letting_in import let_in_by_passkey
from app.foundation.signin.passkey_rows import passkeys_of
from app.foundation.signin.passkeys import (
    LONGEST_ANSWER,
    LONGEST_NAME,
    Answered,
    ask_to_add,
    ask_to_sign_in,
    take_away,
)
from app.foundation.signin.sending import TRIES_PER_ADDRESS, client_address
from app.foundation.signin.who import Who, require

_ID = "01938f2c4b7a7c3d9e0f1a2b3c4d5e6f"
_TICKET = "AbCd...the ticket that came with the options"
_CREDENTIAL: dict[str, Any] = {"id": "AbCd", "rawId": "AbCd", "type": "public-key", "response": {}}
_OPTIONS: dict[str, Any] = {
    "challenge": "AbCd",
    "rpId": "desk.example",
    "userVerification": "required",
    "timeout": 300000,
}


class PasskeyAnswer(BaseModel):
    """What a device answered (`PublicKeyCredential.toJSON()`), with the ticket of what it was asked."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"ticket": _TICKET, "credential": _CREDENTIAL}]}
    )
    ticket: str = Field(max_length=1000)
    credential: dict[str, Any]

    def answered(self) -> Answered:
        """The same as the pages send it."""
        return Answered(self.ticket, json.dumps(self.credential)[:LONGEST_ANSWER])


class NewPasskey(PasskeyAnswer):
    """A passkey that a device has made, and what to call it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"ticket": _TICKET, "credential": _CREDENTIAL, "name": "My phone"}]},
    )
    name: str = Field(default="", max_length=LONGEST_NAME)


class PasskeyAsked(BaseModel):
    """What to ask a device (the `publicKey` of WebAuthn, as JSON), and the ticket to bring back with its answer."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"ticket": _TICKET, "options": _OPTIONS}]})
    ticket: str
    options: dict[str, Any]


class PasskeyOut(BaseModel):
    """One passkey of one's own."""

    id: str = Field(examples=[_ID])
    name: str = Field(examples=["My phone"])
    created_at: datetime
    used_at: datetime | None = Field(description="When it last signed somebody in.")


class PasskeysOut(BaseModel):
    """All passkeys of one's own, the oldest first."""

    passkeys: list[PasskeyOut]


class TokenOut(BaseModel):
    """The token to send as `Authorization: Bearer <token>`."""

    token: str = Field(examples=["AbCd"])
    token_type: str = "Bearer"
    expires_at: datetime


class PasskeyApi:
    """POST .../sign-in/passkey/options and .../sign-in/passkey; GET, POST and DELETE under .../passkeys."""

    def __init__(self, door: Door) -> None:
        self.door = door

    def router(self) -> APIRouter:
        """The addresses, to be included in the app."""
        base, router = f"/api/v1{self.door.base}", APIRouter(tags=["sign-in"])
        path = f"{base}/sign-in/passkey"
        router.add_api_route(f"{path}/options", self.ask, methods=["POST"], responses=refused(404, 429))
        router.add_api_route(path, self.enter, methods=["POST"], responses=refused(404, 429))
        own, door = f"{base}/passkeys", self.door
        known = Depends(require(door.audience))

        def passkeys(request: Request, who: Annotated[Who, known]) -> PasskeysOut:
            """One's own passkeys."""
            return _passkeys(request, door, who)

        def options(request: Request, who: Annotated[Who, known]) -> PasskeyAsked:
            """What to ask a device that shall make a passkey. Good for five minutes; 409 "too-many-passkeys"."""
            desk = sign_in_desk(request)
            with desk.store.read() as db:
                return PasskeyAsked(**ask_to_add(db, desk, door, who.subject_id))

        def add(request: Request, who: Annotated[Who, known], body: NewPasskey) -> JSONResponse:
            """Keep the passkey that a device has made. 409 "passkey-known" if it is here already."""
            passkey_id, telling = add_passkey_for(request, door, who, body.answered(), body.name)
            return JSONResponse({"id": passkey_id}, status_code=201, background=telling)

        def remove(request: Request, who: Annotated[Who, known], passkey_id: str) -> Response:
            """Forget a passkey: it signs nobody in any more."""
            desk = sign_in_desk(request)
            with desk.store.write() as db:
                take_away(db, desk, door, who.subject_id, passkey_id)
            return Response(status_code=204)

        router.add_api_route(own, passkeys, methods=["GET"])
        router.add_api_route(f"{own}/options", options, methods=["POST"], responses=refused(404, 409))
        router.add_api_route(own, add, methods=["POST"], status_code=201, responses=refused(404, 409))
        one = f"{own}/{{passkey_id}}"
        router.add_api_route(one, remove, methods=["DELETE"], status_code=204, response_model=None)
        return router

    def ask(self, request: Request) -> PasskeyAsked:
        """What to ask a device in order to sign in. The same for everybody: no name is typed, and none is told."""
        desk = sign_in_desk(request)
        desk.limits.spend("passkey asked from", client_address(request), TRIES_PER_ADDRESS)
        return PasskeyAsked(**ask_to_sign_in(desk, self.door))

    def enter(self, request: Request, sent: PasskeyAnswer) -> TokenOut:
        """The bearer token for whoever's passkey answered. Whatever does not fit gets the same 422."""
        begun = let_in_by_passkey(request, self.door, sent.answered())
        if begun is None:
            raise Invalid("That passkey does not fit, or it took too long.", code="passkey-does-not-fit")
        return TokenOut(token=begun.token, expires_at=begun.expires_at)


def _passkeys(request: Request, door: Door, who: Who) -> PasskeysOut:
    desk = sign_in_desk(request)
    with desk.store.read() as db:
        rows = passkeys_of(db, desk.tables, door.audience, who.subject_id)
        shown = [PasskeyOut(id=r.id, name=r.name, created_at=r.created_at, used_at=r.used_at) for r in rows]
    return PasskeysOut(passkeys=shown)
