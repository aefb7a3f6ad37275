"""What else would shift if an appointment moved: the planner is asked as if it had, and nothing is changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.care.domain.answering import row_of, rows_of
from app.care.domain.appointment import AppointmentStatus
from app.care.domain.asking import Ask, ask_of
from app.care.domain.attendance import holding
from app.care.domain.capacity import Stretch, in_hours
from app.care.domain.making_room import gives_way
from app.care.domain.mending import answer_to, needs_mending, standing_of
from app.care.domain.planned import ChosenSlot, PlannedRow
from app.care.domain.thinking import NoAnswer, Think, refuse_faults, think
from app.care.domain.world import KnownAppointment, KnownCourse
from app.care.reads.world import facts
from app.care.store import appointments
from app.care.store.force import policy_of
from app.foundation.database import Database
from app.foundation.refusals import Conflict, OutOfTurn
from scheduler.plan import PlannedAppointment

S = AppointmentStatus
_GIVE_WAY = frozenset({S.HELD, S.PROPOSED})
_GONE = "This time cannot be had any more."


@dataclass(frozen=True, slots=True)
class Shift:
    """One later appointment that would move; `to` None: a time for it is still to be found."""

    number: int
    was: KnownAppointment
    to: PlannedRow | None


@dataclass(frozen=True, slots=True)
class MovePreview:
    """What agreeing would come to. `stays`: later ones that need not move. `version`: of the course it was seen in.

    `rows`: what to book after the move, so that what was shown is what happens; empty where nothing else changes.
    """

    present: KnownAppointment
    chosen: ChosenSlot
    shifts: tuple[Shift, ...]
    stays: tuple[KnownAppointment, ...]
    rows: tuple[PlannedRow, ...]
    version: int
    roster_version: int


def preview_move(
    store: Database, officer_id: str, appointment_id: str, chosen: ChosenSlot, *, now: datetime, think: Think = think
) -> MovePreview:
    """Thinks with no transaction held.

    Raises NotFound; Conflict: "illegal-move" unless it is booked and `chosen` is for the same session, "slot-gone"
    where the slot cannot be had any more.
    """
    with store.read() as db:
        mine = appointments.one_of_officer(db, appointment_id, officer_id)
        policy = policy_of(db)
        world = facts(db, [mine.course_id], now=now, policy=policy)
        row = (mine.status, mine.number)
    (course,) = world.courses
    present = next((a for a in course.appointments if a.id == appointment_id), None)
    if row != (S.BOOKED, chosen.number) or present is None:
        raise OutOfTurn("Only a booked time can be moved, to another of the same.", code="illegal-move")
    moved = ask_of(replace(world, courses=(_as_if(course, present, chosen),)), policy)
    asked, planned = _what_follows(moved, course.id, think)
    _refuse_unless_possible(asked, course.id, chosen, planned)
    later = [a for a in course.appointments if a.is_live and a.id != present.id and a.start_at > now]
    shifts, stays = _compared(asked, course.id, later, planned)
    rows = tuple(rows_of(asked, course.id, planned)) if needs_mending(moved, course.id) else ()
    return MovePreview(present, chosen, shifts, stays, rows, course.version, world.roster_version)


def _as_if(course: KnownCourse, present: KnownAppointment, chosen: ChosenSlot) -> KnownCourse:
    """The course with the appointment where it would be, and without what could not stand beside it.

    It counts as held: what the officer chooses is not moved again for the others' sake.
    """
    end_at = chosen.start_at + timedelta(minutes=course.minutes)
    there = replace(
        present,
        counsellor_id=chosen.counsellor_id,
        place_id=chosen.place_id,
        start_at=chosen.start_at,
        end_at=end_at,
        status=S.HELD,
        room=None,
    )
    gap = timedelta(days=course.wants.gap_min)
    others = [a for a in course.appointments if a.id != present.id]
    stay = (a for a in others if a.status not in _GIVE_WAY or not gives_way(a, chosen, gap=gap))
    return replace(course, appointments=(there, *stay))


def _what_follows(ask: Ask, course_id: str, think: Think) -> tuple[Ask, tuple[PlannedAppointment, ...]]:
    """As the plan that is made after a move: nothing moves where everything can stay."""
    if not needs_mending(ask, course_id):
        return ask, standing_of(ask, course_id)
    return answer_to(ask, course_id, think)


def _refuse_unless_possible(
    ask: Ask, course_id: str, chosen: ChosenSlot, planned: Sequence[PlannedAppointment]
) -> None:
    sheet, horizon = ask.sheets[course_id], ask.horizon
    start = horizon.minute_of(chosen.start_at)
    fits = holding(sheet.windows, start, start + sheet.course.minutes, chosen.place_id) is not None
    who = next((who for who in ask.world.counsellors if who.id == chosen.counsellor_id), None)
    slot = Stretch(chosen.start_at, chosen.start_at + timedelta(minutes=sheet.course.minutes))
    fits = fits and who is not None and in_hours(slot, chosen.place_id, who.hours)
    stands = {(one.start, one.place, one.counsellor) for one in planned} | {_slot(ask, a) for a in sheet.settled}
    try:
        refuse_faults(ask, planned)
    except NoAnswer as taken:
        raise Conflict(_GONE, code="slot-gone") from taken
    if not fits or _slot(ask, chosen) not in stands or chosen.start_at <= ask.world.now:
        raise Conflict(_GONE, code="slot-gone")


def _slot(ask: Ask, one: ChosenSlot | KnownAppointment) -> tuple[int, str, str]:
    return ask.horizon.minute_of(one.start_at), one.place_id, one.counsellor_id


def _compared(
    ask: Ask, course_id: str, later: Sequence[KnownAppointment], planned: Sequence[PlannedAppointment]
) -> tuple[tuple[Shift, ...], tuple[KnownAppointment, ...]]:
    """By slot, not by number: after a move others may count one lower, which nobody sees in their diary."""
    sheet = ask.sheets[course_id]
    rows = {(one.start, one.place, one.counsellor): one for one in planned}
    standing = {_slot(ask, a): a for a in (*later, *sheet.course.appointments)}
    stays = tuple(a for a in later if _slot(ask, a) in rows or a in sheet.settled)
    fresh = [row_of(ask, sheet, one) for slot, one in sorted(rows.items()) if slot not in standing]
    shifts, by_number = [], {row.number: row for row in fresh}
    for a in (a for a in later if a not in stays):
        to = by_number.pop(a.number, None) or (by_number.pop(min(by_number)) if by_number else None)
        shifts.append(Shift(a.number, a, to))
    return tuple(shifts), stays
