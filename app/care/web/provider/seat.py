"""Who looks at the provider pages, written down before anything is shown."""

from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from app.care.desk import CareDesk
from app.care.reads.provider_diary import Seat, seat_of
from app.care.services.providers_own import ProviderSide
from app.care.store.tables.access import AuditEntry
from app.foundation.audit import Line, record
from app.foundation.refusals import NotFound
from app.foundation.signin.who import Who, require

ProviderWho = Annotated[Who, Depends(require("provider"))]


def desk_of(request: Request) -> CareDesk:
    """The desk of the app that answers this request."""
    desk: CareDesk = request.app.state.desk
    return desk


def look(request: Request, who: Who, at_what: str, **detail: str) -> Seat:
    """The seat of who is signed in, after noting what they look at: a look that is not on record does not happen."""
    desk = desk_of(request)
    with desk.store.write() as db:
        seat = seat_of(db, who.subject_id)
        note(db, desk, seat, f"looked.{at_what}", detail)
    return seat


def look_at_all(request: Request, who: Who, at_what: str) -> Seat:
    """The same for what concerns the whole provider. Raises NotFound for those who see one caseload."""
    seat = look(request, who, at_what)
    if not seat.sees_all:
        raise NotFound("The address may be mistyped, or what was here is gone.")
    return seat


def note(db: Session, desk: CareDesk, seat: Seat, act: str, detail: dict[str, str]) -> None:
    """Write an act of theirs into the audit trail."""
    line = Line(f"provider-account:{seat.account_id}", act, f"provider:{seat.provider_id}", detail)
    record(db, AuditEntry, line, now=desk.clock())


def side_of(seat: Seat) -> ProviderSide:
    """The seat as one that acts."""
    return ProviderSide(seat.provider_id, seat.key, seat.counsellor_id)
