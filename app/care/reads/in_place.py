"""What could be kept for an officer in place of a time that they cannot make: by video that day, or on another."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.care.domain.answering import row_of
from app.care.domain.appointment import LIVE, AppointmentStatus
from app.care.domain.asking import Ask
from app.care.domain.attendance import holding
from app.care.domain.capacity import Stretch, in_hours, keeps_breaks
from app.care.domain.course import CourseState
from app.care.domain.planned import ChosenSlot, PlannedRow
from app.care.domain.world import KnownAppointment, KnownCounsellor
from app.care.reads.offers import choices, offer_views, question
from app.care.reads.world_courses import known
from app.care.store import appointments, courses
from app.foundation.database import Database
from scheduler.civil import DAY
from scheduler.offers import Offer
from scheduler.plan import PlannedAppointment

LEAD = timedelta(hours=1)
"""A call at another hour of the day starts no sooner; at the very same hour the officer is ready anyway."""


@dataclass(frozen=True, slots=True)
class InPlace:
    """Slots for the same session, best first. None of them moves anything else that is booked."""

    same_day: tuple[ChosenSlot, ...] = ()
    """By video with the same person, where the time that fell through was at a site."""
    another_day: tuple[ChosenSlot, ...] = ()


def in_place_of(store: Database, officer_id: str, appointment_id: str, *, now: datetime) -> InPlace:
    """Thinks with no transaction held. Nothing where the course is not open or its officer rebooks themselves.

    Raises NotFound if the appointment is not the officer's.
    """
    with store.read() as db:
        row = appointments.one_of_officer(db, appointment_id, officer_id)
        course = courses.of_officer(db, row.course_id, officer_id)
        old, was_live = known(row), row.status in LIVE
        if course.state is not CourseState.OPEN or not course.rebooks or old.number > course.sessions:
            return InPlace()
        ask = question(db, course.id, old.number, now=now)
    if old.number not in ask.sheets[old.course_id].owed:
        return InPlace()
    return InPlace(
        same_day=tuple(_chosen(ask, row) for row in _same_day(ask, old)) if was_live else (),
        another_day=_another_day(ask, old),
    )


def _another_day(ask: Ask, old: KnownAppointment) -> tuple[ChosenSlot, ...]:
    """Never the very day that they cannot: called off it will count as away, but it is not called off yet."""
    zone = ask.world.zone
    refused_on = old.start_at.astimezone(zone).date()
    found, _ = choices(ask, old.course_id, 5, lambda one: one.start_at.astimezone(zone).date() != refused_on)
    kept = (offer for offer in found if keeps_what_is_booked(ask, offer))
    return tuple(view.chosen for view in offer_views(ask, old.course_id, kept))


def keeps_what_is_booked(ask: Ask, offer: Offer) -> bool:
    """Else the planner's answer disturbs less: it may let others count one lower and come back at the end."""
    sheet, horizon = ask.sheets[offer.course[0].course], ask.horizon
    rows = {(sheet.number_of(row.number), row.start, row.place, row.counsellor) for row in offer.course}
    booked = [a for a in sheet.standing if a.status is AppointmentStatus.BOOKED]
    return all((a.number, horizon.minute_of(a.start_at), a.place_id, a.counsellor_id) in rows for a in booked)


def _same_day(ask: Ask, old: KnownAppointment) -> list[PlannedRow]:
    """Calls that day with the same person, the same hour first, then the nearest."""
    who = next((who for who in ask.world.counsellors if who.id == old.counsellor_id), None)
    calls = [place.id for place in ask.world.places if not place.is_site]
    if who is None or old.place_id in calls:
        return []
    found = [row for place in calls for row in _calls(ask, old, who, place)]
    return sorted(found, key=lambda row: abs(row.start_at - old.start_at))


def _calls(ask: Ask, old: KnownAppointment, who: KnownCounsellor, place: str) -> Iterator[PlannedRow]:
    sheet, horizon = ask.sheets[old.course_id], ask.horizon
    minutes, day = sheet.course.minutes, horizon.minute_of(old.start_at) // DAY
    others = [Stretch(a.start_at, a.end_at) for a in ask.world.others if a.counsellor_id == who.id]
    for start in range(day * DAY, (day + 1) * DAY, ask.policy.grid):
        at = horizon.instant_of(start)
        slot = Stretch(at, at + timedelta(minutes=minutes))
        is_soon = at <= ask.world.now if at == old.start_at else at < ask.world.now + LEAD
        if is_soon or not holding(sheet.windows, start, start + minutes, place) or not in_hours(slot, place, who.hours):
            continue
        if _is_free(slot, others) and keeps_breaks(slot, others, who.break_minutes):
            number = sheet.number_in_problem(old.number)
            yield row_of(ask, sheet, PlannedAppointment(old.course_id, number, who.id, start, place))


def _is_free(slot: Stretch, others: list[Stretch]) -> bool:
    return not any(other.start_at < slot.end_at and slot.start_at < other.end_at for other in others)


def _chosen(ask: Ask, row: PlannedRow) -> ChosenSlot:
    return ChosenSlot(
        row.number,
        row.counsellor_id,
        row.place_id,
        row.start_at,
        risk=row.risk,
        reason=row.reason,
        roster_version=ask.world.roster_version,
    )
