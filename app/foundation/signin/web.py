"""The pages of a door: ask for a code and type it in, or use a passkey; sign out."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import Response

from app.foundation.pages import render, see_other
from app.foundation.refusals import Fault, Invalid
from app.foundation.signin.contacts import clean_contact
from app.foundation.signin.door import Door, sign_in_desk
from app.foundation.signin.letting_in import let_in, let_in_by_passkey
from app.foundation.signin.passkeys import LONGEST_ANSWER, Answered, ask_to_sign_in
from app.foundation.signin.sending import send_code
from app.foundation.signin.sign_ins import Begun, cookie_token, drop_cookie, end_everywhere, end_here, set_cookie
from app.foundation.signin.ticket import drop_ticket, form_token_of, keep_ticket, refuse_forged_ticket, ticket_of
from app.foundation.signin.way_back import safe_next, with_next
from app.foundation.signin.who import Who, require

_NO_PASSKEY = Fault("That did not work. Try again, or ask for a code below.")
_WRONG_CODE = Fault("That code does not fit, or it has run out. Look again, or ask for a new one.", column="code")

Typed = Annotated[str, Form()]
Wanted = Annotated[str, Query(alias="next")]


class DoorPages:
    """The sign-in pages of one audience, each method one address."""

    def __init__(self, door: Door) -> None:
        self.door = door

    def router(self) -> APIRouter:
        """The addresses, to be included in the app."""
        router = APIRouter(include_in_schema=False)
        path, out = self.door.sign_in_path, self.door.sign_out_path
        checked = [Depends(self.refuse_forged)]
        router.add_api_route(path, self.ask_page, methods=["GET"], response_model=None)
        router.add_api_route(path, self.ask, methods=["POST"], dependencies=checked, response_model=None)
        router.add_api_route(f"{path}/code", self.code_page, methods=["GET"], response_model=None)
        router.add_api_route(f"{path}/code", self.enter, methods=["POST"], dependencies=checked, response_model=None)
        by_passkey = f"{path}/passkey"
        router.add_api_route(by_passkey, self.answer, methods=["POST"], dependencies=checked, response_model=None)
        signed_in = Depends(require(self.door.audience))
        for where, everywhere in ((out, False), (f"{out}/everywhere", True)):
            router.add_api_route(
                where, _leaving(self.door, signed_in, everywhere), methods=["POST"], response_model=None
            )
        return router

    async def refuse_forged(self, request: Request) -> None:
        """Only forms of our own pages get any further."""
        await refuse_forged_ticket(request, self.door)

    def ask_page(self, request: Request, wanted: Wanted = "") -> Response:
        """Where a contact is typed in."""
        return self._ask_again(request, wanted)

    def ask(self, request: Request, contact: Typed = "", wanted: Wanted = "") -> Response:
        """Send a code to the contact, if it is known; say the same if it is not."""
        try:
            address = clean_contact(contact, numbers=self.door.numbers)
        except Invalid as refused:
            return self._ask_again(request, wanted, status=422, faults=refused.faults, contact=contact)
        ticket, mail = send_code(request, self.door, address, lambda db: self.door.find_subject(db, address))
        return on_to_code(request, self.door, ticket, mail, wanted)

    def code_page(self, request: Request, wanted: Wanted = "") -> Response:
        """Where the code is typed in."""
        return self._code_again(request, wanted)

    def enter(self, request: Request, code: Typed = "", wanted: Wanted = "") -> Response:
        """Let in whoever typed the right code."""
        begun = let_in(request, self.door, ticket_of(request, self.door), code)
        if begun is None:
            return self._code_again(request, wanted, status=422, faults=(_WRONG_CODE,))
        return welcome(request, self.door, begun, wanted)

    def answer(self, request: Request, ticket: Typed = "", credential: Typed = "", wanted: Wanted = "") -> Response:
        """Let in whoever's passkey answered."""
        begun = let_in_by_passkey(request, self.door, Answered(ticket, credential[:LONGEST_ANSWER]))
        if begun is None:
            return self._ask_again(request, wanted, status=422, faults=(_NO_PASSKEY,))
        return welcome(request, self.door, begun, wanted)

    def _ask_again(self, request: Request, wanted: str, *, status: int = 200, **context: Any) -> Response:
        desk = sign_in_desk(request)
        around = {
            "action": with_next(self.door.sign_in_path, self.door, wanted),
            "by_passkey": with_next(f"{self.door.sign_in_path}/passkey", self.door, wanted),
            "party": desk.relying_party,
            "asked": json.dumps(ask_to_sign_in(desk, self.door)) if desk.relying_party else "",
            "contact": "",
        }
        return show(request, self.door, "signin/ask.html", status=status, **{**around, **context})

    def _code_again(self, request: Request, wanted: str, *, status: int = 200, **context: Any) -> Response:
        action = with_next(f"{self.door.sign_in_path}/code", self.door, wanted)
        return show(request, self.door, "signin/code.html", status=status, action=action, **context)


def show(request: Request, door: Door, template: str, *, status: int = 200, **context: Any) -> Response:
    """A page of the way in: with a ticket for the browser and the form token that goes with it."""
    ticket = ticket_of(request, door)
    around = {"form_token": form_token_of(ticket), "door": door, "faults": ()}
    page = render(request, template, status=status, **{**around, **context})
    keep_ticket(page, request, door, ticket)
    return page


def on_to_code(request: Request, door: Door, ticket: str, mail: Any, wanted: str = "") -> Response:
    """On to the page where the code is typed in; the mail goes out after this answer."""
    answer = see_other(with_next(f"{door.sign_in_path}/code", door, wanted))
    answer.background = mail
    keep_ticket(answer, request, door, ticket)
    return answer


def welcome(request: Request, door: Door, begun: Begun, wanted: str) -> Response:
    """On to where they wanted to go, signed in."""
    answer = see_other(safe_next(door, wanted))
    set_cookie(answer, sign_in_desk(request), door, begun)
    drop_ticket(answer, request, door)
    return answer


def signed_out(request: Request, door: Door) -> Response:
    """On to the sign-in page, without the cookie and without what the browser kept of our pages."""
    answer = see_other(door.sign_in_path, say="You are signed out.", tone="note")
    drop_cookie(answer, sign_in_desk(request), door)
    # Not "cookies" or "storage": they are not only this door's.
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def _leaving(door: Door, signed_in: Any, everywhere: bool) -> Any:
    def leave(request: Request, who: Annotated[Who, signed_in]) -> Response:
        desk = sign_in_desk(request)
        if everywhere:
            end_everywhere(desk, who.audience, who.subject_id)
        else:
            end_here(desk, cookie_token(request, desk, door) or "")
        return signed_out(request, door)

    return leave
