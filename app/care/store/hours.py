"""Where a counsellor's hours come from: weeks, changes by hand, calendars, files."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.care.domain.capacity import Stretch
from app.care.domain.week_pattern import Change, Week, WeekLine
from app.care.store.tables.hours import CounsellorCalendar, CounsellorWeek, HoursChange, HoursUpload

UPLOAD_KEPT = timedelta(days=1)
_KEPT_AFTER = timedelta(days=35)


def weeks_of(db: Session, counsellor_id: str) -> Sequence[CounsellorWeek]:
    """The counsellor's weeks, the earliest first."""
    query = select(CounsellorWeek).where(CounsellorWeek.counsellor_id == counsellor_id)
    return db.scalars(query.order_by(CounsellorWeek.from_on, CounsellorWeek.id)).all()


def week_of(row: CounsellorWeek) -> Week:
    """A row as a fact."""
    return Week(row.from_on, row.until_on, tuple(WeekLine.from_json(line) for line in row.lines), row.week_a_on)


def calendar_of(db: Session, counsellor_id: str) -> CounsellorCalendar | None:
    """The calendar that is read for the counsellor, if there is one."""
    return db.get(CounsellorCalendar, counsellor_id)


def due_calendars(db: Session, now: datetime, *, most: int) -> Sequence[CounsellorCalendar]:
    """Calendars whose turn it is, the longest overdue first."""
    query = select(CounsellorCalendar).where(CounsellorCalendar.next_try_at <= now)
    return db.scalars(query.order_by(CounsellorCalendar.next_try_at).limit(most)).all()


def has_source(db: Session, counsellor_id: str) -> bool:
    """Whether the hours are worked out, from a week or a calendar, rather than said one by one."""
    week = select(CounsellorWeek.id).where(CounsellorWeek.counsellor_id == counsellor_id).limit(1)
    return db.scalar(week) is not None or calendar_of(db, counsellor_id) is not None


def with_source(db: Session) -> list[str]:
    """The ids of all counsellors whose hours are worked out."""
    of_weeks = db.scalars(select(CounsellorWeek.counsellor_id).distinct())
    return sorted({*of_weeks, *db.scalars(select(CounsellorCalendar.counsellor_id))})


def changes_of(db: Session, counsellor_id: str, since: datetime) -> Sequence[HoursChange]:
    """Changes that are not over by `since`, in the order in which they were made."""
    query = select(HoursChange).where(HoursChange.counsellor_id == counsellor_id, HoursChange.end_at > since)
    return db.scalars(query.order_by(HoursChange.made_at, HoursChange.id)).all()


def leave_of(db: Session, counsellor_ids: Collection[str], since: datetime) -> Sequence[HoursChange]:
    """Leave that is not over by `since`, in order of its start."""
    query = select(HoursChange).where(
        HoursChange.counsellor_id.in_(counsellor_ids), HoursChange.end_at > since, HoursChange.is_leave
    )
    return db.scalars(query.order_by(HoursChange.start_at, HoursChange.id)).all()


def change_of(row: HoursChange) -> Change:
    """A row as a fact."""
    parts = (Stretch(_instant(a), _instant(b), tuple(places)) for a, b, places in row.stretches)
    return Change(row.start_at, row.end_at, tuple(parts))


def keep_change(
    db: Session,
    counsellor_id: str,
    span: tuple[datetime, datetime],
    stretches: Iterable[Stretch],
    *,
    is_leave: bool = False,
    now: datetime,
) -> HoursChange:
    """Let the hours of the span be these, whatever week and calendar say; what it covers whole is forgotten.

    Leave stays on record even so: only taking it away ends it.
    """
    first_at, last_at = span
    db.execute(
        delete(HoursChange).where(
            HoursChange.counsellor_id == counsellor_id,
            HoursChange.start_at >= first_at,
            HoursChange.end_at <= last_at,
            HoursChange.is_leave.is_(False),
        )
    )
    kept = [[one.start_at.isoformat(), one.end_at.isoformat(), list(one.places)] for one in stretches]
    made = HoursChange(
        counsellor_id=counsellor_id, start_at=first_at, end_at=last_at, stretches=kept, is_leave=is_leave, made_at=now
    )
    db.add(made)
    db.flush()
    return made


def drop_changes(db: Session, counsellor_id: str, span: tuple[datetime, datetime]) -> None:
    """Forget what was changed of exactly this span."""
    db.execute(
        delete(HoursChange).where(
            HoursChange.counsellor_id == counsellor_id, HoursChange.start_at == span[0], HoursChange.end_at == span[1]
        )
    )


def forget_old_changes(db: Session, *, now: datetime) -> None:
    """Drop changes that were over long ago, and uploads that nobody confirmed."""
    db.execute(delete(HoursChange).where(HoursChange.end_at < now - _KEPT_AFTER))
    db.execute(delete(HoursUpload).where(HoursUpload.created_at < now - UPLOAD_KEPT))


def blocks_of(row: CounsellorCalendar) -> list[tuple[datetime, datetime]]:
    """The times that were read from a calendar."""
    return [(_instant(start), _instant(end)) for start, end in row.blocks]


def as_blocks(times: Iterable[tuple[datetime, datetime]]) -> list[list[str]]:
    """The same as it is stored."""
    return [[start.isoformat(), end.isoformat()] for start, end in times]


def first_day(weeks: Sequence[CounsellorWeek]) -> date | None:
    """The day from which the weeks say anything."""
    return min((week.from_on for week in weeks), default=None)


def _instant(stored: str) -> datetime:
    return datetime.fromisoformat(stored)
