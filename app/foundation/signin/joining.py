"""Joining: an officer claims the identity that waits for them, with the access code everybody was given."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from starlette.background import BackgroundTask
from starlette.responses import Response

from app.foundation.refusals import Fault, Invalid
from app.foundation.sealing import fingerprint
from app.foundation.signin.contacts import LOOKS_LIKE_WORK, personal_contact
from app.foundation.signin.door import Door, Enrolment, SignInDesk, sign_in_desk
from app.foundation.signin.sending import send_code
from app.foundation.signin.ticket import refuse_forged_ticket
from app.foundation.signin.web import on_to_code, show

_TRIES_PER_NUMBER = "5/15 minutes"
_LONGEST = 80

Typed = Annotated[str, Form()]


@dataclass(frozen=True, slots=True)
class Joining:
    """What somebody types who joins. `is_sure`: their address looks like one at work, and is not."""

    staff_number: str
    access_code: str
    contact: str
    is_sure: bool = False


def ask_to_join(request: Request, door: Door, enrolment: Enrolment, typed: Joining) -> tuple[str, BackgroundTask]:
    """Send a code to the contact if number and access code belong together; do and answer the same if not.

    Returns the ticket and the sending. Raises Invalid with every fault of what was typed, whatever is known of it.
    """
    desk = sign_in_desk(request)
    number, access = typed.staff_number.strip()[:_LONGEST], typed.access_code.strip()[:_LONGEST]
    contact = _complete(desk, door, number, access, typed)
    desk.limits.spend("joining as", fingerprint(number, "join.staff_number"), _TRIES_PER_NUMBER)
    return send_code(request, door, contact, lambda db: enrolment.match(db, number, access), "join")


class JoinPages:
    """The two addresses of joining. What does not match gets the same answer as what does."""

    def __init__(self, door: Door, enrolment: Enrolment) -> None:
        self.door = door
        self.enrolment = enrolment

    def router(self) -> APIRouter:
        """The addresses, to be included in the app."""
        router = APIRouter(include_in_schema=False)
        path, checked = self.door.join_path, [Depends(self.refuse_forged)]
        router.add_api_route(path, self.page, methods=["GET"], response_model=None)
        router.add_api_route(path, self.join, methods=["POST"], dependencies=checked, response_model=None)
        return router

    async def refuse_forged(self, request: Request) -> None:
        """Only forms of our own pages get any further."""
        await refuse_forged_ticket(request, self.door)

    def page(self, request: Request) -> Response:
        """Where staff number, access code and a personal contact are typed in."""
        return self._show(request, Joining("", "", ""))

    def join(
        self,
        request: Request,
        staff_number: Typed = "",
        access_code: Typed = "",
        contact: Typed = "",
        is_sure: Typed = "",
    ) -> Response:
        """Send a code to the contact if number and access code belong together; say the same if not."""
        typed = Joining(staff_number, access_code, contact, is_sure == "yes")
        try:
            ticket, sending = ask_to_join(request, self.door, self.enrolment, typed)
        except Invalid as refused:
            asks = any(fault.message == LOOKS_LIKE_WORK for fault in refused.faults)
            return self._show(request, typed, status=422, faults=refused.faults, asks_if_sure=asks)
        return on_to_code(request, self.door, ticket, sending)

    def _show(self, request: Request, typed: Joining, **context: Any) -> Response:
        return show(request, self.door, "signin/join.html", **{"typed": typed, "asks_if_sure": False, **context})


def _complete(desk: SignInDesk, door: Door, number: str, access: str, typed: Joining) -> str:
    """The contact as it is looked up; raises Invalid with every fault of the three fields."""
    faults, code = [], None
    if not number:
        faults.append(Fault("Enter your staff number", column="staff_number"))
    if not access:
        faults.append(Fault("Enter your access code", column="access_code"))
    try:
        contact = personal_contact(
            typed.contact, numbers=door.numbers, force_domains=desk.force_domains, is_sure=typed.is_sure
        )
    except Invalid as refused:
        faults, code = [*faults, *refused.faults], refused.stable_code
    if faults:
        raise Invalid("Something needs to be put right.", code=code, faults=faults)
    return contact
