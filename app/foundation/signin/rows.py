"""Rows of sign-ins and one-time codes, read and written."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from app.foundation.signin.door import SignInTables

KEPT_FOR = timedelta(days=30)
"""How long ended sign-ins and used codes stay, for looking into an incident."""


@dataclass(frozen=True, slots=True)
class LiveSignIn:
    """A sign-in that stands, as of the moment it was looked up."""

    audience: str
    subject_id: str
    form_token: str
    seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class OwnSignIn:
    """One of somebody's own sign-ins, as they are shown it."""

    token_digest: str
    device: str | None
    created_at: datetime
    seen_at: datetime


def add_sign_in(db: Session, tables: SignInTables, row: dict[str, Any]) -> None:
    """Store one sign-in (columns of SignInColumns)."""
    db.execute(insert(tables.sign_in).values({"ended_at": None, **row}))


def live_sign_in(db: Session, tables: SignInTables, token_digest: str, *, now: datetime) -> LiveSignIn | None:
    """The sign-in under this digest unless it has ended or expired; idleness is the caller's to judge."""
    found = db.execute(_live(tables), {"digest": token_digest, "now": now}).one_or_none()
    return None if found is None else LiveSignIn(*found)


@cache
def _live(tables: SignInTables) -> Select[str, str, str, datetime, datetime]:
    """Every request asks for its sign-in: putting the question together takes longer than the store's answer."""
    table = tables.sign_in
    return select(table.audience, table.subject_id, table.form_token, table.seen_at, table.expires_at).where(
        table.token_digest == bindparam("digest"), table.ended_at.is_(None), table.expires_at > bindparam("now")
    )


def mark_seen(db: Session, tables: SignInTables, token_digest: str, *, now: datetime) -> None:
    """Note that the sign-in was used just now."""
    table = tables.sign_in
    db.execute(update(table).where(table.token_digest == token_digest).values(seen_at=now))


def end_sign_in(db: Session, tables: SignInTables, token_digest: str, *, now: datetime) -> None:
    """End one sign-in."""
    table = tables.sign_in
    db.execute(update(table).where(table.token_digest == token_digest, table.ended_at.is_(None)).values(ended_at=now))


def end_all_sign_ins(
    db: Session, tables: SignInTables, audience: str, subject_id: str, *, now: datetime, but: str = ""
) -> None:
    """End every sign-in of one subject, on whatever device; `but` is the digest of one that stays."""
    table = tables.sign_in
    theirs = (table.audience == audience, table.subject_id == subject_id, table.ended_at.is_(None))
    db.execute(update(table).where(*theirs, table.token_digest != but).values(ended_at=now))


def sign_ins_of(
    db: Session, tables: SignInTables, audience: str, subject_id: str, *, now: datetime, seen_after: datetime
) -> list[OwnSignIn]:
    """The sign-ins of one subject that stand, the last used first."""
    table = tables.sign_in
    found = db.execute(
        select(table.token_digest, table.device, table.created_at, table.seen_at)
        .where(table.audience == audience, table.subject_id == subject_id, table.ended_at.is_(None))
        .where(table.expires_at > now, table.seen_at > seen_after)
        .order_by(table.seen_at.desc(), table.created_at.desc(), table.token_digest)
    )
    return [OwnSignIn(*row) for row in found]


def add_code(db: Session, tables: SignInTables, row: dict[str, Any]) -> None:
    """Store one code (columns of SignInCodeColumns)."""
    db.execute(insert(tables.code).values({"used_at": None, "wrong_tries": 0, **row}))


def count_try(db: Session, tables: SignInTables, code_id: str, *, most: int, now: datetime) -> Any | None:
    """Count a try against a code that still has tries and time, and return its row; None if it has neither.

    Counted before anything is compared, in one statement: guesses that arrive together cannot share a try.
    """
    table = tables.code
    counted = db.execute(
        update(table)
        .where(table.id == code_id, table.used_at.is_(None), table.expires_at > now, table.wrong_tries < most)
        .values(wrong_tries=table.wrong_tries + 1)
        .returning(table.id)
    ).one_or_none()
    if counted is None:
        return None
    return db.execute(
        select(table.audience, table.subject_id, table.code_digest, table.purpose, table.contact).where(
            table.id == code_id
        )
    ).one()


def spend_code(db: Session, tables: SignInTables, code_id: str, *, now: datetime) -> None:
    """Mark a code as used, forget the contact it carried."""
    table = tables.code
    db.execute(update(table).where(table.id == code_id).values(used_at=now, contact=None))


def forget_old_rows(db: Session, tables: SignInTables, *, now: datetime) -> None:
    """Delete sign-ins and codes that ended long ago. For the nightly job."""
    before = now - KEPT_FOR
    sign_in, code = tables.sign_in, tables.code
    db.execute(delete(sign_in).where(or_(sign_in.expires_at < before, sign_in.ended_at < before)))
    db.execute(delete(code).where(code.expires_at < before))
