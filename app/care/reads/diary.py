"""An officer's diary, for the holder of its private address: one entry for each session, wherever it has moved."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

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
    rows = appointments.of_officer(db, officer.id)
    promised = appointments.ever_booked(db, [a.id for a in rows])
    where = _where(db, officer)
    entries = []
    for first_id, of_session in _by_first(rows).items():
        shown = _shown(of_session, promised)
        if shown is not None and not _is_stale(shown, now):
            # The id is that of the first of those that replaced each other, so that a moved appointment moves in the
            # calendar instead of coming twice, whichever session it counts as.
            uid = f"{digest(first_id)[:32]}@{host}"
            entries.append(_entry(shown, uid, _sequence(of_session), where.get(shown.place_id, "")))
    return entries


def _by_first(rows: Sequence[Appointment]) -> dict[str, list[Appointment]]:
    """Appointments that replaced each other, in the order in which they did, by the first one's id."""
    follower = {a.replaces_id: a for a in rows if a.replaces_id is not None}
    known = {a.id for a in rows}
    found = {}
    for first in (a for a in rows if a.replaces_id not in known):
        chain, after = [first], follower.get(first.id)
        while after is not None:
            chain.append(after)
            after = follower.get(after.id)
        found[first.id] = chain
    return found


def _shown(rows: Sequence[Appointment], promised: Iterable[str]) -> Appointment | None:
    """What stands of them; else the last that was booked and did not happen."""
    standing = [a for a in rows if a.status in STANDING and a.status is not S.HELD]
    ended = [a for a in rows if a.status in {S.CANCELLED, S.NOSHOW} and a.id in promised]
    return next(iter(standing or ended[-1:]), None)


def _is_stale(appointment: Appointment, now: datetime) -> bool:
    if appointment.status in _STANDINGS:
        return appointment.end_at < now - PAST_SHOWN_FOR
    return appointment.changed_at < now - CANCELLED_SHOWN_FOR


def _sequence(rows: Sequence[Appointment]) -> int:
    """Rises with every change of any of the appointments that replaced each other, and with every new one."""
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
