"""Books a plan: what it keeps stays untouched, what it moves is released and held again in the same transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.course import CourseState
from app.care.domain.outcome import Outcome
from app.care.domain.planned import CoursePlan, PlanBasis, PlannedRow
from app.care.domain.replacing import Difference, difference, whom_they_replace
from app.care.services.appointment_life import Turn, begin, go
from app.care.services.counselled import counsel
from app.care.services.numbering import count_anew, ended_unreplaced
from app.care.services.plan_telling import tell_left_open, tell_placed
from app.care.services.slot_fit import Slot, fit
from app.care.store import appointments, courses, providers
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.courses import Course
from app.foundation.refusals import Conflict

S = AppointmentStatus
NO_OUTCOMES: Mapping[str, Outcome] = {}


@dataclass(frozen=True, slots=True)
class _Change:
    """What a plan changes of a locked course."""

    course: Course
    basis: PlanBasis
    by: Difference[Appointment]


def book_plan(
    db: Session,
    course_id: str,
    planned: Sequence[PlannedRow],
    basis: PlanBasis,
    *,
    now: datetime,
    outcomes: Mapping[str, Outcome] = NO_OUTCOMES,
) -> list[Appointment]:
    """Make `planned` the course's future; returns its live appointments in order of number.

    `planned` names every owed session that has a place, held and booked ones too. What stands exactly so, if perhaps as
    another number, is only marked as checked against the roster version and counted as that number. What stands
    otherwise, or not at all in the plan, is cancelled with its entry in `outcomes` (by id; otherwise it made room), and
    the new row names it. Held ones and those that have begun are left alone. New rows are booked when they start
    before `firm_until_at`, proposed otherwise. Call it with an empty plan too: it tells of what is left open.
    Raises Conflict: "world-moved-on" (ask again) when the course or a slot changed since the plan was asked for,
    "other-counsellor" when it changes the counsellor without consent. ValueError for a plan that no course could have.
    """
    book_plans(db, [CoursePlan(course_id, tuple(planned), basis, outcomes)], now=now)
    return list(appointments.live_of_course(db, course_id))


def book_plans(db: Session, plans: Iterable[CoursePlan], *, now: datetime) -> None:
    """`book_plan` for courses that were planned together: all of them or, when it raises, none.

    Everything that gives way does so before anything is placed: one course may be given what another gives up. Locks
    are taken kind by kind, courses, counsellors, places, each in order of id, so that nobody waits in a circle.
    """
    changes = []
    for plan in sorted(plans, key=lambda plan: plan.course_id):
        changes.append(_make_way(db, plan, now=now))
    new = [row for change in changes for row in change.by.new]
    if len(changes) > 1:
        for counsellor_id in sorted({row.counsellor_id for row in new}):
            providers.locked_counsellor(db, counsellor_id)
        providers.locked_places(db, {row.place_id for row in new})
    for change in changes:
        tell_placed(db, _place(db, change, now=now), now=now)
        tell_left_open(db, change.course, now=now)


def _make_way(db: Session, plan: CoursePlan, *, now: datetime) -> _Change:
    """Lock the course, refuse what cannot be, and let go of what the plan has otherwise or not at all."""
    course = courses.locked(db, plan.course_id)
    if course.version != plan.basis.course_version or course.state is not CourseState.OPEN:
        raise Conflict("The course has changed since this was planned.", code="world-moved-on")
    standing = appointments.standing_of_course(db, course.id)
    _refuse_nonsense(course, standing, plan.rows)
    found = difference(standing, plan.rows, now)
    _refuse_other_counsellor(db, course, standing, found.new)
    for kept, _ in found.kept:
        kept.roster_version = plan.basis.roster_version
    for old in found.given_up:
        outcome = plan.outcomes.get(old.id, Outcome.MOVED_BY_PLAN)
        go(db, course, old, Turn(S.CANCELLED, appointments.PLANNER, outcome), now=now)
    count_anew(db, course, [(kept, number) for kept, number in found.kept if kept.number != number])
    return _Change(course, plan.basis, found)


def _refuse_nonsense(course: Course, standing: Sequence[Appointment], planned: Sequence[PlannedRow]) -> None:
    """Faults of whoever planned, not of the world: asking again would not help."""
    numbers = [row.number for row in planned]
    attended = {a.number for a in standing if a.status is S.FULFILLED}
    if len(set(numbers)) < len(numbers) or set(numbers) & attended or max(numbers, default=0) > course.sessions:
        raise ValueError(f"sessions {numbers} are not owed, once each, by a course of {course.sessions}")
    if any(row.end_at - row.start_at != timedelta(minutes=course.minutes) for row in planned):
        raise ValueError(f"a session of this course lasts {course.minutes} minutes")


def _refuse_other_counsellor(
    db: Session, course: Course, standing: Sequence[Appointment], new: Sequence[PlannedRow]
) -> None:
    """One counsellor for all; once something is held, or was ever booked, another only with the officer's consent."""
    named = {row.counsellor_id for row in new}
    if len(named) > 1:
        raise ValueError("a course is planned with one counsellor")
    other = course.counsellor_id is not None and named - {course.counsellor_id}
    if other and (any(a.status is S.HELD for a in standing) or appointments.agreed(db, course.id)):
        raise Conflict("Another counsellor needs the officer's consent.", code="other-counsellor")


def _place(db: Session, change: _Change, *, now: datetime) -> list[tuple[Appointment, Appointment | None]]:
    """The new appointments, each with the one it replaces."""
    course, new = change.course, change.by.new
    if not new:
        return []
    ended = ended_unreplaced(appointments.of_course(db, course.id))
    replaced = whom_they_replace([row.number for row in new], change.by.given_up, ended)
    counsellor_id = new[0].counsellor_id
    placed: list[tuple[Appointment, Appointment | None]] = []
    try:
        rooms = fit(db, course.id, counsellor_id, [Slot(r.place_id, r.start_at, r.end_at) for r in new], now=now)
        for row, room in zip(new, rooms, strict=True):
            old = replaced.get(row.number)
            fresh = _new(course, row, room, change.basis, now=now)
            if old is not None:
                fresh.replaces_id, fresh.sequence = old.id, old.sequence + 1
            placed.append((fresh, old))
        begin(db, course, *(fresh for fresh, _ in placed), by=appointments.PLANNER, now=now)
    except Conflict as taken:
        raise Conflict(taken.detail, code="world-moved-on") from None
    counsel(db, course, counsellor_id, now=now)
    return placed


def _new(course: Course, row: PlannedRow, room: int | None, basis: PlanBasis, *, now: datetime) -> Appointment:
    return Appointment(
        course_id=course.id,
        number=row.number,
        officer_id=course.officer_id,
        counsellor_id=row.counsellor_id,
        place_id=row.place_id,
        room=room,
        start_at=row.start_at,
        end_at=row.end_at,
        status=S.BOOKED if row.start_at < basis.firm_until_at else S.PROPOSED,
        outcome=None,
        held_until_at=None,
        roster_version=basis.roster_version,
        risk=row.risk,
        reason=row.reason,
        sequence=0,
        created_at=now,
        changed_at=now,
    )
