"""Sign-ins: begun with a random token in a cookie, kept as its digest, ended by people or by time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.foundation.ids import new_token
from app.foundation.sealing import digest
from app.foundation.signin.door import Door, SignInDesk, SignInTables
from app.foundation.signin.rows import (
    LiveSignIn,
    add_sign_in,
    end_all_sign_ins,
    end_sign_in,
    live_sign_in,
    mark_seen,
)

_NOTE_SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Begun:
    """A fresh sign-in: the token goes to the browser and is nowhere else."""

    token: str
    form_token: str
    expires_at: datetime


def begin_sign_in(
    db: Session, tables: SignInTables, door: Door, subject_id: str, *, now: datetime, device: str | None = None
) -> Begun:
    """Sign `subject_id` in at `door`; `device` is the one word kept of what they use."""
    begun = Begun(new_token(), new_token(), now + door.absolute)
    row = {
        "token_digest": digest(begun.token), "audience": door.audience, "subject_id": subject_id,
        "form_token": begun.form_token, "device": device,
        "created_at": now, "seen_at": now, "expires_at": begun.expires_at,
    }  # fmt: skip
    add_sign_in(db, tables, row)
    return begun


def find_sign_in(desk: SignInDesk, door: Door, token: str) -> LiveSignIn | None:
    """The sign-in that `token` stands for at `door`; None when it ended, expired, idled or is for another door."""
    now, key = desk.clock(), digest(token)
    with desk.store.read() as db:
        found = live_sign_in(db, desk.tables, key, now=now)
    if found is None or found.audience != door.audience or found.seen_at + door.idle <= now:
        return None
    if now - found.seen_at >= _NOTE_SEEN_EVERY:
        with desk.store.write() as db:
            mark_seen(db, desk.tables, key, now=now)
    return found


def end_here(desk: SignInDesk, token: str) -> None:
    """Sign out the browser that holds `token`."""
    with desk.store.write() as db:
        end_sign_in(db, desk.tables, digest(token), now=desk.clock())


def end_everywhere(desk: SignInDesk, audience: str, subject_id: str) -> None:
    """Sign the subject out on all devices."""
    with desk.store.write() as db:
        end_all_sign_ins(db, desk.tables, audience, subject_id, now=desk.clock())


def token_here(request: Request, desk: SignInDesk, door: Door) -> str:
    """The token that this request came with; "" if it came with none."""
    return bearer_token(request) or cookie_token(request, desk, door) or ""


def set_cookie(answer: Response, desk: SignInDesk, door: Door, begun: Begun) -> None:
    """Give the browser its token: out of reach of scripts, not sent along from other sites' forms."""
    answer.set_cookie(
        desk.cookie(door),
        begun.token,
        max_age=int(door.absolute.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=desk.secure,
    )


def drop_cookie(answer: Response, desk: SignInDesk, door: Door, purpose: str = "") -> None:
    """Take the cookie back."""
    answer.delete_cookie(desk.cookie(door, purpose), httponly=True, samesite="lax", secure=desk.secure)


def cookie_token(request: Request, desk: SignInDesk, door: Door) -> str | None:
    """The token that the browser brought for this door."""
    return request.cookies.get(desk.cookie(door)) or None


def bearer_token(request: Request) -> str | None:
    """The token of an API caller, from `Authorization: Bearer ...`."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None
