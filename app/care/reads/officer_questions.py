"""What of an officer's past is recorded, what they may say against it, and what was answered."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.outcome import Outcome
from app.care.domain.putting_right import ASKED_WITHIN, claim_against
from app.care.reads.officer_names import names_of
from app.care.reads.officer_plan import AppointmentView, viewed
from app.care.store import appointments, questions
from app.care.store.tables.appointments import Appointment
from app.foundation.cursors import PageAsked, Part, page_of
from app.foundation.refusals import OutOfTurn

MOST = 20


@dataclass(frozen=True, slots=True)
class Recorded:
    """One time and what is recorded of it. `claim`: what the officer may say instead; None if it is too late for it.

    `stands`: None if nothing was ever asked; else "asked", "agreed" or "left".
    """

    appointment: AppointmentView
    claim: Outcome | None
    stands: str | None


def to_put_right(db: Session, officer_id: str, *, now: datetime) -> tuple[Recorded, ...]:
    """The officer's eyes: times of late of which something is recorded, the newest first."""
    rows = [a for a in appointments.of_officer(db, officer_id) if a.end_at > now - ASKED_WITHIN and a.end_at <= now]
    found = (_recorded(db, row, now=now) for row in reversed(rows))
    return tuple(one for one in found if one.claim is not None or one.stands is not None)[:MOST]


def recorded_of(db: Session, officer_id: str, appointment_id: str, *, now: datetime) -> Recorded:
    """The officer's eyes: one time. Raises NotFound if it is not theirs."""
    return _recorded(db, appointments.one_of_officer(db, appointment_id, officer_id), now=now)


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question as it stands."""

    id: str
    appointment_id: str
    recorded: Outcome
    claimed: Outcome
    asked_at: datetime
    answered_at: datetime | None
    agreed: bool | None


def questions_at(db: Session, officer_id: str, asked: PageAsked, *, of: str) -> Part[QuestionView]:
    """The officer's eyes: every question ever asked, the newest first."""
    rows = questions.questions_of_officer(db, officer_id, asked.after, most=asked.limit + 1)
    views = [
        QuestionView(q.id, q.appointment_id, q.recorded, q.claimed, q.asked_at, q.answered_at, q.agreed) for q in rows
    ]
    return page_of(views, asked, lambda one: (one.asked_at, one.id), of=of)


def _recorded(db: Session, row: Appointment, *, now: datetime) -> Recorded:
    asked = questions.newest_about(db, row.id)
    stands = None
    if asked is not None:
        stands = "asked" if asked.answered_at is None else "agreed" if asked.agreed else "left"
    try:
        claim = claim_against(row.status, row.outcome, row.end_at, now=now)
    except OutOfTurn:
        claim = None
    may_ask = stands is None or (stands == "agreed" and asked is not None and asked.claimed is not claim)
    return Recorded(viewed(row, names_of(db, [row.counsellor_id])), claim if may_ask else None, stands)
