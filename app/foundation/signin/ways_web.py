"""The page of one's own ways in: where codes go, which passkeys there are, where one is signed in."""

import json
from collections.abc import Callable, Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.foundation.pages import render, see_other
from app.foundation.refusals import Conflict, Fault, Invalid, Refusal
from app.foundation.signin.adding import add_passkey_for
from app.foundation.signin.contacts import is_number, masked
from app.foundation.signin.door import Door, SignInDesk, sign_in_desk
from app.foundation.signin.oidc_web import own_mark
from app.foundation.signin.own_sign_ins import end_one, end_others, own_sign_ins
from app.foundation.signin.passkey_rows import passkeys_of
from app.foundation.signin.passkeys import LONGEST_ANSWER, LONGEST_NAME, Answered, ask_to_add, take_away
from app.foundation.signin.proving import ask_for_proof, contacts_at, prove
from app.foundation.signin.ticket import PROOF, drop_ticket, keep_ticket, ticket_of
from app.foundation.signin.web import signed_out
from app.foundation.signin.who import Who, require

_WRONG_CODE = Fault("That code does not fit, or it has run out. Look again, or ask for a new one.", column="code")
_NO_PASSKEY = Fault("That did not work. Nothing was added; you can try again.")

Typed = Annotated[str, Form()]


class WaysPages:
    """The ways in of whoever is signed in at one door, each method one address."""

    def __init__(self, door: Door) -> None:
        self.door = door

    def router(self) -> APIRouter:
        """The addresses, to be included in the app."""
        router = APIRouter(include_in_schema=False)
        somebody = Depends(require(self.door.audience))
        for method, path, endpoint in self._addresses(somebody):
            router.add_api_route(f"{self.door.ways_path}{path}", endpoint, methods=[method], response_model=None)
        return router

    def _addresses(self, somebody: Any) -> Iterator[tuple[str, str, Callable[..., Response]]]:
        """Method, path and endpoint of each address; the endpoints are made here because each door has its own Who."""
        door, known = self.door, somebody

        def page(request: Request, who: Annotated[Who, known]) -> Response:
            return ways_page(request, door, who)

        def end(request: Request, who: Annotated[Who, known], sign_in: Typed = "") -> Response:
            return _end(request, door, who, sign_in)

        def end_the_others(request: Request, who: Annotated[Who, known]) -> Response:
            end_others(request, door, who)
            return see_other(door.ways_path, say="You are signed in only here now.")

        yield "GET", "", page
        yield "POST", "/end", end
        yield "POST", "/end-others", end_the_others
        yield from _passkeys(door, known)
        if door.contacts is not None:
            yield from _contacts(door, known)


def _passkeys(door: Door, known: Any) -> Iterator[tuple[str, str, Callable[..., Response]]]:
    def add(
        request: Request, who: Annotated[Who, known], ticket: Typed = "", credential: Typed = "", name: Typed = ""
    ) -> Response:
        return _add_passkey(request, door, who, Answered(ticket, credential[:LONGEST_ANSWER]), name)

    def remove(request: Request, who: Annotated[Who, known], passkey: Typed = "") -> Response:
        desk = sign_in_desk(request)
        with desk.store.write() as db:
            take_away(db, desk, door, who.subject_id, passkey)
        return see_other(door.ways_path, say="That passkey no longer works here.", tone="note")

    yield "POST", "/passkeys", add
    yield "POST", "/passkeys/remove", remove


def _contacts(door: Door, known: Any) -> Iterator[tuple[str, str, Callable[..., Response]]]:
    def ask(request: Request, who: Annotated[Who, known], contact: Typed = "", is_sure: Typed = "") -> Response:
        return _ask(request, door, who, contact, is_sure=is_sure == "yes")

    def code_page(request: Request, _who: Annotated[Who, known]) -> Response:
        return _prove_page(request, door)

    def enter(request: Request, who: Annotated[Who, known], code: Typed = "") -> Response:
        return _enter(request, door, who, code)

    def forget(request: Request, who: Annotated[Who, known]) -> Response:
        with sign_in_desk(request).store.write() as db:
            contacts_at(door).drop_number(db, who.subject_id)
        return see_other(door.ways_path, say="Your number is forgotten.", tone="note")

    yield "POST", "/contact", ask
    yield "GET", "/code", code_page
    yield "POST", "/code", enter
    yield "POST", "/number/remove", forget


