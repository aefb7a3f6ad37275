"""Joining: an officer claims the identity that waits for them, with the access code everybody was given."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from app.foundation.refusals import Fault, Invalid
from app.foundation.sealing import fingerprint
from app.foundation.signin.door import Door, Enrolment, sign_in_desk
from app.foundation.signin.sending import clean_contact, send_code
from app.foundation.signin.ticket import refuse_forged_ticket
from app.foundation.signin.web import on_to_code, show

_TRIES_PER_NUMBER = "5/15 minutes"
_LONGEST = 80

Typed = Annotated[str, Form()]


class JoinPages:
    """The two addresses of joining. What does not match gets the same answer as what does."""

    def __init__(self, door: Door, enrolment: Enrolment) -> None:
        self.door = door
        self.enrolment = enrolment

    def router(self) -> APIRouter:
        """The addresses, to be included in the app."""
        router = APIRouter(include_in_schema=False)
        path, checked = f"{self.door.base}/join", [Depends(self.refuse_forged)]
        router.add_api_route(path, self.page, methods=["GET"], response_model=None)
        router.add_api_route(path, self.join, methods=["POST"], dependencies=checked, response_model=None)
        return router

    async def refuse_forged(self, request: Request) -> None:
        """Only forms of our own pages get any further."""
        await refuse_forged_ticket(request, self.door)

    def page(self, request: Request) -> Response:
        """Where staff number, access code and a personal e-mail address are typed in."""
        return self._show(request, {})

    def join(
        self, request: Request, staff_number: Typed = "", access_code: Typed = "", contact: Typed = ""
    ) -> Response:
        """Send a code to the address if number and access code belong together; say the same if not."""
        number, access = staff_number.strip()[:_LONGEST], access_code.strip()[:_LONGEST]
        try:
            address = _complete(number, access, contact)
        except Invalid as refused:
            typed = {"staff_number": staff_number, "access_code": access_code, "contact": contact}
            return self._show(request, typed, status=422, faults=refused.faults)
        desk = sign_in_desk(request)
        desk.limits.spend("joining as", fingerprint(number, "join.staff_number"), _TRIES_PER_NUMBER)
        match = self.enrolment.match
        ticket, mail = send_code(request, self.door, address, lambda db: match(db, number, access), "join")
        return on_to_code(request, self.door, ticket, mail)

    def _show(self, request: Request, typed: dict[str, str], **context: Any) -> Response:
        typed = {"staff_number": "", "access_code": "", "contact": "", **typed}
        return show(request, self.door, "signin/join.html", typed=typed, **context)


def _complete(number: str, access: str, contact: str) -> str:
    """The cleaned address; raises Invalid with every fault of the three fields."""
    faults = []
    if not number:
        faults.append(Fault("Enter your staff number", column="staff_number"))
    if not access:
        faults.append(Fault("Enter your access code", column="access_code"))
    try:
        address = clean_contact(contact)
    except Invalid as refused:
        faults.extend(refused.faults)
    if faults:
        raise Invalid("Something is missing.", faults=faults)
    return address
