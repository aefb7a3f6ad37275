"""Why each time of an officer's plan that still lies ahead was chosen."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.care.domain.reasons import Chosen, reasons_for
from app.care.domain.wants import Wants
from app.care.reads.officer_names import Names
from app.care.reads.world_courses import duties_of
from app.care.store.force import zone_of
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.courses import Course

_BEFORE = timedelta(days=9)


def reasons_of(
    db: Session, course: Course, standing: Sequence[Appointment], names: Names, *, now: datetime
) -> Mapping[int, tuple[str, ...]]:
    """By number, for what stands and has not begun; `standing` is at most one appointment of each number."""
    ahead = [row for row in standing if row.start_at > now]
    if not ahead:
        return {}
    first_at, last_at = min(row.start_at for row in ahead) - _BEFORE, max(row.start_at for row in ahead)
    duties = duties_of(db, [course.officer_id], first_at, last_at).get(course.officer_id, [])
    chosen = {row.number: _chosen(row, names) for row in standing}
    wants, zone = Wants.from_json(course.wants), zone_of(db)
    return {
        row.number: reasons_for(chosen[row.number], chosen.get(row.number - 1), duties, wants, zone) for row in ahead
    }


def _chosen(row: Appointment, names: Names) -> Chosen:
    place = names.places[row.place_id]
    return Chosen(
        number=row.number,
        start_at=row.start_at,
        counsellor_id=row.counsellor_id,
        counsellor_name=names.counsellors[row.counsellor_id],
        place_id=row.place_id,
        is_video=place.is_video,
        why=why_of(row.reason, place.name),
        is_call=bool(place.call),
    )


def why_of(words: str, place_name: str) -> str:
    """The reason alone: what stands before the place; empty where there is none."""
    before, found, _ = f", {words}".partition(f", {place_name}, ")
    return before.removeprefix(", ") if found else words
