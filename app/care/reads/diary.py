"""An officer's diary, for the holder of its private address: one entry for each session, wherever it has moved."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy.orm import Session

from app.care.domain.appointment import STANDING, AppointmentStatus
from app.care.domain.diary import Entry, Standing
from app.care.store import appointments, providers
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.officers import Officer
from app.foundation.sealing import digest

S = AppointmentStatus
CANCELLED_SHOWN_FOR = timedelta(days=30)
"""Long enough for every calendar program to have fetched it and taken the entry down."""
PAST_SHOWN_FOR = timedelta(days=90)
_STANDINGS = {S.PROPOSED: Standing.TENTATIVE, S.BOOKED: Standing.CONFIRMED, S.FULFILLED: Standing.CONFIRMED}


def entries_of(db: Session, officer: Officer, *, host: str, now: datetime) -> list[Entry]:
    """The officer's entries. What is only held is not in a diary yet; what was never booked leaves no trace."""
    rows = sorted(appointments.of_officer(db, officer.id), key=lambda a: (a.course_id, a.number, a.id))
    promised = appointments.ever_booked(db, [a.id for a in rows])
    where = _where(db, officer)
    entries = []
    for (course_id, number), group in groupby(rows, key=lambda a: (a.course_id, a.number)):
        of_session = list(group)
        shown = _shown(of_session, promised)
        if shown is not None and not _is_stale(shown, now):
            # The id is the session's, so that a moved appointment moves in the calendar instead of coming twice.
            uid = f"{digest(f'{course_id}/{number}')[:32]}@{host}"
            entries.append(_entry(shown, uid, _sequence(of_session), where.get(shown.place_id, "")))
    return entries


def _shown(rows: Sequence[Appointment], promised: Iterable[str]) -> Appointment | None:
    """What stands of a session; else the last that was booked and did not happen."""
    standing = [a for a in rows if a.status in STANDING and a.status is not S.HELD]
    ended = [a for a in rows if a.status in {S.CANCELLED, S.NOSHOW} and a.id in promised]
    return next(iter(standing or ended[-1:]), None)


def _is_stale(appointment: Appointment, now: datetime) -> bool:
    if appointment.status in _STANDINGS:
        return appointment.end_at < now - PAST_SHOWN_FOR
    return appointment.changed_at < now - CANCELLED_SHOWN_FOR


def _sequence(rows: Sequence[Appointment]) -> int:
    """Rises with every change of any of the session's appointments, and with every new one."""
    return sum(a.sequence + 1 for a in rows) - 1


def _entry(appointment: Appointment, uid: str, sequence: int, where: str) -> Entry:
    return Entry(
        uid=uid,
        start_at=appointment.start_at,
        end_at=appointment.end_at,
        standing=_STANDINGS.get(appointment.status, Standing.CANCELLED),
        sequence=sequence,
        changed_at=appointment.changed_at,
        where=where,
    )


def _where(db: Session, officer: Officer) -> dict[str, str]:
    """What to call each place, if the officer wants places in the diary: "Video" or a site's code, never its name."""
    if officer.needs.get("calendar_place") is not True:
        return {}
    return {place.id: "Video" if place.kind == "video" else place.id.upper() for place in providers.places(db)}
