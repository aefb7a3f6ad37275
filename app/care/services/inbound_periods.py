"""Carries out what a provider says of hours: opened or withdrawn, and a late word never undoes a later one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.hearing import UNVERSIONED
from app.care.services.hearing import Said
from app.care.services.inbound_events import OpeningData, PeriodData
from app.care.services.opening import open_hours
from app.care.services.withdrawal import withdraw_hours
from app.care.store import appointments
from app.care.store.hearing import periods_between
from app.care.store.tables.hearing import PeriodHearing
from scheduler.interval import Interval, subtract

Span = Interval[datetime]


@dataclass(frozen=True, slots=True)
class Heard:
    """A stretch that was said to be open, or not."""

    span: Span
    is_open: bool


def open_period(db: Session, counsellor_id: str, opening: OpeningData, said: Said, *, now: datetime) -> bool:
    """Open what of it was not said to be withdrawn since; False if nothing is left of it.

    Raises what open_hours does.
    """
    parts = _still_true(db, counsellor_id, opening, said, is_open=True, now=now)
    for part in parts:
        open_hours(db, counsellor_id, (part.start, part.end), opening.places, now=now)
        db.flush()
    _remember(db, counsellor_id, opening, said, is_open=True, now=now)
    return bool(parts)


def withdraw_period(
    db: Session, counsellor_id: str, period: PeriodData, said: Said, *, now: datetime
) -> tuple[list[str], int, bool]:
    """Withdraw what of it was not said to be open since.

    Returns the courses that are planned anew, how many appointments that unsettles, and whether anything was left.
    """
    parts = _still_true(db, counsellor_id, period, said, is_open=False, now=now)
    struck: set[str] = set()
    for part in parts:
        struck |= set(withdraw_hours(db, counsellor_id, part.start, part.end, now=now))
    _remember(db, counsellor_id, period, said, is_open=False, now=now)
    return sorted(struck), _booked_in(db, counsellor_id, parts, now=now) if struck else 0, bool(parts)


def _still_true(
    db: Session, counsellor_id: str, period: PeriodData, said: Said, *, is_open: bool, now: datetime
) -> list[Span]:
    """The parts about which nothing later was heard; of two equal words the withdrawal stands."""
    mine = (said.version or UNVERSIONED, said.at or now)
    heard = periods_between(db, counsellor_id, period.start, period.end, is_open=not is_open)
    later = [one for one in heard if (one.version, one.said_at) > mine or (is_open and _key(one) == mine)]
    if said.at is None:  # a person says so now
        later = []
    return subtract([Interval(period.start, period.end)], [Interval(one.start_at, one.end_at) for one in later])


def said_no_later(db: Session, counsellor_id: str, whole: Span, said: Said, *, now: datetime) -> list[Span]:
    """The parts of a stretch about which nothing later was heard, open or not."""
    mine = (said.version or UNVERSIONED, said.at or now)
    heard = [
        one
        for is_open in (True, False)
        for one in periods_between(db, counsellor_id, whole.start, whole.end, is_open=is_open)
    ]
    return subtract([whole], [Interval(one.start_at, one.end_at) for one in heard if _key(one) > mine])


def remember_heard(db: Session, counsellor_id: str, heard: Iterable[Heard], said: Said, *, now: datetime) -> None:
    """Keep what was said, so that nothing earlier undoes it."""
    for one in heard:
        db.add(
            PeriodHearing(
                counsellor_id=counsellor_id,
                start_at=one.span.start,
                end_at=one.span.end,
                is_open=one.is_open,
                version=said.version or UNVERSIONED,
                said_at=said.at or now,
            )
        )
    db.flush()


def _key(heard: PeriodHearing) -> tuple[int, datetime]:
    return heard.version, heard.said_at


def _booked_in(db: Session, counsellor_id: str, parts: Sequence[Span], *, now: datetime) -> int:
    live = [a for a in appointments.live_of_counsellors(db, [counsellor_id], now) if a.start_at > now]
    return sum(any(a.start_at < part.end and a.end_at > part.start for part in parts) for a in live)


def _remember(db: Session, counsellor_id: str, period: PeriodData, said: Said, *, is_open: bool, now: datetime) -> None:
    remember_heard(db, counsellor_id, [Heard(Interval(period.start, period.end), is_open)], said, now=now)
