"""Keeps an offered slot for an officer who is deciding, and books it when they say so."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.planned import ChosenSlot
from app.care.domain.told import Told
from app.care.services.appointment_life import Turn, go, remark
from app.care.services.choosing import Wish, is_at, put
from app.care.services.counselled import counsel, settle_counsellor
from app.care.services.course_life import go_on
from app.care.services.plan_telling import tell_chosen
from app.care.services.replan import replan
from app.care.services.tell import tell_provider
from app.care.store import appointments, courses
from app.care.store.force import policy_of
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.courses import Course
from app.foundation.refusals import Conflict

S = AppointmentStatus
OFFICER, LAPSED = "officer", "lapsed"


def hold_slot(db: Session, officer_id: str, course_id: str, chosen: ChosenSlot, *, now: datetime) -> Appointment:
    """Hold the slot for as long as the policy says. Proposed appointments that no longer fit beside it are let go.

    Holds of others that have lapsed no longer stand in the way; an earlier hold for the same session is let go, unless
    it is of this very slot: then it stays, and ends when it would have ended.
    Raises NotFound if the course is not theirs; Conflict: "slot-taken", "slot-gone", "session-taken" (already booked or
    attended), "other-counsellor", "nothing-left", "course-not-open"; Invalid for a session that the course has not.
    """
    course = courses.locked_of_officer(db, course_id, officer_id)
    lapse_holds(db, now=now)
    for mine in appointments.live_of_course(db, course.id):
        if is_at(mine, chosen) and mine.held_until_at is not None and mine.held_until_at > now:
            return mine
    held = put(db, course, Wish(chosen, held_until_at=now + policy_of(db).hold), now=now)
    course.counsellor_id = chosen.counsellor_id
    replan(db, course)
    return held


def hold_instead(db: Session, old: Appointment, chosen: ChosenSlot, *, now: datetime) -> Appointment:
    """Hold the slot in place of one of the officer's that has just ended; its provider hears at once that that is free.

    The officer hears of both as one move when they book it, or when the plan does after the hold has lapsed.
    Raises as hold_slot does.
    """
    course = courses.locked(db, old.course_id)
    until_at = min(now + policy_of(db).hold, chosen.start_at)
    held = put(db, course, Wish(chosen, held_until_at=until_at, instead_of=old), now=now)
    tell_provider(db, Told.APPOINTMENT_CANCELLED, old, now=now)
    replan(db, course)
    return held


def keep(db: Session, officer_id: str, appointment_id: str, *, now: datetime) -> Appointment:
    """Keep what came in place of another: book what is held or pencilled in, note that what is booked is wanted.

    Doing it again changes nothing. Raises NotFound; Conflict ("hold-lapsed") when it stands no more.
    """
    course, kept = _locked(db, officer_id, appointment_id)
    if kept.status is S.PROPOSED and kept.start_at > now:
        go(db, course, kept, Turn(S.BOOKED, OFFICER), now=now)
        tell_chosen(db, kept, now=now)
        replan(db, course)
        return kept
    kept = book_held(db, officer_id, appointment_id, now=now)
    if not any(fact.by == OFFICER and fact.status is S.BOOKED for fact in appointments.facts_of(db, kept.id)):
        remark(db, kept, "kept", by=OFFICER, now=now)
    return kept


def book_held(db: Session, officer_id: str, appointment_id: str, *, now: datetime) -> Appointment:
    """Book what the officer holds. Doing it again changes nothing.

    Raises NotFound if it is not theirs, Conflict ("hold-lapsed") when they took too long.
    """
    course, held = _locked(db, officer_id, appointment_id)
    if held.status is S.BOOKED:
        return held
    if held.status is not S.HELD or held.held_until_at is None or held.held_until_at <= now:
        raise Conflict(
            "This time was kept for you for a while and is free again. Please choose anew.", code="hold-lapsed"
        )
    go(db, course, held, Turn(S.BOOKED, OFFICER), now=now)
    go_on(db, course, now=now)
    counsel(db, course, held.counsellor_id, now=now)
    tell_chosen(db, held, now=now)
    replan(db, course)
    return held


def let_go(db: Session, officer_id: str, appointment_id: str, *, now: datetime) -> Appointment:
    """Give a held slot back. Doing it again changes nothing. Raises NotFound, Conflict ("illegal-move")."""
    course, held = _locked(db, officer_id, appointment_id)
    if held.status is not S.CANCELLED:
        if held.status is not S.HELD:
            raise Conflict("Only a slot that is held can be let go.", code="illegal-move")
        _free(db, course, held, by=OFFICER, now=now)
    return held


def lapse_holds(db: Session, *, now: datetime) -> int:
    """Free every hold whose time is over, unless another writer is at its course; returns how many."""
    lapsed = appointments.lapsed_holds(db, now)
    idle = {course.id: course for course in courses.locked_if_idle(db, {held.course_id for held in lapsed})}
    freed = 0
    for held in (appointments.again(db, one.id) for one in lapsed if one.course_id in idle):
        if held.status is S.HELD and held.held_until_at is not None and held.held_until_at <= now:
            _free(db, idle[held.course_id], held, by=LAPSED, now=now)
            freed += 1
    return freed


def _locked(db: Session, officer_id: str, appointment_id: str) -> tuple[Course, Appointment]:
    course = courses.locked(db, appointments.one_of_officer(db, appointment_id, officer_id).course_id)
    return course, appointments.again(db, appointment_id)


def _free(db: Session, course: Course, held: Appointment, *, by: str, now: datetime) -> None:
    go(db, course, held, Turn(S.CANCELLED, by), now=now)
    settle_counsellor(db, course)
    replan(db, course)
