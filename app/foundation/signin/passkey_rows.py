"""Rows of passkeys, read and written; and the challenges that were used up."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.foundation.refusals import Conflict
from app.foundation.sealing import digest
from app.foundation.signin.door import SignInTables

Row = Any
"""A row with the columns of PasskeyColumns."""


def passkeys_of(db: Session, tables: SignInTables, audience: str, subject_id: str) -> list[Row]:
    """The passkeys of one subject, the oldest first."""
    table = tables.passkey
    theirs = select(table).where(table.audience == audience, table.subject_id == subject_id)
    return list(db.scalars(theirs.order_by(table.created_at, table.id)))


def passkey_by_credential(db: Session, tables: SignInTables, audience: str, credential: bytes) -> Row | None:
    """The passkey with this credential id, if somebody of this audience has it."""
    table = tables.passkey
    known = select(table).where(table.credential_lookup == credential_lookup(credential), table.audience == audience)
    return db.scalar(known)


def add_passkey(db: Session, tables: SignInTables, row: dict[str, Any]) -> None:
    """Store one passkey (columns of PasskeyColumns). Raises Conflict if that credential is known already."""
    lookup = credential_lookup(row["credential"])
    try:
        db.execute(insert(tables.passkey).values({"credential_lookup": lookup, "used_at": None, **row}))
    except IntegrityError:
        raise Conflict("This passkey is here already.", code="passkey-known") from None


def mark_used(db: Session, tables: SignInTables, passkey_id: str, sign_count: int, *, now: datetime) -> None:
    """Note that the passkey signed somebody in just now, and how far its counter has come."""
    table = tables.passkey
    db.execute(update(table).where(table.id == passkey_id).values(used_at=now, sign_count=sign_count))


def remove_passkey(db: Session, tables: SignInTables, audience: str, subject_id: str, passkey_id: str) -> bool:
    """Forget one passkey of this subject; False if they have no such one."""
    table = tables.passkey
    theirs = (table.id == passkey_id, table.audience == audience, table.subject_id == subject_id)
    return db.execute(delete(table).where(*theirs).returning(table.id)).one_or_none() is not None


def forget_ways_in(db: Session, tables: SignInTables, audience: str, subject_id: str) -> None:
    """Delete every passkey, sign-in and code of one subject: for those who want to be forgotten."""
    for table in (tables.passkey, tables.sign_in, tables.code):
        db.execute(delete(table).where(table.audience == audience, table.subject_id == subject_id))


def spend_challenge(
    db: Session, tables: SignInTables, audience: str, challenge: bytes, *, now: datetime, until: datetime
) -> bool:
    """Use a challenge up; False if it was used before. It stands among the codes, as a used one, until it is too old.

    A read comes first, because on PostgreSQL a failed insert would spoil the transaction; of two at the same instant
    the second fails on the key.
    """
    table, key = tables.code, digest(f"challenge:{challenge.hex()}")[:32]
    if db.scalar(select(func.count()).select_from(table).where(table.id == key)):
        return False
    row = {
        "id": key, "audience": audience, "contact_lookup": "", "subject_id": None, "code_digest": "",
        "purpose": "challenge", "contact": None, "created_at": now, "expires_at": until, "used_at": now,
        "wrong_tries": 0,
    }  # fmt: skip
    try:
        db.execute(insert(table).values(row))
    except IntegrityError:
        return False
    return True


def credential_lookup(credential: bytes) -> str:
    """Under which a credential id is found."""
    return digest(credential.hex())
