"""Decides what a booked plan makes worth telling: one change, one message."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.appointment import STANDING, AppointmentStatus
from app.care.domain.told import NAMES_A_TIME, Told
from app.care.services.tell import (
    MAIL,
    WEBHOOK,
    key_of,
    mail_about,
    provider_of,
    tell_cancelled,
    tell_of_course,
    tell_officer,
    tell_provider,
    webhook_about,
    write,
)
from app.care.store import appointments, messages
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.courses import Course
from app.care.store.tables.messages import OutboxMessage

S = AppointmentStatus


def tell_placed(db: Session, placed: Sequence[tuple[Appointment, Appointment | None]], *, now: datetime) -> None:
    """Tell of new appointments, each given with the one it replaces.

    Officers hear of what is booked, and of whatever takes the place of a time they were told last: each mail takes back
    what the one before it said. Other proposed ones are the provider's to see and nobody's promise. Where the old one's
    end was not told by itself, the two are one message: moved.
    """
    ended = _told_ended(db, [old for _, old in placed if old is not None])
    expected = reckoned_with(db, placed[0][0].course_id) if placed else []
    fresh: list[OutboxMessage] = []
    for new, old in placed:
        told = Told.APPOINTMENT_BOOKED if new.status is S.BOOKED else Told.APPOINTMENT_PROPOSED
        replaces_id = old.id if old is not None else None
        before = _taken_back(expected, new)
        if before is not None:
            fresh.append(mail_about(Told.APPOINTMENT_MOVED, new, now=now, replaces_id=before.id))
        elif new.status is S.BOOKED:
            fresh.append(mail_about(told, new, now=now, replaces_id=replaces_id))
        moves = old is not None and old.id not in ended and old.status is S.CANCELLED
        if moves and old is not None and provider_of(db, old) == provider_of(db, new):
            told = Told.APPOINTMENT_MOVED
        elif moves and old is not None:
            fresh.append(webhook_about(db, Told.APPOINTMENT_CANCELLED, old, now=now))
        fresh.append(webhook_about(db, told, new, now=now, replaces_id=replaces_id))
    write(db, *fresh)


def tell_chosen(db: Session, booked: Appointment, *, now: datetime) -> None:
    """Tell of what the officer booked themselves; as a move where a mail had named another time for it."""
    before = _taken_back(reckoned_with(db, booked.course_id), booked)
    if before is not None:
        tell_officer(db, Told.APPOINTMENT_MOVED, booked, now=now, replaces_id=before.id)
    else:
        tell_officer(db, Told.APPOINTMENT_BOOKED, booked, now=now)
    tell_provider(db, Told.APPOINTMENT_BOOKED, booked, now=now)


def tell_left_open(db: Session, course: Course, *, now: datetime) -> None:
    """Tell of appointments that ended for a reason, have no replacement in the plan, and were not told of yet.

    And, to the officer, of any time that they were told last and that stands no more, whatever it gave way to.
    """
    rows = appointments.of_course(db, course.id)
    replaced = {a.replaces_id for a in rows} | {None}
    open_ = [a for a in rows if a.status is S.CANCELLED and a.outcome is not None and a.id not in replaced]
    told, promised = _told_ended(db, open_), appointments.ever_booked(db, [a.id for a in open_])
    for old in (a for a in open_ if a.id not in told):
        tell_cancelled(db, old, now=now)
        if old.id in promised:
            tell_of_course(db, Told.SESSION_WAITING, course, now=now, mark=old.id, officer=False)
    standing = [a for a in rows if a.status in STANDING]
    for expected in reckoned_with(db, course.id):
        if expected.status is S.CANCELLED and not any(_came_instead(a, expected) for a in standing):
            tell_officer(db, Told.APPOINTMENT_CANCELLED, expected, now=now)


def reckoned_with(db: Session, course_id: str) -> list[Appointment]:
    """The appointments with which the officer reckons by our mails, whatever became of them since; the last told last.

    Not by number: after a miss others may count as the session that one was of.
    """
    rows = appointments.of_course(db, course_id)
    keys = {key_of(MAIL, told, a): a for a in rows for told in (*NAMES_A_TIME, Told.APPOINTMENT_CANCELLED)}
    found: list[Appointment] = []
    for message in messages.among(db, keys):
        about = keys[message.key]
        over = {about.id, message.payload.get("replaces_id")}
        found = [a for a in found if a.id not in over and not _came_instead(about, a)]
        if message.event != Told.APPOINTMENT_CANCELLED:
            found.append(about)
    return found


def _taken_back(expected: Sequence[Appointment], new: Appointment) -> Appointment | None:
    """Of those that the officer reckons with, the called off one that `new` came in place of, at another time."""
    before = [a for a in expected if a.status is S.CANCELLED and _came_instead(new, a)]
    return before[-1] if before and not _is_same(before[-1], new) else None


def _came_instead(new: Appointment, old: Appointment) -> bool:
    """Whether it replaces the old one, or is of the same session and came when the old one had ended."""
    return new.replaces_id == old.id or (
        new.number == old.number and old.id != new.id and new.created_at >= old.changed_at
    )


def _is_same(one: Appointment, other: Appointment) -> bool:
    """Whether nobody would notice a difference."""
    sides = [(a.start_at, a.place_id, a.counsellor_id) for a in (one, other)]
    return sides[0] == sides[1]


def _told_ended(db: Session, rows: Sequence[Appointment]) -> set[str]:
    """Those of the rows whose cancellation was told by itself already."""
    keys = {key_of(c, Told.APPOINTMENT_CANCELLED, a): a.id for a in rows for c in (MAIL, WEBHOOK)}
    return {keys[key] for key in messages.keys_among(db, keys)}
