"""Reads the calendars whose turn it is: fetched and understood outside of any transaction."""

from dataclasses import dataclass
from datetime import datetime

import structlog

from app.care.channels.calendar_words import CalendarNews
from app.care.channels.free_busy import Failed, Fresh, Seen, Unchanged, fetch_calendar
from app.care.channels.outside import Outside
from app.care.desk import CareDesk
from app.care.files.calendar_times import TimesWanted, Unreadable
from app.care.files.in_child import times_of_calendar
from app.care.services.calendar_feed import READ_AHEAD, Read, claim, take_failure, take_read, was_told
from app.care.services.week_hours import AHEAD, OPEN, renew
from app.care.store import hours, providers
from app.care.store.provider_people import who_care_for
from app.care.store.tables.hours import CounsellorCalendar
from app.foundation.database import Database
from app.foundation.refusals import Unavailable

_AT_ONCE = 10
_log = structlog.get_logger("relief.calendars")


@dataclass(frozen=True, slots=True)
class Task:
    """One calendar to be read."""

    counsellor_id: str
    address: str
    seen: Seen
    wants_free: bool


def read_calendars(desk: CareDesk, outside: Outside, *, now: datetime) -> int:
    """Read those that are due, ten at most; how many. A calendar that fails is no failure of the job."""
    with desk.store.read() as db:
        due = [row.counsellor_id for row in hours.due_calendars(db, now, most=_AT_ONCE)]
    tasks = [task for counsellor_id in due if (task := _claimed(desk.store, counsellor_id, now=now))]
    for task in tasks:
        _read_one(desk, outside, task, now=now)
    return len(tasks)


def open_ahead(store: Database, *, now: datetime) -> int:
    """Open the next day of every week and calendar, half a year ahead, and forget what is long over; how many."""
    with store.read() as db:
        counsellor_ids = hours.with_source(db)
    for counsellor_id in counsellor_ids:
        with store.write() as db:
            renew(db, counsellor_id, now=now)
    with store.write() as db:
        hours.forget_old_changes(db, now=now)
    return len(counsellor_ids)


def _claimed(store: Database, counsellor_id: str, *, now: datetime) -> Task | None:
    with store.write() as db:
        row = claim(db, counsellor_id, now=now)
        return _task(row, now) if row is not None else None


def _task(row: CounsellorCalendar, now: datetime) -> Task:
    """What was read goes so far ahead; once that is used up, even an unchanged calendar is read anew."""
    is_enough = row.read_until_at is not None and row.read_until_at > now + AHEAD
    seen = Seen(row.etag, row.last_modified) if is_enough and row.loss_moves is None else Seen()
    return Task(row.counsellor_id, row.address, seen, row.mode == OPEN)


def _read_one(desk: CareDesk, outside: Outside, task: Task, *, now: datetime) -> None:
    found = _understood(desk, outside, task, now=now)
    with desk.store.write() as db:
        if isinstance(found, Read):
            to_tell = take_read(db, task.counsellor_id, task.address, found, now=now)
        else:
            to_tell = take_failure(db, task.counsellor_id, task.address, found.why, now=now)
    _log.info("calendar read", counsellor=task.counsellor_id, good=isinstance(found, Read))
    if to_tell:
        _tell(desk, task.counsellor_id, now=now)


def _understood(desk: CareDesk, outside: Outside, task: Task, *, now: datetime) -> Read | Failed:
    busy = None if task.wants_free else (now, now + READ_AHEAD)
    match fetch_calendar(outside, task.address, task.seen, busy):
        case Failed() as failed:
            return failed
        case Unchanged():
            return Read(None)
        case Fresh(data, seen):
            try:
                wanted = TimesWanted(now, now + READ_AHEAD, desk.zone, task.wants_free)
                return Read(times_of_calendar(data, wanted), seen.etag, seen.last_modified)
            except (Unreadable, Unavailable) as refused:
                return Failed(str(refused))


def _tell(desk: CareDesk, counsellor_id: str, *, now: datetime) -> None:
    with desk.store.read() as db:
        counsellor = providers.counsellor(db, counsellor_id)
        row = hours.calendar_of(db, counsellor_id)
        contacts = who_care_for(db, counsellor)
        if row is None:
            return
        news = CalendarNews(counsellor.name, row.problem, row.loss_moves, row.loss_of)
    sent = 0
    for contact in contacts:
        try:
            desk.mailer.send(contact, news.subject(desk.product), news.body(desk.product, desk.base_url), now=now)
            sent += 1
        except Exception as failure:  # noqa: BLE001 - a mailer fails in ways of its own; it is said at the next try
            _log.warning("mail failed", kind=type(failure).__name__)
    if sent:
        with desk.store.write() as db:
            was_told(db, counsellor_id, now=now)