def ways_page(request: Request, door: Door, who: Who, refused: Refusal | None = None, **typed: Any) -> Response:
    """The page, with what was typed and what is wrong with it if it came back."""
    desk = sign_in_desk(request)
    with desk.store.read() as db:
        passkeys = passkeys_of(db, desk.tables, door.audience, who.subject_id)
        contacts = door.contacts.of(db, who.subject_id) if door.contacts else ()
        asked = _asked(db, desk, door, who)
        single = _single_sign_on(db, door, who)
        shown = [(row.id, row.name, row.created_at, row.used_at) for row in passkeys]
    context = {
        "door": door,
        "party": desk.relying_party,
        "asked": asked,
        "passkeys": shown,
        "contacts": [(masked(one), is_number(one)) for one in contacts],
        "single": single,
        "sign_ins": own_sign_ins(request, door, who),
        "longest_name": LONGEST_NAME,
        "contact": "",
        "asks_if_sure": refused is not None and refused.stable_code == "looks-like-work",
        "faults": refused.faults if refused else (),
        **typed,
    }
    return render(request, "signin/ways.html", status=refused.status if refused else 200, **context)


def _asked(db: Session, desk: SignInDesk, door: Door, who: Who) -> str:
    """What to ask a device that shall make a passkey; empty where there can be no more."""
    if desk.relying_party is None:
        return ""
    try:
        return json.dumps(ask_to_add(db, desk, door, who.subject_id))
    except Conflict:
        return ""


def _single_sign_on(db: Session, door: Door, who: Who) -> dict[str, Any] | None:
    """What the page says of the door's issuer; None where there is nothing to connect."""
    if door.oidc is None or door.oidc.links is None:
        return None
    return {"connected": door.oidc.links.has(db, who.subject_id), "mark": own_mark(who)}


def _add_passkey(request: Request, door: Door, who: Who, answered: Answered, name: str) -> Response:
    try:
        _, telling = add_passkey_for(request, door, who, answered, name)
    except Invalid as refused:
        return ways_page(request, door, who, Invalid(refused.detail, faults=[_NO_PASSKEY]))
    except Conflict as refused:
        return ways_page(request, door, who, Conflict(refused.detail, faults=[Fault(refused.detail)]))
    answer = see_other(door.ways_path, say="Added. Next time you can sign in with it.")
    answer.background = telling
    return answer


def _ask(request: Request, door: Door, who: Who, typed: str, *, is_sure: bool) -> Response:
    try:
        ticket, sending = ask_for_proof(request, door, who, typed, is_sure=is_sure)
    except Invalid as refused:
        return ways_page(request, door, who, refused, contact=typed)
    answer = see_other(f"{door.ways_path}/code")
    answer.background = sending
    keep_ticket(answer, request, door, ticket, PROOF)
    return answer


def _prove_page(request: Request, door: Door, *, status: int = 200, faults: Any = ()) -> Response:
    return render(request, "signin/prove.html", status=status, door=door, faults=faults)


def _enter(request: Request, door: Door, who: Who, code: str) -> Response:
    proven = prove(request, door, who, ticket_of(request, door, PROOF), code)
    if proven is None:
        return _prove_page(request, door, status=422, faults=(_WRONG_CODE,))
    answer = see_other(door.ways_path, say="Kept. From now on codes can go there.")
    answer.background = proven.telling
    drop_ticket(answer, request, door, PROOF)
    return answer


def _end(request: Request, door: Door, who: Who, sign_in_id: str) -> Response:
    if not end_one(request, door, who, sign_in_id):
        return see_other(door.ways_path, say="Signed out there.", tone="note")
    return signed_out(request, door)
