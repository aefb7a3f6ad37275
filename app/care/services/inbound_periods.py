"""Carries out what a provider says of hours: opened or withdrawn, and a late word never undoes a later one."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.care.services.hearing import Said
from app.care.services.hours_said import (
    Heard,
    not_opened_later,
    remember_heard,
    remember_person,
    said_just_so,
    said_no_later,
)
from app.care.services.inbound_events import OpeningData, PeriodData
from app.care.services.inbound_openings import mend_edges, open_part
from app.care.services.opening import refuse_unopenable
from app.care.services.withdrawal import withdraw_hours
from app.care.store import appointments, providers
from scheduler.interval import Interval, subtract

Span = Interval[datetime]


def open_period(
    db: Session, counsellor_id: str, opening: OpeningData, said: Said, *, now: datetime
) -> tuple[int, bool]:
    """Open what of it nothing later was said about: how many appointments lose their time, and whether any was left.

    Of two equal words about hours a withdrawal stands above an opening, and two openings count together. Raises what
    refuse_unopenable does.
    """
    refuse_unopenable(db, opening.end, opening.places, now=now)
    providers.locked_counsellor(db, counsellor_id)
    whole = Interval(opening.start, opening.end)
    closed = said_just_so(db, counsellor_id, whole, said, is_open=False, now=now)
    parts = subtract(said_no_later(db, counsellor_id, whole, said, now=now), closed)
    said_with = said_just_so(db, counsellor_id, whole, said, is_open=True, now=now)
    struck: set[str] = set()
    for part in parts:
        struck |= open_part(db, counsellor_id, part, opening.places, said_with, now=now)
    remember_heard(db, counsellor_id, [Heard(whole, is_open=True)], said, now=now)
    mend_edges(db, counsellor_id, whole)
    return len(struck), bool(parts)


def withdraw_period(
    db: Session, counsellor_id: str, period: PeriodData, said: Said, *, now: datetime
) -> tuple[list[str], int, bool]:
    """Withdraw what of it was not said to be open since.

    Returns the courses that are planned anew, how many appointments that unsettles, and whether anything was left.
    """
    whole = Interval(period.start, period.end)
    parts = not_opened_later(db, counsellor_id, whole, said, now=now)
    struck: set[str] = set()
    for part in parts:
        struck |= set(withdraw_hours(db, counsellor_id, part.start, part.end, now=now))
    if said.at is None:
        remember_person(db, counsellor_id, whole, [], now=now)
    else:
        remember_heard(db, counsellor_id, [Heard(whole, is_open=False)], said, now=now)
    return sorted(struck), _booked_in(db, counsellor_id, parts, now=now) if struck else 0, bool(parts)


def _booked_in(db: Session, counsellor_id: str, parts: Sequence[Span], *, now: datetime) -> int:
    live = [a for a in appointments.live_of_counsellors(db, [counsellor_id], now) if a.start_at > now]
    return sum(any(a.start_at < part.end and a.end_at > part.start for part in parts) for a in live)
