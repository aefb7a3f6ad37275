"""Opens hours of a counsellor for booking."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.capacity import Stretch
from app.care.services.freed import freed
from app.care.services.hours_said import remember_person
from app.care.store import hours, providers
from app.care.store.tables.providers import CounsellorHours
from app.foundation.refusals import Conflict, Fault, Invalid
from scheduler.interval import Interval


def open_hours(
    db: Session, counsellor_id: str, span: tuple[datetime, datetime], places: Sequence[str], *, now: datetime
) -> CounsellorHours:
    """Let the counsellor be booked in `span` (start, end) at any of `places`, as a person says now.

    Raises Invalid for a place that does not exist or a span that is over, Conflict ("hours-overlap") when part of it
    is open already: one instant must not be offered twice.
    """
    start_at, end_at = span
    refuse_unopenable(db, end_at, places, now=now)
    counsellor = providers.locked_counsellor(db, counsellor_id)
    if providers.hours_of_counsellors(db, [counsellor.id], start_at, end_at):
        raise Conflict("Part of this time is open already.", code="hours-overlap")
    opened = CounsellorHours(
        counsellor_id=counsellor.id,
        start_at=start_at,
        end_at=end_at,
        places=sorted(set(places)),
        withdrawn_at=None,
    )
    db.add(opened)
    if hours.has_source(db, counsellor.id):
        hours.keep_change(db, counsellor.id, span, [Stretch(start_at, end_at, tuple(opened.places))], now=now)
    whole = Interval(start_at, end_at)
    remember_person(db, counsellor.id, whole, [whole], now=now)
    freed(db, counsellor.id)
    return opened


def refuse_unopenable(db: Session, end_at: datetime, places: Sequence[str], *, now: datetime) -> None:
    """Raise Invalid for a place that does not exist or a time that is over."""
    unknown = sorted(set(places) - {place.id for place in providers.places(db)})
    if unknown or end_at <= now:
        faults = [Fault("There is no such place.", column="places", value=place) for place in unknown]
        faults += [Fault("This time is over.", column="end")] if end_at <= now else []
        raise Invalid("These hours cannot be opened.", faults=faults)
