"""Links in messages that let their reader do one thing about one appointment without signing in."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.care.domain.appointment import AppointmentStatus
from app.care.store import appointments, quick_links
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.quick_links import LinkTo, QuickLink
from app.foundation.ids import new_token
from app.foundation.refusals import NotFound
from app.foundation.sealing import digest, fingerprint

TO_DECIDE = timedelta(days=1)
"""How long what is kept instead can be decided on without signing in."""
_KEPT_FOR = timedelta(days=30)
_MAY_BE_CALLED_OFF = frozenset({AppointmentStatus.BOOKED, AppointmentStatus.PROPOSED})
_LONGEST = 100


def make_link(db: Session, appointment: Appointment, *, now: datetime) -> str:
    """The path of a fresh link for a message about this appointment: "I can't make it", until it starts."""
    return _path(db, LinkTo.CALL_OFF, appointment, expires_at=appointment.start_at, now=now)


def make_answer_link(db: Session, ended: Appointment, *, now: datetime) -> str:
    """The path of a fresh link to decide on what is kept in place of an appointment that was called off by one."""
    return _path(db, LinkTo.ANSWER, ended, expires_at=now + TO_DECIDE, now=now)


def opened(db: Session, token: str, *, now: datetime) -> tuple[LinkTo, Appointment] | None:
    """Where the link leads, and its appointment; None for one that is forged, used, too old or overtaken.

    Looking changes nothing: mail scanners look.
    """
    link = quick_links.unused(db, digest(token), now=now) if len(token) <= _LONGEST else None
    if link is None:
        return None
    about = appointments.any_(db, link.appointment_id)
    if link.leads_to is LinkTo.CALL_OFF and (about.status not in _MAY_BE_CALLED_OFF or about.start_at <= now):
        return None
    return link.leads_to, about


def use(db: Session, token: str, leads_to: LinkTo, *, now: datetime) -> Appointment:
    """Use the link up and return its appointment. Raises NotFound ("link-gone") unless it leads there and is unused."""
    appointment_id = quick_links.spend(db, digest(token), leads_to, now=now) if len(token) <= _LONGEST else None
    if appointment_id is None:
        raise NotFound("This link has done its work.", code="link-gone")
    return appointments.any_(db, appointment_id)


def form_token_of(token: str) -> str:
    """The form token for the page that this link shows."""
    return fingerprint(token, "quick_link.form")


def forget_links(db: Session, *, now: datetime) -> None:
    """Delete links that ended long ago."""
    quick_links.forget(db, before=now - _KEPT_FOR)


def _path(db: Session, leads_to: LinkTo, about: Appointment, *, expires_at: datetime, now: datetime) -> str:
    token = new_token()
    db.add(
        QuickLink(
            token_digest=digest(token),
            leads_to=leads_to,
            appointment_id=about.id,
            made_at=now,
            expires_at=expires_at,
            used_at=None,
        )
    )
    return f"/d/{token}"
