"""Makes and ends an officer's private calendar address."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.care.store import officers
from app.care.store.tables.access import AuditEntry
from app.foundation.audit import Line, record
from app.foundation.ids import new_token
from app.foundation.sealing import digest


def new_calendar_link(db: Session, officer_id: str, *, now: datetime) -> str:
    """A fresh token for `/calendar/{token}.ics`; the one before it opens nothing any more. Only its digest is kept."""
    token = new_token()
    officers.one(db, officer_id).calendar_digest = digest(token)
    record(db, AuditEntry, Line("officer", "calendar.opened", f"officer:{officer_id}"), now=now)
    return token


def end_calendar_link(db: Session, officer_id: str, *, now: datetime) -> None:
    """Let no address open the officer's diary any more."""
    officers.one(db, officer_id).calendar_digest = None
    record(db, AuditEntry, Line("officer", "calendar.closed", f"officer:{officer_id}"), now=now)
