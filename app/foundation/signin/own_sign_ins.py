"""Somebody's own sign-ins: seen, and ended one by one or all at once."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import Request

from app.foundation.refusals import NotFound
from app.foundation.sealing import digest
from app.foundation.signin.door import Door, sign_in_desk
from app.foundation.signin.rows import end_all_sign_ins, end_sign_in, sign_ins_of
from app.foundation.signin.sign_ins import token_here
from app.foundation.signin.who import Who


@dataclass(frozen=True, slots=True)
class ShownSignIn:
    """A sign-in as its owner sees it. `id` names it, and opens nothing."""

    id: str
    device: str | None
    created_at: datetime
    seen_at: datetime
    is_this: bool


def own_sign_ins(request: Request, door: Door, who: Who) -> list[ShownSignIn]:
    """Where they are signed in now, this one first."""
    desk = sign_in_desk(request)
    now, here = desk.clock(), digest(token_here(request, desk, door))
    with desk.store.read() as db:
        found = sign_ins_of(db, desk.tables, who.audience, who.subject_id, now=now, seen_after=now - door.idle)
    shown = [
        ShownSignIn(_id_of(row.token_digest), row.device, row.created_at, row.seen_at, row.token_digest == here)
        for row in found
    ]
    return sorted(shown, key=lambda one: not one.is_this)


def end_one(request: Request, door: Door, who: Who, sign_in_id: str) -> bool:
    """End one of their own sign-ins; whether it was this one. Raises NotFound for any other."""
    desk = sign_in_desk(request)
    now, here = desk.clock(), digest(token_here(request, desk, door))
    with desk.store.write() as db:
        theirs = sign_ins_of(db, desk.tables, who.audience, who.subject_id, now=now, seen_after=now - door.idle)
        found = next((row.token_digest for row in theirs if _id_of(row.token_digest) == sign_in_id), None)
        if found is None:
            raise NotFound("That one has ended already, or there never was one.")
        end_sign_in(db, desk.tables, found, now=now)
    return found == here


def end_others(request: Request, door: Door, who: Who) -> None:
    """End all of their sign-ins but this one."""
    desk = sign_in_desk(request)
    here = digest(token_here(request, desk, door))
    with desk.store.write() as db:
        end_all_sign_ins(db, desk.tables, who.audience, who.subject_id, now=desk.clock(), but=here)


def _id_of(token_digest: str) -> str:
    return digest(f"sign-in:{token_digest}")[:32]
