"""Who looks at the provider pages, written down before anything is shown."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from app.care.desk import CareDesk
from app.care.domain.looker import Looker, Seen
from app.care.reads.provider_diary import OwnAppointment, Seat, own_appointments, seat_of
from app.care.services.providers_own import ProviderSide, own_appointment
from app.care.store.looks import note_look
from app.care.store.tables.access import AuditEntry
from app.foundation.audit import Line, record
from app.foundation.refusals import NotFound
from app.foundation.signin.who import Who, require

ProviderWho = Annotated[Who, Depends(require("provider"))]
Pick = Callable[[list[OwnAppointment]], list[OwnAppointment]]
"""What of a period is shown."""


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


def seen(
    request: Request, seat: Seat, what: Seen, span: tuple[datetime, datetime], pick: Pick = list
) -> list[OwnAppointment]:
    """The seat's appointments of a period that `pick` shows; each officer's record is marked as looked at with it.

    Whatever shows appointments gets them here, in one transaction: an officer can read who looked, and when.
    """
    desk = desk_of(request)
    with desk.store.write() as db:
        own = pick(own_appointments(db, seat, *span, now=desk.clock()))
        note_look(db, looker_of(seat), {one.officer_id for one in own}, what, now=desk.clock())
    return own


def saw_one(db: Session, desk: CareDesk, seat: Seat, name: str) -> None:
    """The same for one appointment that they act on. Raises NotFound if it is not theirs."""
    officer_id = own_appointment(db, side_of(seat), name).officer_id
    note_look(db, looker_of(seat), {officer_id}, Seen.APPOINTMENT, now=desk.clock())


def looker_of(seat: Seat) -> Looker:
    """The seat as one that looks."""
    return Looker(seat.account_id, seat.provider_id, seat.counsellor_id)


def note(db: Session, desk: CareDesk, seat: Seat, act: str, detail: dict[str, str]) -> None:
    """Write an act of theirs into the audit trail."""
    line = Line(f"provider-account:{seat.account_id}", act, f"provider:{seat.provider_id}", detail)
    record(db, AuditEntry, line, now=desk.clock())


def side_of(seat: Seat) -> ProviderSide:
    """The seat as one that acts."""
    return ProviderSide(seat.provider_id, seat.key, seat.counsellor_id)
