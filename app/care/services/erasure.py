"""Erases an officer's record: what they told us goes, what must be kept loses its name, and they are anybody again."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.erasing import CONFIRMED_BY
from app.care.services.course_life import withdraw
from app.care.services.learn_risk import learn_risk
from app.care.store import courses, erasing, officers
from app.care.store.tables.access import AuditEntry
from app.care.store.tables.officers import Officer
from app.foundation.audit import Line, record
from app.foundation.ids import new_id, new_token
from app.foundation.refusals import Fault, Invalid
from app.foundation.sealing import digest
from app.foundation.signin.codes import contact_lookup


def refuse_unless_meant(typed: str) -> None:
    """Raise Invalid unless the word was typed."""
    if typed.strip().upper() != CONFIRMED_BY:
        fault = Fault(f"Type {CONFIRMED_BY} to go on, or leave this page and nothing happens", column="word")
        raise Invalid("Nothing was erased.", code="not-confirmed", faults=[fault])


def erase(db: Session, officer_id: str, *, now: datetime) -> None:
    """Erase, in one transaction. What goes on is ended first, so that the provider learns that its hours are free.

    The identity stays, as everybody on the roster has one: unclaimed, with a code that nobody holds, so that it looks
    like any other on every list. Raises NotFound without such an officer.
    """
    officer = officers.one(db, officer_id)
    going_on = courses.going_on_of_officer(db, officer_id)
    if going_on is not None:
        withdraw(db, officer_id, going_on.id, now=now)
    contact = officer.contact
    stand_in = Officer(
        id=new_id(), staff_number=f"-{new_token()[:32]}", created_at=now, stands_in=True, needs={}, telling={}
    )
    db.add(stand_in)
    db.flush()
    erasing.forget_answers_about(db, officer_id)
    erasing.take_away(db, officer_id, None if contact is None else contact_lookup(contact))
    learn_risk(db, now=now)  # what their starts told stays as counts
    erasing.hand_over(db, officer_id, stand_in.id)
    if contact is not None:
        erasing.forget_mail_to(db, contact)
    _unclaimed(officer)
    db.flush()
    record(db, AuditEntry, Line("officer", "erased.record", f"officer:{stand_in.id}"), now=now)


def _unclaimed(officer: Officer) -> None:
    """As on the first day, but that a card was printed for them once: a new one comes with everybody's."""
    officer.contact = officer.contact_lookup = officer.phone = officer.phone_lookup = None
    officer.claimed_at = officer.calendar_digest = officer.calendar_changed_at = None
    officer.access_code_digest = digest(new_token())
    officer.calendar_title = "Busy"
    officer.needs, officer.telling = {}, {}
