"""Sign-in for programs: a ticket and a code in, a bearer token out."""

from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from app.foundation.description import refused
from app.foundation.refusals import Fault, Invalid
from app.foundation.signin.contacts import clean_contact
from app.foundation.signin.door import Door, Enrolment, sign_in_desk
from app.foundation.signin.joining import Joining, ask_to_join
from app.foundation.signin.letting_in import let_in
from app.foundation.signin.sending import send_code
from app.foundation.signin.sign_ins import bearer_token, cookie_token, end_here
from app.foundation.signin.who import require


class AskedByProgram(BaseModel):
    """A wish for a code."""

    model_config = ConfigDict(extra="forbid")
    contact: str = Field(max_length=254)


class CodeFromProgram(BaseModel):
    """The code that came by mail, with the ticket that was given when asking for it."""

    model_config = ConfigDict(extra="forbid")
    ticket: str = Field(min_length=20, max_length=100)
    code: str = Field(max_length=12)


class JoinedByProgram(BaseModel):
    """What somebody types who joins. `is_sure`: the address looks like one at work, and is not."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"staff_number": "00123", "access_code": "ABCD-EFGH-JKMN", "contact": "kim@example.com"}]
        },
    )
    staff_number: str = Field(max_length=80)
    access_code: str = Field(max_length=80)
    contact: str = Field(max_length=254)
    is_sure: bool = False


class JoinApi:
    """POST to claim the identity that waits; the code that comes is then sent to .../sign-in/code."""

    def __init__(self, door: Door, enrolment: Enrolment) -> None:
        self.door = door
        self.enrolment = enrolment

    def router(self) -> APIRouter:
        """The address, to be included in the app."""
        router = APIRouter(tags=["sign-in"])
        path = f"/api/v1{self.door.join_path}"
        router.add_api_route(path, self.join, methods=["POST"], status_code=202, responses=refused(429))
        return router

    def join(self, request: Request, sent: JoinedByProgram) -> JSONResponse:
        """Send a code to the contact if staff number and access code belong together. The answer does not say so."""
        typed = Joining(sent.staff_number, sent.access_code, sent.contact, sent.is_sure)
        ticket, sending = ask_to_join(request, self.door, self.enrolment, typed)
        return JSONResponse({"ticket": ticket}, status_code=202, background=sending)


class DoorApi:
    """POST to ask, POST .../code to get a token, DELETE to end it."""

    def __init__(self, door: Door) -> None:
        self.door = door

    def router(self) -> APIRouter:
        """The addresses, to be included in the app."""
        path = f"/api/v1{self.door.base}/sign-in"
        router = APIRouter(tags=["sign-in"])
        router.add_api_route(path, self.ask, methods=["POST"], status_code=202, responses=refused(429))
        router.add_api_route(f"{path}/code", self.enter, methods=["POST"], responses=refused(429))
        known = [Depends(require(self.door.audience))]
        router.add_api_route(
            path, self.leave, methods=["DELETE"], status_code=204, dependencies=known, response_model=None
        )
        return router

    def ask(self, request: Request, asked: AskedByProgram) -> JSONResponse:
        """Send a code to the contact if it is known. The answer does not say whether it is."""
        address = clean_contact(asked.contact, numbers=self.door.numbers)
        ticket, mail = send_code(request, self.door, address, lambda db: self.door.find_subject(db, address))
        return JSONResponse({"ticket": ticket}, status_code=202, background=mail)

    def enter(self, request: Request, sent: CodeFromProgram) -> dict[str, Any]:
        """The bearer token, for `Authorization: Bearer <token>`."""
        begun = let_in(request, self.door, sent.ticket, sent.code)
        if begun is None:
            raise Invalid(
                "That code does not fit, or it has run out.",
                code="code-does-not-fit",
                faults=[Fault("ask for a new code, or look again", column="code")],
            )
        return {"token": begun.token, "token_type": "Bearer", "expires_at": begun.expires_at.isoformat()}

    def leave(self, request: Request) -> Response:
        """End the sign-in that the request came with."""
        desk = sign_in_desk(request)
        end_here(desk, bearer_token(request) or cookie_token(request, desk, self.door) or "")
        return Response(status_code=204)
