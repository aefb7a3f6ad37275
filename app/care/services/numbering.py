"""Which session an appointment counts as, and which one it came in place of."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.care.domain.appointment import LIVE, AppointmentStatus
from app.care.services.appointment_life import changed
from app.care.store.guards import settle
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.courses import Course

S = AppointmentStatus
_ASIDE = 1_000_000
"""Above any number: two sessions that exchange numbers must not meet on the way."""


def count_anew(db: Session, course: Course, numbers: Sequence[tuple[Appointment, int]]) -> None:
    """Let appointments of the course count as these sessions from now on. The course must be locked.

    Raises Conflict ("session-taken") when another one counts so already.
    """
    if not numbers:
        return
    for appointment, number in numbers:
        appointment.number = _ASIDE + number
    settle(db)
    for appointment, number in numbers:
        appointment.number = number
    settle(db)
    changed(course)


def ended_unreplaced(rows: Sequence[Appointment]) -> list[Appointment]:
    """Those that ended with an outcome but without their session, and that nothing replaces yet; the latest last."""
    replaced = {a.replaces_id for a in rows}
    ended = (a for a in rows if a.status in {S.NOSHOW, S.CANCELLED} and a.outcome and a.id not in replaced)
    return sorted(ended, key=lambda a: (a.changed_at, a.id))


def who_came_instead(rows: Sequence[Appointment], ended: Appointment) -> Appointment | None:
    """The live appointment that came in place of one that ended, through whatever moves; None if there is none."""
    follower = {a.replaces_id: a for a in rows if a.replaces_id is not None}
    last = follower.get(ended.id)
    while last is not None and last.id in follower:
        last = follower[last.id]
    return last if last is not None and last.status in LIVE else None


def made_way(standing: Sequence[Appointment], number: int, leaver: Appointment) -> list[tuple[Appointment, int]]:
    """Who counts as what once `number` must be free and the leaver's number is: each takes the next one's number."""
    low, high = sorted((number, leaver.number))
    between = sorted((a for a in standing if low <= a.number <= high), key=lambda a: a.number)
    if leaver.number < number:
        between.reverse()
    if not between or between[0].number != number:
        return []
    numbers = [a.number for a in between[1:]]
    return list(zip(between[:-1], numbers, strict=True))
