"""What programs look at and do, written down where it can be read back."""

from collections.abc import Collection

from fastapi import Request
from sqlalchemy.orm import Session

from app.care.domain.looker import Seen
from app.care.store.looks import note_look
from app.care.store.tables.access import AuditEntry
from app.care.web.fhir.addresses import desk_of
from app.care.web.fhir.asking import Program
from app.foundation.audit import Line, record


def note(db: Session, request: Request, program: Program, act: str, **detail: str) -> None:
    """Write an act of a program's into the audit trail."""
    line = Line(program.by, act, f"provider:{program.seat.provider_id}", detail)
    record(db, AuditEntry, line, now=desk_of(request).clock())


def note_seen(db: Session, request: Request, program: Program, officer_ids: Collection[str]) -> None:
    """Let these officers read that a program looked at theirs; in the transaction in which it does."""
    note_look(db, program.looker, officer_ids, Seen.LIST, now=desk_of(request).clock())
