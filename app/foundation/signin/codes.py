"""One-time codes: six digits, ten minutes, five tries, and nothing in how they are handled tells who is known here."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy.orm import Session

from app.foundation.ids import new_code
from app.foundation.sealing import digest, fingerprint
from app.foundation.signin.door import Door, SignInTables
from app.foundation.signin.rows import add_code, count_try, spend_code

CODES_LAST = timedelta(minutes=10)

Purpose = Literal["sign-in", "join", "prove"]
LETTING_IN: frozenset[Purpose] = frozenset({"sign-in", "join"})
PROVING: frozenset[Purpose] = frozenset({"prove"})


@dataclass(frozen=True, slots=True)
class CodeAsked:
    """A wish for a code. `subject_id` is None for a contact that nobody here has: it gets a row and the same answer.

    `ticket` is a random token that only the asking browser holds. The code works only together with it, so a code read
    out to somebody on the telephone opens nothing for them.
    """

    audience: str
    contact: str
    ticket: str
    subject_id: str | None
    purpose: Purpose = "sign-in"


@dataclass(frozen=True, slots=True)
class Passed:
    """A code that fitted: for whom it was, why it was sent and, when joining or proving, the contact it went to."""

    subject_id: str
    purpose: Purpose
    contact: str | None


def leave_code(db: Session, tables: SignInTables, asked: CodeAsked, *, now: datetime) -> str:
    """Store a fresh code and return it for the mail; the store keeps only a keyed digest."""
    code, row_id = new_code(), _row_id(asked.ticket)
    row = {
        "id": row_id, "audience": asked.audience, "subject_id": asked.subject_id, "purpose": asked.purpose,
        "contact_lookup": contact_lookup(asked.contact), "code_digest": _code_digest(row_id, code),
        "contact": None if asked.purpose == "sign-in" else asked.contact,
        "created_at": now, "expires_at": now + CODES_LAST,
    }  # fmt: skip
    add_code(db, tables, row)
    return code


@dataclass(frozen=True, slots=True)
class Typed:
    """A code as somebody typed it, with the ticket of their browser, and what it may be used for here."""

    ticket: str
    code: str
    purposes: frozenset[Purpose] = LETTING_IN


def try_code(db: Session, tables: SignInTables, door: Door, typed: Typed, *, now: datetime) -> Passed | None:
    """What the typed code opens; None when it is wrong, old, used, tried too often, for nobody or for something else.

    Never raises for a wrong code: raising would roll back the count of tries.
    """
    row_id = _row_id(typed.ticket)
    row = count_try(db, tables, row_id, most=door.most_tries, now=now)
    if row is None or row.audience != door.audience or row.purpose not in typed.purposes:
        return None
    fits = hmac.compare_digest(_code_digest(row_id, "".join(typed.code.split())), row.code_digest)
    if not fits or row.subject_id is None:
        return None
    spend_code(db, tables, row_id, now=now)
    return Passed(row.subject_id, row.purpose, row.contact)


def contact_lookup(contact: str) -> str:
    """The keyed hash under which codes and rate limits know a contact."""
    return fingerprint(contact, "sign_in_code.contact")


def _row_id(ticket: str) -> str:
    return digest(f"ticket:{ticket}")[:32]


def _code_digest(row_id: str, code: str) -> str:
    # Keyed, not merely salted: six digits are a million guesses, and the key is not in the store.
    return fingerprint(code, f"sign_in_code.code:{row_id}")
