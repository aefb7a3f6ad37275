"""What of a provider's messages waits for somebody there to look, in words that a person can decide by."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.pseudonyms import Kind, inward, officer_reference
from app.care.reads.provider_diary import Seat
from app.care.store import appointments, held_back, providers
from app.care.store.tables.hearing import HeldBackEvent
from app.foundation.refusals import NotFound


@dataclass(frozen=True, slots=True)
class OwnHeldBack:
    """One message. `officer_id` is for the record of who looked; it is never shown or sent."""

    id: str
    message: str
    event: str
    undoing: int
    held_at: datetime
    appointment: str = ""
    officer: str = ""
    officer_id: str = ""
    counsellor_name: str = ""
    start_at: datetime | None = None
    end_at: datetime | None = None


def own_held_back(
    db: Session, seat: Seat, after: tuple[datetime, str] | None = None, *, most: int
) -> list[OwnHeldBack]:
    """Those that wait, the oldest first, after that one."""
    return [_own(db, seat, one) for one in held_back.undecided(db, seat.provider_id, after, most=most)]


def _own(db: Session, seat: Seat, held: HeldBackEvent) -> OwnHeldBack:
    data = held.payload.get("data", {})
    plain = OwnHeldBack(held.id, held.message_id, held.event, held.undoing, held.held_at)
    try:
        if "appointment" in data:
            return _about_appointment(db, seat, plain, data["appointment"])
        return _about_hours(db, seat, plain, data)
    except NotFound:  # what it was about is not theirs any more
        return plain


def _about_appointment(db: Session, seat: Seat, plain: OwnHeldBack, name: str) -> OwnHeldBack:
    row = appointments.one_of_provider(db, inward(seat.key, Kind.APPOINTMENT, name), seat.provider_id)
    return OwnHeldBack(
        id=plain.id,
        message=plain.message,
        event=plain.event,
        undoing=plain.undoing,
        held_at=plain.held_at,
        appointment=name,
        officer=officer_reference(seat.key, row.officer_id),
        officer_id=row.officer_id,
        counsellor_name=providers.counsellor(db, row.counsellor_id).name,
        start_at=row.start_at,
        end_at=row.end_at,
    )


def _about_hours(db: Session, seat: Seat, plain: OwnHeldBack, data: dict[str, str]) -> OwnHeldBack:
    who = providers.counsellor(db, inward(seat.key, Kind.COUNSELLOR, data.get("counsellor", "")))
    starts, ends = data.get("start"), data.get("end")
    return OwnHeldBack(
        id=plain.id,
        message=plain.message,
        event=plain.event,
        undoing=plain.undoing,
        held_at=plain.held_at,
        counsellor_name=who.name if who.provider_id == seat.provider_id else "",
        start_at=datetime.fromisoformat(starts) if starts else None,
        end_at=datetime.fromisoformat(ends) if ends else None,
    )
