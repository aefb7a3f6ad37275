"""A counsellor's calendar elsewhere: set, ended, and what was read of it turned into hours."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.care.services.availability import Replaced, compared, make_exactly
from app.care.services.week_hours import AHEAD, BUSY, OPEN, Sources, renew, sources_of
from app.care.store import hours, providers
from app.care.store.force import zone_of
from app.care.store.tables.hours import CounsellorCalendar
from app.foundation.refusals import Fault, Invalid, NotFound

EVERY = timedelta(minutes=15)
LONGEST_PAUSE = timedelta(hours=6)
READ_AHEAD = AHEAD + timedelta(days=14)
"""Further than hours are opened, so that a calendar that never changes need not be read again every day."""
TOLD_AFTER = 3
_FOR_A_LOSS = timedelta(hours=1)
_NO_CALENDAR = "No calendar is read for this counsellor."
Times = Sequence[tuple[datetime, datetime]]


@dataclass(frozen=True, slots=True)
class CalendarWish:
    """Where a calendar is, how to take it ("busy" or "open"), and where somebody can be met in open times."""

    address: str
    mode: str
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """What was read at an address: the times, or None where it was unchanged; and what the version is called."""

    times: Times | None
    etag: str | None = None
    last_modified: str | None = None


def set_calendar(db: Session, counsellor_id: str, wish: CalendarWish, *, now: datetime) -> CounsellorCalendar:
    """Read this calendar from now on in place of any before; the hours change once it has been read.

    The address has been judged already. The same again changes nothing. Raises Invalid with every fault.
    """
    if faults := list(_faults(db, counsellor_id, wish)):
        raise Invalid("This calendar cannot be read. Nothing was changed.", faults=faults, code="bad-calendar")
    providers.locked_counsellor(db, counsellor_id)
    row = hours.calendar_of(db, counsellor_id)
    if row is not None and (row.address, row.mode, tuple(row.places)) == (wish.address, wish.mode, _tidy(wish.places)):
        return row
    if row is not None:
        db.delete(row)
        db.flush()
    row = CounsellorCalendar(
        counsellor_id=counsellor_id,
        address=wish.address,
        mode=wish.mode,
        places=list(_tidy(wish.places)),
        blocks=[],
        next_try_at=now,
        failures=0,
    )
    db.add(row)
    db.flush()
    return row


def end_calendar(db: Session, counsellor_id: str, *, now: datetime) -> Replaced | None:
    """Read the calendar no more; the week counts again, and without one the hours stay as they are."""
    row = hours.calendar_of(db, counsellor_id)
    if row is None:
        raise NotFound(_NO_CALENDAR)
    db.delete(row)
    db.flush()
    return renew(db, counsellor_id, now=now)


def read_soon(db: Session, counsellor_id: str, *, may_lose: bool, now: datetime) -> None:
    """Read the calendar within a minute; with `may_lose`, what it says counts however much that moves."""
    row = hours.calendar_of(db, counsellor_id)
    if row is None:
        raise NotFound(_NO_CALENDAR)
    row.next_try_at = now
    if may_lose:
        row.may_lose_until_at = now + _FOR_A_LOSS


def claim(db: Session, counsellor_id: str, *, now: datetime) -> CounsellorCalendar | None:
    """The calendar, if it is still due: whoever else looks for due ones finds it no more for a while."""
    providers.locked_counsellor(db, counsellor_id)
    row = hours.calendar_of(db, counsellor_id)
    if row is None or row.next_try_at > now:
        return None
    row.next_try_at = row.last_try_at = now
    row.next_try_at += EVERY
    return row


def take_read(db: Session, counsellor_id: str, address: str, read: Read, *, now: datetime) -> bool:
    """Turn what was read into hours; whether a person should hear of it: it would move too much, so the old stand."""
    row = _still(db, counsellor_id, address)
    if row is None:
        return False
    row.failures, row.problem, row.last_good_at, row.next_try_at = 0, None, now, now + EVERY
    if read.times is None:
        row.told_at = None
        return False
    sources = replace(sources_of(db, counsellor_id, now=now), blocks=tuple(read.times))
    if _is_too_much(db, row, sources, now=now):
        return row.told_at is None
    row.blocks = hours.as_blocks(read.times)
    row.etag, row.last_modified, row.read_until_at = read.etag, read.last_modified, now + READ_AHEAD
    row.loss_moves = row.loss_of = row.may_lose_until_at = row.told_at = None
    _open(db, counsellor_id, sources, now=now)
    return False


def take_failure(db: Session, counsellor_id: str, address: str, why: str, *, now: datetime) -> bool:
    """Note that the calendar could not be read: the hours stand. Whether a person should hear of it now."""
    row = _still(db, counsellor_id, address)
    if row is None:
        return False
    row.failures, row.problem = row.failures + 1, why[:200]
    row.next_try_at = now + min(EVERY * 2 ** min(row.failures - 1, 10), LONGEST_PAUSE)
    return row.failures >= TOLD_AFTER and row.told_at is None


def was_told(db: Session, counsellor_id: str, *, now: datetime) -> None:
    """Somebody has been told of what is wrong, so it is not said again before it has been well in between."""
    row = hours.calendar_of(db, counsellor_id)
    if row is not None:
        row.told_at = now


def _faults(db: Session, counsellor_id: str, wish: CalendarWish) -> list[Fault]:
    known = {place.id for place in providers.places(db)}
    faults = [Fault("There is no such place.", column="places", value=one) for one in sorted({*wish.places} - known)]
    if wish.mode == OPEN and not wish.places:
        faults.append(Fault("Choose at least one place.", column="places"))
    if wish.mode == BUSY and not hours.weeks_of(db, counsellor_id):
        message = "Set the usual week first: busy times are cut out of it."
        faults.append(Fault(message, column="mode"))
    return faults


def _tidy(places: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(set(places)))


def _still(db: Session, counsellor_id: str, address: str) -> CounsellorCalendar | None:
    """The calendar, unless somebody has set another since it was fetched."""
    providers.locked_counsellor(db, counsellor_id)
    row = hours.calendar_of(db, counsellor_id)
    return row if row is not None and row.address == address else None


def _is_too_much(db: Session, row: CounsellorCalendar, sources: Sources, *, now: datetime) -> bool:
    span = sources.span(now, zone_of(db))
    if span is None:
        return False
    found = compared(db, row.counsellor_id, span, sources.hours(*span, zone_of(db)), now=now)
    allowed = row.may_lose_until_at is not None and row.may_lose_until_at >= now
    if not found.is_big_loss or allowed:
        return False
    row.loss_moves, row.loss_of = len(found.struck), found.booked
    return True


def _open(db: Session, counsellor_id: str, sources: Sources, *, now: datetime) -> None:
    span = sources.span(now, zone_of(db))
    if span is not None and providers.counsellor(db, counsellor_id).active:
        make_exactly(db, counsellor_id, span, sources.hours(*span, zone_of(db)), now=now)
