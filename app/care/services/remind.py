"""Writes down the reminders that come due within a day or so, each once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.quiet import remind_at
from app.care.domain.reminding import EARLIEST, REMINDER, Reminder
from app.care.domain.telling import Telling, Way
from app.care.services.tell import mail_about, write
from app.care.store import officers
from app.care.store.quiet_hours import hours_around
from app.care.store.reminders import unreminded
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.messages import OutboxMessage
from scheduler.interval import Interval

AT_MOST = 500
"""Written down in one go; a minute later come the next."""


def remind(db: Session, *, now: datetime) -> int:
    """Leave a reminder, to be sent when it is due, of each booked time that comes near; returns how many.

    Once for each appointment, by its key: one that is moved is another appointment, and what was left for the old one
    is not sent when it comes due. Whether the officer wants it is looked up then.
    """
    written = 0
    for reminder in REMINDER.values():
        last_at = now + reminder.before + EARLIEST
        due = unreminded(db, reminder.told, now + reminder.until, last_at, at_most=AT_MOST)
        fresh = _messages(db, reminder, due, now=now)
        write(db, *fresh)
        written += len(fresh)
    return written


def _messages(db: Session, reminder: Reminder, due: Sequence[Appointment], *, now: datetime) -> list[OutboxMessage]:
    rows = {officer.id: officer for officer in officers.by_ids(db, {one.officer_id for one in due})}
    hours = hours_around(db, list(rows.values()), Interval(now - EARLIEST, now + 2 * EARLIEST))
    found = []
    for one in due:
        way = Telling.from_json(rows[one.officer_id].telling).way_for(reminder.told)
        due_at = remind_at(one.start_at, reminder.before, way or Way.MAIL, hours[one.officer_id])
        message = mail_about(reminder.told, one, now=now)
        message.not_before = max(due_at, now)
        if not reminder.is_news(due_at, one.changed_at):
            message.dead_at = now  # written down all the same, so that it is not thought about every minute
        found.append(message)
    return found
