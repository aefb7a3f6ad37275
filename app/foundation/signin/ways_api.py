"""One's own ways in for programs: where one is signed in, and where codes go."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from app.foundation.description import refused
from app.foundation.refusals import Fault, Invalid
from app.foundation.signin.contacts import is_number, masked
from app.foundation.signin.door import Door, sign_in_desk
from app.foundation.signin.oidc_issuer import OidcLinks
from app.foundation.signin.own_sign_ins import end_one, end_others, own_sign_ins
from app.foundation.signin.proving import ask_for_proof, contacts_at, prove
from app.foundation.signin.sign_ins import end_everywhere
from app.foundation.signin.who import Who, require

Address = tuple[str, str, Callable[..., Any], dict[str, Any]]
"""Method, path, endpoint, and what else its route is told."""


class SignInOut(BaseModel):
    """Where one is signed in."""

    id: str = Field(examples=["01938f2c4b7a7c3d9e0f1a2b3c4d5e6f"])
    device: str | None = Field(
        examples=["Phone"], description="Phone, Tablet, Computer or Program; nothing else is kept."
    )
    created_at: datetime
    seen_at: datetime = Field(description="When it was last used, to the minute.")
    is_this: bool = Field(description="Whether this very request came with it.")


class SignInsOut(BaseModel):
    """All places where one is signed in, this one first."""

    sign_ins: list[SignInOut]


class ContactOut(BaseModel):
    """Where codes may go, as much of it as its owner needs to know it by."""

    kind: Literal["address", "number"]
    shown: str = Field(examples=["k…@example.com"])


class ContactsOut(BaseModel):
    """All contacts of one's own."""

    contacts: list[ContactOut]


class SingleSignOnOut(BaseModel):
    """Whether an account at the single sign-on is connected. Connecting one needs a browser."""

    connected: bool


class NewContact(BaseModel):
    """A personal address or mobile number. `is_sure`: it looks like one at work, and is not."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"contact": "07700 900123", "is_sure": False}]}
    )
    contact: str = Field(max_length=254)
    is_sure: bool = False


class TicketOut(BaseModel):
    """The ticket to send with the code."""

    ticket: str = Field(examples=["AbCd...at least twenty characters"])


class ProofOfContact(BaseModel):
    """The code that came to the new contact, with the ticket that was given when asking for it."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"ticket": "AbCdEfGhIjKlMnOpQrStUvWx", "code": "123456"}]}
    )
    ticket: str = Field(min_length=20, max_length=100)
    code: str = Field(max_length=12)


class WaysApi:
    """GET and DELETE under .../sign-ins; GET, POST and DELETE under .../contacts."""

    def __init__(self, door: Door) -> None:
        self.door = door

    def router(self) -> APIRouter:
        """The addresses, to be included in the app."""
        router = APIRouter(prefix=f"/api/v1{self.door.base}", tags=["ways in"])
        known = Depends(require(self.door.audience))
        addresses = [
            *_sign_ins(self.door, known),
            *(_contacts(self.door, known) if self.door.contacts else ()),
            *(_single(known, self.door.oidc.links) if self.door.oidc and self.door.oidc.links else ()),
        ]
        for method, path, endpoint, more in addresses:
            router.add_api_route(path, endpoint, methods=[method], **more)
        return router


_GONE: dict[str, Any] = {"status_code": 204, "response_model": None}


def _sign_ins(door: Door, known: Any) -> Iterator[Address]:
    def sign_ins(request: Request, who: Annotated[Who, known]) -> SignInsOut:
        """Where one is signed in now."""
        return SignInsOut(sign_ins=[SignInOut(**asdict(one)) for one in own_sign_ins(request, door, who)])

    def end_all(request: Request, who: Annotated[Who, known], others_only: bool = False) -> Response:
        """Sign out everywhere, or with `others_only` everywhere else."""
        if others_only:
            end_others(request, door, who)
        else:
            end_everywhere(sign_in_desk(request), who.audience, who.subject_id)
        return Response(status_code=204)

    def end(request: Request, who: Annotated[Who, known], sign_in_id: str) -> Response:
        """Sign out in one place."""
        end_one(request, door, who, sign_in_id)
        return Response(status_code=204)

    yield "GET", "/sign-ins", sign_ins, {}
    yield "DELETE", "/sign-ins", end_all, _GONE
    yield "DELETE", "/sign-ins/{sign_in_id}", end, _GONE


def _contacts(door: Door, known: Any) -> Iterator[Address]:
    def contacts(request: Request, who: Annotated[Who, known]) -> ContactsOut:
        """Where one's codes may go."""
        return _shown(request, door, who)

    def ask(request: Request, who: Annotated[Who, known], body: NewContact) -> JSONResponse:
        """Send a code to a new contact, to be typed back. 422 "looks-like-work" asks for `is_sure`; "force-address"."""
        ticket, sending = ask_for_proof(request, door, who, body.contact, is_sure=body.is_sure)
        return JSONResponse({"ticket": ticket}, status_code=202, background=sending)

    def enter(request: Request, who: Annotated[Who, known], body: ProofOfContact) -> JSONResponse:
        """Keep the contact that the code came to, in place of the one of its kind. 409 "contact-taken"."""
        proven = prove(request, door, who, body.ticket, body.code)
        if proven is None:
            raise Invalid(
                "That code does not fit, or it has run out.",
                code="code-does-not-fit",
                faults=[Fault("ask for a new code, or look again", column="code")],
            )
        return JSONResponse(_shown(request, door, who).model_dump(), background=proven.telling)

    def forget(request: Request, who: Annotated[Who, known]) -> Response:
        """Forget one's number. 409 "only-contact" while there is no address."""
        with sign_in_desk(request).store.write() as db:
            contacts_at(door).drop_number(db, who.subject_id)
        return Response(status_code=204)

    asked = {"status_code": 202, "response_model": TicketOut, "responses": refused(429)}
    yield "GET", "/contacts", contacts, {}
    yield "POST", "/contacts", ask, asked
    yield "POST", "/contacts/code", enter, {"response_model": ContactsOut, "responses": refused(409, 429)}
    yield "DELETE", "/contacts/number", forget, {**_GONE, "responses": refused(409)}


def _single(known: Any, links: OidcLinks) -> Iterator[Address]:
    def single(request: Request, who: Annotated[Who, known]) -> SingleSignOnOut:
        """Whether one can sign in by single sign-on."""
        with sign_in_desk(request).store.read() as db:
            return SingleSignOnOut(connected=links.has(db, who.subject_id))

    def disconnect(request: Request, who: Annotated[Who, known]) -> Response:
        """Forget the account that one has connected."""
        with sign_in_desk(request).store.write() as db:
            links.drop(db, who.subject_id)
        return Response(status_code=204)

    yield "GET", "/single-sign-on", single, {}
    yield "DELETE", "/single-sign-on", disconnect, _GONE


def _shown(request: Request, door: Door, who: Who) -> ContactsOut:
    with sign_in_desk(request).store.read() as db:
        found = contacts_at(door).of(db, who.subject_id)
    return ContactsOut(
        contacts=[ContactOut(kind="number" if is_number(one) else "address", shown=masked(one)) for one in found]
    )
