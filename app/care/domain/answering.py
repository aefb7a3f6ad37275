"""Turns the engine's answer into rows to be booked, each with its risk and its reason in the officer's words."""

from collections.abc import Iterable

from app.care.domain.asking import Ask
from app.care.domain.attendance import holding
from app.care.domain.planned import PlannedRow
from app.care.domain.sheet import CourseSheet
from app.care.domain.world import KnownAppointment
from scheduler.plan import PlannedAppointment
from scheduler.reasons import reason_for, words


def rows_of(ask: Ask, course_id: str, planned: Iterable[PlannedAppointment]) -> list[PlannedRow]:
    """Every owed session that has a place, settled ones that are still to come included, in order of number."""
    sheet = ask.sheets[course_id]
    coming = [a for a in sheet.settled if a.is_live and a.start_at > ask.world.now]
    rows = [*map(_as_it_stands, coming), *(row_of(ask, sheet, one) for one in planned)]
    return sorted(rows, key=lambda row: row.number)


def row_of(ask: Ask, sheet: CourseSheet, planned: PlannedAppointment) -> PlannedRow:
    """One planned appointment as a row."""
    minutes = sheet.course.minutes
    window = holding(sheet.windows, planned.start, planned.start + minutes, planned.place)
    risk = window.risk if window else 0
    return PlannedRow(
        number=sheet.number_of(planned.number),
        counsellor_id=planned.counsellor,
        place_id=planned.place,
        start_at=ask.horizon.instant_of(planned.start),
        end_at=ask.horizon.instant_of(planned.start + minutes),
        risk=risk,
        reason=why(ask, sheet, planned, risk),
    )


def why(ask: Ask, sheet: CourseSheet, planned: PlannedAppointment, risk: int) -> str:
    """Why this time suits: "3 h after your late turn ends, Video, Thursday 14:00"."""
    place_name = next(place.name for place in ask.world.places if place.id == planned.place)
    day_starts = ask.policy.rest.day_starts
    reason = reason_for(
        planned.start, planned.place, sheet.course.duties, ask.horizon, risk=risk, day_starts=day_starts
    )
    return words(reason, place_name=place_name)


def _as_it_stands(a: KnownAppointment) -> PlannedRow:
    return PlannedRow(a.number, a.counsellor_id, a.place_id, a.start_at, a.end_at)
