"""Sending a code: the same answer, the same work and the same waits whether or not the contact is known."""

import re
from collections.abc import Callable
from datetime import datetime

from fastapi import Request
from sqlalchemy.orm import Session
from starlette.background import BackgroundTask

from app.foundation.ids import new_token
from app.foundation.refusals import Fault, Invalid
from app.foundation.signin.codes import CodeAsked, Purpose, contact_lookup, leave_code
from app.foundation.signin.door import Door, SignInDesk, sign_in_desk

_ADDRESS = re.compile(r"^[^@\s,;<>()\"\\]{1,64}@[^@\s,;<>()\"\\]{1,180}\.[^@\s,;<>()\"\\.]{2,60}$")
_SUBJECT = "Your code"
_BODY = """Your code is {code}

It works once, for ten minutes, on the device where you asked for it.
If you did not ask for a code, you need not do anything.
"""

ASKS_PER_CONTACT = ("5/15 minutes", "20/day")
ASKS_PER_ADDRESS = "30/15 minutes"
TRIES_PER_ADDRESS = "60/15 minutes"


def clean_contact(typed: str, field: str = "contact") -> str:
    """The e-mail address as it is looked up. Raises Invalid for what cannot be one."""
    contact = typed.strip().lower()
    if not _ADDRESS.match(contact) or not contact.isprintable():
        raise Invalid(
            "This does not look like an email address.",
            faults=[Fault("Enter an email address, such as name@example.com", column=field)],
        )
    return contact


def send_code(
    request: Request,
    door: Door,
    contact: str,
    find: Callable[[Session], str | None],
    purpose: Purpose = "sign-in",
) -> tuple[str, BackgroundTask]:
    """Leave a code for `contact`; the ticket for the browser, and the mail to send after the answer has left.

    `find` says whose the code is. For nobody's, a row is written all the same and the mail is a step that does nothing:
    it comes after the answer, so that the time a mail server takes tells nothing either.
    """
    desk = sign_in_desk(request)
    spend_asks(request, desk, contact_lookup(contact))
    now, ticket = desk.clock(), new_token()
    with desk.store.write() as db:
        subject_id = find(db)
        code = leave_code(db, desk.tables, CodeAsked(door.audience, contact, ticket, subject_id, purpose), now=now)
    return ticket, BackgroundTask(_mail, desk, contact if subject_id else None, code, now=now)


def spend_asks(request: Request, desk: SignInDesk, key: str) -> None:
    """Count one wish for a code against the network address and against `key`."""
    desk.limits.spend("code asked from", client_address(request), ASKS_PER_ADDRESS)
    for allowance in ASKS_PER_CONTACT:
        desk.limits.spend("code asked for", key, allowance)


def client_address(request: Request) -> str:
    """The network address of the caller, as the server saw it (uvicorn resolves trusted proxies)."""
    return request.client.host if request.client else "unknown"


def _mail(desk: SignInDesk, contact: str | None, code: str, *, now: datetime) -> None:
    if contact is not None:
        desk.mailer.send(contact, _SUBJECT, _BODY.format(code=code), now=now)
