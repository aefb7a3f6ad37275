"""Takes an officer's rows out of the store, or their name off them."""

import json
from collections.abc import Collection, Sequence

from sqlalchemy import Column, Table, delete, select, update
from sqlalchemy.orm import Session

from app.care.domain.erasing import FATES, KEPT_CHANNELS, Fate
from app.care.domain.wants import Wants
from app.care.store.tables import CareBase
from app.care.store.tables.access import IdempotencyRecord, SignInCode
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.courses import Course
from app.care.store.tables.messages import OutboxMessage, SentMail
from app.care.store.tables.quick_links import QuickLink
from app.care.store.tables.risk import KnownStart
from app.care.store.tables.sooner import SoonerOffer

OFFICER, SUBJECT = "officer", "subject_id"


def tables_of_officers() -> dict[str, str]:
    """Every table that names an officer, with the column that does: by foreign key, or as the subject of a sign-in."""
    named = {
        table.name: column.name
        for table in CareBase.metadata.sorted_tables
        for column in table.columns
        if column.name == SUBJECT or any(key.column.table.name == OFFICER for key in column.foreign_keys)
    }
    return {name: column for name, column in named.items() if name != OFFICER}


def take_away(db: Session, officer_id: str, contact_lookup: str | None) -> None:
    """Delete what is to be gone. `contact_lookup`: by which codes sent to the contact are found."""
    for name in _of_fate(Fate.GONE):
        table = CareBase.metadata.tables[name]
        db.execute(delete(table).where(_column(table) == officer_id))
    db.execute(
        delete(OutboxMessage).where(OutboxMessage.officer_id == officer_id, OutboxMessage.channel.not_in(KEPT_CHANNELS))
    )
    if contact_lookup is not None:
        db.execute(delete(SignInCode).where(SignInCode.contact_lookup == contact_lookup))


def hand_over(db: Session, officer_id: str, stand_in_id: str) -> None:
    """Let what is kept name the stand-in, without the wishes and the reasons in it."""
    for name in _of_fate(Fate.NAMELESS):
        table = CareBase.metadata.tables[name]
        column = _column(table)
        db.execute(update(table).where(column == officer_id).values({column.name: stand_in_id}))
    theirs = Course.officer_id == stand_in_id
    db.execute(update(Course).where(theirs).values(wants=Wants().as_json(), rebooks=False))
    db.execute(update(Appointment).where(Appointment.officer_id == stand_in_id).values(reason=""))
    courses = select(Course.id).where(theirs)
    appointments = select(Appointment.id).where(Appointment.officer_id == stand_in_id)
    db.execute(update(SoonerOffer).where(SoonerOffer.course_id.in_(courses)).values(reason=""))
    db.execute(delete(KnownStart).where(KnownStart.appointment_id.in_(appointments)))
    db.execute(delete(QuickLink).where(QuickLink.appointment_id.in_(appointments)))


def forget_answers_about(db: Session, officer_id: str) -> None:
    """Forget the answers kept under Idempotency-Keys that speak of the officer's courses or appointments."""
    about = [officer_id, *db.scalars(select(Course.id).where(Course.officer_id == officer_id))]
    about += db.scalars(select(Appointment.id).where(Appointment.officer_id == officer_id))
    kept = db.execute(select(IdempotencyRecord.id, IdempotencyRecord.answer))
    gone = [key for key, answer in kept if _speaks_of(json.dumps(answer), about)]
    db.execute(delete(IdempotencyRecord).where(IdempotencyRecord.id.in_(gone)))


def forget_mail_to(db: Session, contact: str) -> None:
    """Forget the mails that the demo kept for this address; a real mailer keeps none."""
    kept = db.execute(select(SentMail.id, SentMail.recipient))
    gone = [mail_id for mail_id, recipient in kept if recipient.lower() == contact.lower()]
    db.execute(delete(SentMail).where(SentMail.id.in_(gone)))


def _of_fate(fate: Fate) -> Sequence[str]:
    return [name for name in tables_of_officers() if FATES.get(name, Fate.GONE) is fate]


def _column(table: Table) -> Column[str]:
    return table.columns[tables_of_officers()[table.name]]


def _speaks_of(text: str, ids: Collection[str]) -> bool:
    return any(one in text for one in ids)
