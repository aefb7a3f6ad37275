"""Letting somebody in: a code that fits, or a passkey, becomes a sign-in, in one transaction."""

from fastapi import Request
from sqlalchemy.orm import Session

from app.foundation.problem_json import is_machine_path
from app.foundation.sealing import digest
from app.foundation.signin.codes import Passed, Typed, try_code
from app.foundation.signin.device import PROGRAM, device_of
from app.foundation.signin.door import Door, SignInDesk, sign_in_desk
from app.foundation.signin.passkeys import Answered, who_signs_in
from app.foundation.signin.rows import end_sign_in
from app.foundation.signin.sending import TRIES_PER_ADDRESS, client_address
from app.foundation.signin.sign_ins import Begun, begin_sign_in, cookie_token


def let_in(request: Request, door: Door, ticket: str, code: str) -> Begun | None:
    """Sign in whoever typed the right code; None for any other, whatever the reason."""
    desk = sign_in_desk(request)
    desk.limits.spend("code tried from", client_address(request), TRIES_PER_ADDRESS)
    now = desk.clock()
    with desk.store.write() as db:
        passed = try_code(db, desk.tables, door, Typed(ticket, code), now=now)
        if passed is None:
            return None
        _claim(db, door, passed, desk)
        return begin_anew(request, db, door, passed.subject_id)


def let_in_by_passkey(request: Request, door: Door, answered: Answered) -> Begun | None:
    """Sign in whoever's passkey answered; None for every other answer, whatever the reason."""
    desk = sign_in_desk(request)
    desk.limits.spend("passkey tried from", client_address(request), TRIES_PER_ADDRESS)
    with desk.store.write() as db:
        subject_id = who_signs_in(db, desk, door, answered)
        return None if subject_id is None else begin_anew(request, db, door, subject_id)


def begin_anew(request: Request, db: Session, door: Door, subject_id: str) -> Begun:
    """Sign in, and end the sign-in that this browser held before."""
    desk = sign_in_desk(request)
    before, now = cookie_token(request, desk, door), desk.clock()
    if before:
        end_sign_in(db, desk.tables, digest(before), now=now)
    device = PROGRAM if is_machine_path(request) else device_of(request)
    return begin_sign_in(db, desk.tables, door, subject_id, now=now, device=device)


def _claim(db: Session, door: Door, passed: Passed, desk: SignInDesk) -> None:
    if passed.purpose == "join" and door.enrolment is not None and passed.contact is not None:
        door.enrolment.claim(db, passed.subject_id, passed.contact, desk.clock())
