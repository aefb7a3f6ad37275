"""Sending a code: the same answer, the same work and the same waits whether or not the contact is known."""

from collections.abc import Callable
from datetime import datetime

from fastapi import Request
from sqlalchemy.orm import Session
from starlette.background import BackgroundTask

from app.foundation.ids import new_token
from app.foundation.signin.codes import CodeAsked, Purpose, contact_lookup, leave_code
from app.foundation.signin.contacts import is_number
from app.foundation.signin.door import Door, SignInDesk, sign_in_desk

_SUBJECT = "Your code"
_BODY = """Your code is {code}

It works once, for ten minutes, on the device where you asked for it.
If you did not ask for a code, you need not do anything.
"""
_NOT_YOU = "If this was not you, sign in and look under Settings, Signing in."
_TEXT = "Your code is {code}. It works once, for ten minutes, on the device where you asked for it."

ASKS_PER_CONTACT = ("5/15 minutes", "20/day")
ASKS_PER_ADDRESS = "30/15 minutes"
TRIES_PER_ADDRESS = "60/15 minutes"


def send_code(
    request: Request,
    door: Door,
    contact: str,
    find: Callable[[Session], str | None],
    purpose: Purpose = "sign-in",
) -> tuple[str, BackgroundTask]:
    """Leave a code for `contact`; the ticket for the browser, and what to send after the answer has left.

    `find` says whose the code is. For nobody's, a row is written all the same and sending is a step that does nothing:
    it comes after the answer, so that the time a mail server takes tells nothing either.
    """
    desk = sign_in_desk(request)
    spend_asks(request, desk, contact_lookup(contact))
    now, ticket = desk.clock(), new_token()
    with desk.store.write() as db:
        subject_id = find(db)
        code = leave_code(db, desk.tables, CodeAsked(door.audience, contact, ticket, subject_id, purpose), now=now)
    return ticket, BackgroundTask(_send, desk, contact if subject_id else None, code, now=now)


def spend_asks(request: Request, desk: SignInDesk, key: str) -> None:
    """Count one wish for a code against the network address and against `key`."""
    desk.limits.spend("code asked from", client_address(request), ASKS_PER_ADDRESS)
    for allowance in ASKS_PER_CONTACT:
        desk.limits.spend("code asked for", key, allowance)


def client_address(request: Request) -> str:
    """The network address of the caller, as the server saw it (uvicorn resolves trusted proxies)."""
    return request.client.host if request.client else "unknown"


def tell_change(desk: SignInDesk, contacts: tuple[str, ...], says: str, *, now: datetime) -> None:
    """Tell each of somebody's contacts in one neutral sentence that how they sign in has changed."""
    for contact in contacts:
        deliver(desk, contact, ("Your settings changed", f"{says}\n\n{_NOT_YOU}\n"), f"{says} {_NOT_YOU}", now=now)


def deliver(desk: SignInDesk, contact: str, mail: tuple[str, str], text: str, *, now: datetime) -> None:
    """Send the text to a number, or the mail (subject and body) to an address."""
    if not is_number(contact):
        desk.mailer.send(contact, *mail, now=now)
    elif desk.texter is not None:
        desk.texter.send(contact, text, now=now)


def _send(desk: SignInDesk, contact: str | None, code: str, *, now: datetime) -> None:
    if contact is not None:
        deliver(desk, contact, (_SUBJECT, _BODY.format(code=code)), _TEXT.format(code=code), now=now)
