"""Carries out what a provider says of hours: opened or withdrawn, and a late word never undoes a later one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.hearing import UNVERSIONED
from app.care.services.hearing import Said
from app.care.services.inbound_events import OpeningData, PeriodData
from app.care.services.inbound_openings import mend_edges, open_part
from app.care.services.opening import refuse_unopenable
from app.care.services.withdrawal import withdraw_hours
from app.care.store import appointments, providers
from app.care.store.hearing import periods_between
from app.care.store.tables.hearing import PeriodHearing
from scheduler.interval import Interval, subtract

Span = Interval[datetime]


@dataclass(frozen=True, slots=True)
class Heard:
    """A stretch that was said to be open, or not."""

    span: Span
    is_open: bool


def open_period(
    db: Session, counsellor_id: str, opening: OpeningData, said: Said, *, now: datetime
) -> tuple[int, bool]:
    """Open what of it nothing later was said about: how many appointments lose their time, and whether any was left.

    Of two equal words about hours a withdrawal stands above an opening, and two openings count together. Raises what
    refuse_unopenable does.
    """
    refuse_unopenable(db, opening.end, opening.places, now=now)
    providers.locked_counsellor(db, counsellor_id)
    whole, mine = Interval(opening.start, opening.end), _rank(said, now)
    parts, said_with = [whole], []
    if said.at is not None:  # a person says so now
        opened, gone = _heard(db, counsellor_id, whole, is_open=True), _heard(db, counsellor_id, whole, is_open=False)
        later = [one for one in opened if _key(one) > mine] + [one for one in gone if _key(one) >= mine]
        parts = subtract([whole], [_span(one) for one in later])
        said_with = [_span(one) for one in opened if _key(one) == mine]
    struck: set[str] = set()
    for part in parts:
        struck |= open_part(db, counsellor_id, part, opening.places, said_with, now=now)
    _remember(db, counsellor_id, opening, said, is_open=True, now=now)
    mend_edges(db, counsellor_id, whole)
    return len(struck), bool(parts)


def withdraw_period(
    db: Session, counsellor_id: str, period: PeriodData, said: Said, *, now: datetime
) -> tuple[list[str], int, bool]:
    """Withdraw what of it was not said to be open since.

    Returns the courses that are planned anew, how many appointments that unsettles, and whether anything was left.
    """
    parts = _still_withdrawn(db, counsellor_id, period, said, now=now)
    struck: set[str] = set()
    for part in parts:
        struck |= set(withdraw_hours(db, counsellor_id, part.start, part.end, now=now))
    _remember(db, counsellor_id, period, said, is_open=False, now=now)
    return sorted(struck), _booked_in(db, counsellor_id, parts, now=now) if struck else 0, bool(parts)


def _still_withdrawn(db: Session, counsellor_id: str, period: PeriodData, said: Said, *, now: datetime) -> list[Span]:
    """The parts that were not said to be open since; of two equal words the withdrawal stands."""
    whole = Interval(period.start, period.end)
    if said.at is None:  # a person says so now
        return [whole]
    heard = _heard(db, counsellor_id, whole, is_open=True)
    return subtract([whole], [_span(one) for one in heard if _key(one) > _rank(said, now)])


def said_no_later(db: Session, counsellor_id: str, whole: Span, said: Said, *, now: datetime) -> list[Span]:
    """The parts of a stretch about which nothing later was heard, open or not."""
    heard = [one for is_open in (True, False) for one in _heard(db, counsellor_id, whole, is_open=is_open)]
    return subtract([whole], [_span(one) for one in heard if _key(one) > _rank(said, now)])


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


def _heard(db: Session, counsellor_id: str, whole: Span, *, is_open: bool) -> Sequence[PeriodHearing]:
    return periods_between(db, counsellor_id, whole.start, whole.end, is_open=is_open)


def _rank(said: Said, now: datetime) -> tuple[int, datetime]:
    return said.version or UNVERSIONED, said.at or now


def _span(heard: PeriodHearing) -> Span:
    return Interval(heard.start_at, heard.end_at)


def _key(heard: PeriodHearing) -> tuple[int, datetime]:
    return heard.version, heard.said_at


def _booked_in(db: Session, counsellor_id: str, parts: Sequence[Span], *, now: datetime) -> int:
    live = [a for a in appointments.live_of_counsellors(db, [counsellor_id], now) if a.start_at > now]
    return sum(any(a.start_at < part.end and a.end_at > part.start for part in parts) for a in live)


def _remember(db: Session, counsellor_id: str, period: PeriodData, said: Said, *, is_open: bool, now: datetime) -> None:
    remember_heard(db, counsellor_id, [Heard(Interval(period.start, period.end), is_open)], said, now=now)
