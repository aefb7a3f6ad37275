"""Proving a new contact: a code goes there and is typed back, and only then is it theirs."""

from dataclasses import dataclass

from fastapi import Request
from starlette.background import BackgroundTask

from app.foundation.refusals import NotFound
from app.foundation.signin.codes import PROVING, Typed, try_code
from app.foundation.signin.contacts import Contacts, is_number, personal_contact
from app.foundation.signin.door import Door, SignInDesk, sign_in_desk
from app.foundation.signin.sending import TRIES_PER_ADDRESS, client_address, send_code, tell_change
from app.foundation.signin.who import Who

_PROOFS_PER_SUBJECT = ("5/15 minutes", "15/day")
_ELSEWHERE = {
    False: "Codes are no longer sent to this address.",
    True: "Codes are no longer sent to this number.",
}


@dataclass(frozen=True, slots=True)
class Proven:
    """The contact that is theirs from now on, and what to send once the answer has left."""

    contact: str
    telling: BackgroundTask


def contacts_at(door: Door) -> Contacts:
    """How this door keeps contacts. Raises NotFound where people do not change their own."""
    if door.contacts is None:
        raise NotFound("The address may be mistyped, or what was here is gone.")
    return door.contacts


def ask_for_proof(
    request: Request, door: Door, who: Who, typed: str, *, is_sure: bool = False
) -> tuple[str, BackgroundTask]:
    """Send a code to the contact that was typed; the ticket, and the sending. Raises Invalid for what is no contact."""
    desk = sign_in_desk(request)
    contacts_at(door)
    contact = personal_contact(typed, numbers=door.numbers, force_domains=desk.force_domains, is_sure=is_sure)
    for allowance in _PROOFS_PER_SUBJECT:
        desk.limits.spend("proof asked by", f"{who.audience}:{who.subject_id}", allowance)
    return send_code(request, door, contact, lambda _db: who.subject_id, "prove")


def prove(request: Request, door: Door, who: Who, ticket: str, code: str) -> Proven | None:
    """Keep the contact that the code went to; None for a code that does not fit. The contact it replaces is told."""
    desk, contacts = sign_in_desk(request), contacts_at(door)
    desk.limits.spend("code tried from", client_address(request), TRIES_PER_ADDRESS)
    now = desk.clock()
    with desk.store.write() as db:
        passed = try_code(db, desk.tables, door, Typed(ticket, code, PROVING), now=now)
        if passed is None or passed.contact is None or passed.subject_id != who.subject_id:
            return None
        before = contacts.keep(db, who.subject_id, passed.contact)
    return Proven(passed.contact, BackgroundTask(_tell_before, desk, before, passed.contact))


def _tell_before(desk: SignInDesk, before: str | None, contact: str) -> None:
    if before is not None and before != contact:
        tell_change(desk, (before,), _ELSEWHERE[is_number(before)], now=desk.clock())
