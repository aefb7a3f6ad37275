"""Turns what the database itself forbids into refusals that give nothing of any other row away."""

import re

from sqlalchemy import event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.foundation.refusals import Conflict, Refusal

SLOT_TAKEN = "slot-taken"
_MOVED_ON = "Something changed while this was being done. Nothing was changed; please try again."
_REFUSALS = {
    "one_live_of_counsellor": (SLOT_TAKEN, "Somebody else has just taken this time."),
    "one_live_of_officer": (SLOT_TAKEN, "You already have something at this time."),
    "one_live_of_room": (SLOT_TAKEN, "Somebody else has just taken this time."),
    "uq_appointment_one_standing": ("session-taken", "This session already has an appointment."),
    "uq_course_one_open": ("course-open", "You already have sessions with us; they go on first."),
    "uq_ledger_entry_course_id_number": ("world-moved-on", _MOVED_ON),
    "uq_fee_entry_appointment_id_number": ("world-moved-on", _MOVED_ON),
    "pk_published_table": ("already-published", "This quarter is published already, and stays as it is."),
}
"""Guards by the name that PostgreSQL gives the constraint and that the SQLite triggers raise."""

_SQLITE_UNIQUE = {
    "appointment.course_id, appointment.number": "uq_appointment_one_standing",
    "course.officer_id": "uq_course_one_open",
    "ledger_entry.course_id, ledger_entry.number": "uq_ledger_entry_course_id_number",
    "fee_entry.appointment_id, fee_entry.number": "uq_fee_entry_appointment_id_number",
    "published_table.quarter, published_table.name": "pk_published_table",
}
_NEXT_TIME = frozenset({"40001", "40P01", "55P03"})
"""PostgreSQL: serialization failure, deadlock, lock not available."""


class StoreRefused(Exception):
    """The store refused rows for a reason that is a fault of ours; names the guard and nothing that was in a row."""


def settle(db: Session) -> None:
    """Send what waits to the store now. Raises Conflict where a guard forbids it, StoreRefused for other faults.

    The driver's own error quotes rows, PostgreSQL's even the other one that stands in the way; so it is dropped here,
    not chained, and the session forgets it: neither an answer nor a log ever sees it. The transaction is lost either
    way; whoever catches the refusal and goes on inside it cannot commit.
    """
    if (refusal := _what_the_store_says(db)) is not None:
        raise refusal


def _what_the_store_says(db: Session) -> Refusal | StoreRefused | None:
    try:
        db.flush()
    except DBAPIError as wrong:
        refusal = _translated(wrong)
    else:
        return None
    db.rollback()
    event.listen(db, "before_commit", _refuse_to_commit)
    return refusal


def _refuse_to_commit(_db: Session) -> None:
    raise StoreRefused("a transaction in which the store refused rows cannot be committed")


def _translated(wrong: DBAPIError) -> Refusal | StoreRefused:
    diag = getattr(wrong.orig, "diag", None)
    if diag is not None and diag.sqlstate in _NEXT_TIME:
        return Conflict(_MOVED_ON, code="world-moved-on")
    name = (diag.constraint_name or diag.message_primary) if diag is not None else _sqlite_guard(str(wrong.orig))
    if name in _REFUSALS:
        code, detail = _REFUSALS[name]
        return Conflict(detail, code=code)
    return StoreRefused(f"{type(wrong.orig).__name__}: {name if re.fullmatch('[a-z_. -]+', name or '') else 'unnamed'}")


def _sqlite_guard(message: str) -> str:
    """The guard's name: triggers raise it as their whole message, unique indexes only list their columns."""
    return _SQLITE_UNIQUE.get(message.removeprefix("UNIQUE constraint failed: "), message)
