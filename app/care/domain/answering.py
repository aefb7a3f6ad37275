"""Turns the engine's answer into rows to be booked, each with its risk and its reason in the officer's words."""

from collections.abc import Iterable
from dataclasses import replace

from app.care.domain.asking import Ask
from app.care.domain.attendance import holding
from app.care.domain.planned import PlannedRow
from app.care.domain.sheet import CourseSheet
from app.care.domain.world import KnownAppointment
from scheduler.plan import PlannedAppointment
from scheduler.reasons import Shifts, words


def rows_of(ask: Ask, course_id: str, planned: Iterable[PlannedAppointment]) -> list[PlannedRow]:
    """Every owed session that has a place, settled ones that are still to come included, in order of number."""
    sheet = ask.sheets[course_id]
    coming = [a for a in sheet.settled if a.is_live and a.start_at > ask.world.now]
    teller = Teller(ask, sheet)
    rows = [*map(_as_it_stands, coming), *map(teller.row_of, planned)]
    return sorted(rows, key=lambda row: row.number)


def row_of(ask: Ask, sheet: CourseSheet, planned: PlannedAppointment) -> PlannedRow:
    """One planned appointment as a row."""
    return Teller(ask, sheet).row_of(planned)


class Teller:
    """Tells planned appointments of one course as rows; what all of them go by is laid out once."""

    def __init__(self, ask: Ask, sheet: CourseSheet) -> None:
        self._ask, self._sheet = ask, sheet
        self._shifts = Shifts(sheet.course.duties, ask.horizon, ask.policy.rest.day_starts)
        self._place_names = {place.id: place.name for place in ask.world.places}

    def row_of(self, planned: PlannedAppointment) -> PlannedRow:
        """One planned appointment as a row."""
        row = self.place_of(planned)
        return replace(row, reason=self.why(planned, row.risk))

    def place_of(self, planned: PlannedAppointment) -> PlannedRow:
        """The same without a reason: where nobody is told it, finding the words takes longest."""
        sheet, horizon = self._sheet, self._ask.horizon
        minutes = sheet.course.minutes
        window = holding(sheet.windows, planned.start, planned.start + minutes, planned.place)
        return PlannedRow(
            number=sheet.number_of(planned.number),
            counsellor_id=planned.counsellor,
            place_id=planned.place,
            start_at=horizon.instant_of(planned.start),
            end_at=horizon.instant_of(planned.start + minutes),
            risk=window.risk if window else 0,
        )

    def why(self, planned: PlannedAppointment, risk: int) -> str:
        """Why this time suits: "3 h after your late turn ends, Video, Thursday 14:00"."""
        reason = self._shifts.reason_for(planned.start, planned.place, risk=risk)
        return words(reason, place_name=self._place_names[planned.place])


def _as_it_stands(a: KnownAppointment) -> PlannedRow:
    return PlannedRow(a.number, a.counsellor_id, a.place_id, a.start_at, a.end_at)
