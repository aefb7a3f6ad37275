"""Keeps what was said of hours, and tells which parts of a stretch a word still decides, in whatever order words come.

Words of one system are ordered by its version, then by when they were said. A person on the pages and a Bundle have no
version: of them and anything else whatever was said later stands, and what was said before is forgotten there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.hearing import UNVERSIONED
from app.care.services.hearing import Said
from app.care.store.hearing import forget_periods, periods_between
from app.care.store.tables.hearing import PeriodHearing
from scheduler.interval import Interval, subtract

Span = Interval[datetime]


@dataclass(frozen=True, slots=True)
class Heard:
    """A stretch that was said to be open, or not."""

    span: Span
    is_open: bool


def said_no_later(db: Session, counsellor_id: str, whole: Span, said: Said, *, now: datetime) -> list[Span]:
    """The parts of a stretch about which nothing later was heard, open or not."""
    heard = periods_between(db, counsellor_id, whole.start, whole.end)
    return subtract([whole], [_span(one) for one in heard if _outranks(one, said, now)])


def not_opened_later(db: Session, counsellor_id: str, whole: Span, said: Said, *, now: datetime) -> list[Span]:
    """The parts that were not said to be open later: a withdrawal stands there, and above an equal opening."""
    heard = periods_between(db, counsellor_id, whole.start, whole.end, is_open=True)
    return subtract([whole], [_span(one) for one in heard if _outranks(one, said, now)])


def said_just_so(
    db: Session, counsellor_id: str, whole: Span, said: Said, *, is_open: bool, now: datetime
) -> list[Span]:
    """Where words of the very same rank opened (or closed) something in the stretch."""
    heard = periods_between(db, counsellor_id, whole.start, whole.end, is_open=is_open)
    return [_span(one) for one in heard if not one.by_clock and _key(one) == _rank(said, now)]


def said_before(db: Session, counsellor_id: str, whole: Span, said_at: datetime) -> list[Span]:
    """The parts of a stretch of which nothing was said after that instant, by whatever version."""
    heard = periods_between(db, counsellor_id, whole.start, whole.end)
    return subtract([whole], [_span(one) for one in heard if one.said_at > said_at])


def version_before(db: Session, counsellor_id: str, whole: Span, said_at: datetime) -> int:
    """The highest version of what was said of a stretch until that instant; UNVERSIONED where there was none."""
    heard = periods_between(db, counsellor_id, whole.start, whole.end)
    return max((one.version for one in heard if one.said_at <= said_at), default=UNVERSIONED)


def remember_heard(db: Session, counsellor_id: str, heard: Iterable[Heard], said: Said, *, now: datetime) -> None:
    """Keep what a provider's system said, so that nothing earlier undoes it; not where what it said is outlived."""
    for one in heard:
        known = periods_between(db, counsellor_id, one.span.start, one.span.end)
        outlived = [_span(row) for row in known if row.by_clock and _outranks(row, said, now)]
        for span in subtract([one.span], outlived):
            _keep(db, counsellor_id, Heard(span, one.is_open), _rank(said, now), by_clock=False)
    db.flush()


def remember_by_clock(db: Session, counsellor_id: str, heard: Sequence[Heard], *, said_at: datetime) -> None:
    """Keep what was said with no version, in place of all that was known of these stretches; it must be later."""
    for one in heard:
        forget_periods(db, counsellor_id, one.span.start, one.span.end)
    for one in heard:
        _keep(db, counsellor_id, one, (UNVERSIONED, said_at), by_clock=True)
    db.flush()


def remember_person(db: Session, counsellor_id: str, whole: Span, opened: Sequence[Span], *, now: datetime) -> None:
    """Keep that a person has just said that of `whole` these parts are open, and no others."""
    known = periods_between(db, counsellor_id, whole.start, whole.end)
    said_at = max([now, *(one.said_at for one in known)])  # a system's clock may run before ours
    remember_by_clock(db, counsellor_id, heard_of_whole(whole, opened), said_at=said_at)


def heard_of_whole(whole: Span, opened: Sequence[Span]) -> list[Heard]:
    """What is said of every instant of `whole`: these parts are open, the rest is not."""
    return [
        *(Heard(one, is_open=True) for one in opened),
        *(Heard(one, is_open=False) for one in subtract([whole], opened)),
    ]


def _keep(db: Session, counsellor_id: str, heard: Heard, rank: tuple[int, datetime], *, by_clock: bool) -> None:
    version, said_at = rank
    db.add(
        PeriodHearing(
            counsellor_id=counsellor_id,
            start_at=heard.span.start,
            end_at=heard.span.end,
            is_open=heard.is_open,
            version=version,
            said_at=said_at,
            by_clock=by_clock,
        )
    )


def _outranks(heard: PeriodHearing, said: Said, now: datetime) -> bool:
    """Whether what was heard stands above what is said; never above a person, who says it now."""
    if said.at is None:
        return False
    return heard.said_at >= said.at if heard.by_clock else _key(heard) > _rank(said, now)


def _rank(said: Said, now: datetime) -> tuple[int, datetime]:
    return said.version or UNVERSIONED, said.at or now


def _span(heard: PeriodHearing) -> Span:
    return Interval(heard.start_at, heard.end_at)


def _key(heard: PeriodHearing) -> tuple[int, datetime]:
    return heard.version, heard.said_at
