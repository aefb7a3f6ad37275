"""Hears what a provider reports of an appointment: the highest word stands, in whatever order reports come in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.care.domain.hearing import UNVERSIONED, Word, is_final, weight_of
from app.care.domain.outcome import Outcome
from app.care.store.guards import settle
from app.care.store.hearing import heard_of, word_of
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.hearing import AppointmentHearing

_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Said:
    """What a report says besides the outcome. Without `at` it is said now, by a person: nothing stands above that."""

    at: datetime | None = None
    version: int | None = None
    late_minutes: int = 0
    stand_in_id: str | None = None


def is_outdated(db: Session, about: Appointment, outcome: Outcome, said: Said, *, now: datetime) -> bool:
    """Whether something higher was heard of this appointment before. Its course must be locked."""
    heard = heard_of(db, about.id)
    if heard is None or said.at is None:
        return False
    version, final = said.version or UNVERSIONED, is_final(outcome, now, about.start_at)
    word = Word(final, version, said.at, weight_of(outcome), said.late_minutes, said.stand_in_id or "")
    return word < word_of(heard, about.start_at)


def remember(db: Session, appointment_id: str, outcome: Outcome, said: Said, *, now: datetime) -> None:
    """Keep this as the highest word about the appointment. The course must be locked."""
    heard = heard_of(db, appointment_id)
    if heard is None:
        heard = AppointmentHearing(appointment_id=appointment_id)
        db.add(heard)
        version, said_at = said.version or UNVERSIONED, said.at or now
    elif said.at is None:
        version, said_at = heard.version, max(now, heard.said_at + _TICK)
    else:
        version, said_at = said.version or UNVERSIONED, said.at
    heard.outcome, heard.version, heard.said_at, heard.heard_at = outcome, version, said_at, now
    heard.late_minutes, heard.stand_in_id = said.late_minutes, said.stand_in_id
    settle(db)
