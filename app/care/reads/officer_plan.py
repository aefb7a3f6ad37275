"""An officer's course as they themselves see it: every session, what stands for it, and what the ledger says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from app.care.domain.appointment import STANDING, AppointmentStatus
from app.care.domain.course import CourseState
from app.care.domain.ledger import Balance
from app.care.domain.outcome import Outcome
from app.care.domain.wants import AS_ASKED
from app.care.reads.officer_names import Names, names_of
from app.care.reads.plan_reasons import reasons_of, why_of
from app.care.store import appointments, courses, ledger
from app.care.store.force import policy_of
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.courses import CounsellorChange, Course

S = AppointmentStatus
_ENDED = frozenset({S.CANCELLED, S.NOSHOW})


class Stands(StrEnum):
    """How a session stands, for its officer."""

    DONE = "done"
    PAST = "past"
    """Its time is over and nobody has said yet how it went."""
    BOOKED = "booked"
    PENCILLED = "pencilled"
    """Provisional: beyond the firm horizon, or nothing is agreed yet."""
    KEPT = "kept"
    """Held while the officer decides."""
    OPEN = "open"
    """Owed, with no time yet."""


@dataclass(frozen=True, slots=True)
class AppointmentView:
    """One appointment with its names."""

    id: str
    course_id: str
    number: int
    status: AppointmentStatus
    outcome: Outcome | None
    start_at: datetime
    end_at: datetime
    counsellor_id: str
    counsellor_name: str
    place_id: str
    place_name: str
    is_video: bool
    words: str
    risk: int
    held_until_at: datetime | None
    changed_at: datetime
    note: str = ""
    """What was said where it ended by the officer's wish: see appointments.said_of_ends."""
    call: str = ""
    """The number to ring, for a call."""

    @property
    def slot(self) -> tuple[datetime, str, str]:
        """When, where and with whom."""
        return self.start_at, self.place_id, self.counsellor_id

    @property
    def why(self) -> str:
        """The reason without place and time, which stand beside it: "3 h after your late turn ends"."""
        return why_of(self.words, self.place_name)


@dataclass(frozen=True, slots=True)
class SessionView:
    """Session `number`: what stands for it, the last promise that did not come true, and why this time was chosen."""

    number: int
    stands: Stands
    appointment: AppointmentView | None
    moved_from: AppointmentView | None
    reasons: tuple[str, ...] = ()

    @property
    def has_moved(self) -> bool:
        """Whether another time, place or person stands now than was promised last."""
        if self.appointment is None or self.moved_from is None:
            return False
        return self.appointment.slot != self.moved_from.slot


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A change of counsellor that waits for the officer's word; `as_asked`: they have asked for somebody like that."""

    id: str
    from_name: str
    to_id: str
    to_name: str
    proposed_at: datetime
    as_asked: bool


@dataclass(frozen=True, slots=True)
class PlanView:
    """A whole course. `agreed`: the officer has booked something of it, so that times are promises.

    `gave_up`: automatic planning has stopped by itself after too many misses, not because the officer asked to wait.
    """

    course_id: str
    state: CourseState
    minutes: int
    rebooks: bool
    gave_up: bool
    agreed: bool
    balance: Balance
    sessions: tuple[SessionView, ...]
    change: ChangeView | None
    opened_at: datetime
    start_by_at: datetime

    @property
    def upcoming(self) -> AppointmentView | None:
        """The next time that is booked."""
        booked = [s.appointment for s in self.sessions if s.stands is Stands.BOOKED and s.appointment]
        return min(booked, key=lambda a: a.start_at, default=None)

    @property
    def first_ahead(self) -> AppointmentView | None:
        """The next time that stands, booked or pencilled in."""
        ahead = {Stands.BOOKED, Stands.PENCILLED}
        found = [s.appointment for s in self.sessions if s.stands in ahead and s.appointment]
        return min(found, key=lambda a: a.start_at, default=None)

    @property
    def kept(self) -> AppointmentView | None:
        """The time that is held for the officer now."""
        return next((s.appointment for s in self.sessions if s.stands is Stands.KEPT), None)

    def session(self, number: int) -> SessionView | None:
        """Session `number`, if the course has it."""
        return next((one for one in self.sessions if one.number == number), None)

    @property
    def has_pencilled(self) -> bool:
        """Whether anything of it is provisional."""
        return any(one.stands is Stands.PENCILLED for one in self.sessions)


def plan_of_officer(db: Session, officer_id: str, *, now: datetime) -> PlanView | None:
    """The officer's eyes: the course that goes on, else the newest one; None if they never had any."""
    course = courses.going_on_of_officer(db, officer_id)
    if course is None:
        course = next(iter(courses.all_of_officer(db, officer_id)), None)
    return None if course is None else _plan(db, course, now=now)


def plan_of_course(db: Session, officer_id: str, course_id: str, *, now: datetime) -> PlanView:
    """The officer's eyes: one course. Raises NotFound if it is not theirs."""
    return _plan(db, courses.of_officer(db, course_id, officer_id), now=now)


def appointment_of_officer(db: Session, officer_id: str, appointment_id: str) -> AppointmentView:
    """The officer's eyes: one appointment, whatever became of it. Raises NotFound if it is not theirs."""
    row = appointments.one_of_officer(db, appointment_id, officer_id)
    return viewed(row, names_of(db, [row.counsellor_id]))


def viewed(row: Appointment, names: Names, note: str = "") -> AppointmentView:
    """A row with its names, and what was said with its end."""
    place = names.places[row.place_id]
    return AppointmentView(
        id=row.id,
        course_id=row.course_id,
        number=row.number,
        status=row.status,
        outcome=row.outcome,
        start_at=row.start_at,
        end_at=row.end_at,
        counsellor_id=row.counsellor_id,
        counsellor_name=names.counsellors[row.counsellor_id],
        place_id=row.place_id,
        place_name=place.name,
        is_video=place.is_video,
        words=row.reason,
        risk=row.risk,
        held_until_at=row.held_until_at,
        changed_at=row.changed_at,
        note=note,
        call=place.call,
    )


def _plan(db: Session, course: Course, *, now: datetime) -> PlanView:
    rows = appointments.of_course(db, course.id)
    promised = appointments.ever_booked(db, [row.id for row in rows])
    change = courses.open_change(db, course.id)
    asked = [change.from_counsellor_id, change.to_counsellor_id] if change else []
    names = names_of(db, [*(row.counsellor_id for row in rows), *asked])
    said = appointments.said_of_ends(db, [row.id for row in rows if row.status in _ENDED and row.id in promised])
    ends = {one: said.get(one, "") for one in promised}
    reasons = reasons_of(db, course, [row for row in rows if row.status in STANDING], names, now=now)
    by_number: dict[int, list[Appointment]] = {}
    by_id = {row.id: row for row in rows}
    for row in rows:
        by_number.setdefault(row.number, []).append(row)
        if row.replaces_id is not None and by_id[row.replaces_id].number != row.number:
            by_number[row.number].append(by_id[row.replaces_id])
    return PlanView(
        course_id=course.id,
        state=course.state,
        minutes=course.minutes,
        rebooks=course.rebooks,
        gave_up=_gave_up(course, rows, policy_of(db).attempts_cap),
        agreed=bool(promised),
        balance=ledger.balance_of_course(db, course.id),
        sessions=tuple(
            replace(
                _session(number, by_number.get(number, []), ends, names, now=now),
                reasons=reasons.get(number, ()),
            )
            for number in range(1, course.sessions + 1)
        ),
        change=_change(change, names.counsellors),
        opened_at=course.opened_at,
        start_by_at=course.start_by_at,
    )


def _gave_up(course: Course, rows: Sequence[Appointment], cap: int) -> bool:
    ended = [row for row in rows if row.status in _ENDED and row.outcome is not None]
    last = max(ended, key=lambda row: (row.changed_at, row.id), default=None)
    asked_to_wait = not course.rebooks or (last is not None and last.outcome is Outcome.CANCELLED_BY_OFFICER)
    return course.state is CourseState.WAITING and course.automatic_attempts >= cap and not asked_to_wait


def _session(
    number: int, rows: Sequence[Appointment], promised: Mapping[str, str], names: Names, *, now: datetime
) -> SessionView:
    standing = next((row for row in rows if row.status in STANDING), None)
    missed = [row for row in rows if row.status in _ENDED and row.id in promised]
    if standing is not None:
        # What stood already when another ended did not come in its place: it only counts as that session since.
        missed = [row for row in missed if row.changed_at <= standing.created_at]
    last = max(missed, key=lambda row: (row.changed_at, row.id), default=None)
    stands = _stands(standing, now)
    return SessionView(
        number=number,
        stands=stands,
        appointment=None if standing is None or stands is Stands.OPEN else viewed(standing, names),
        moved_from=None if last is None else viewed(last, names, promised[last.id]),
    )


def _stands(row: Appointment | None, now: datetime) -> Stands:
    if row is None:
        return Stands.OPEN
    if row.status is S.FULFILLED:
        return Stands.DONE
    if row.status is S.HELD:
        is_kept = row.held_until_at is not None and row.held_until_at > now
        return Stands.KEPT if is_kept else Stands.OPEN
    if row.end_at <= now:
        return Stands.PAST
    return Stands.BOOKED if row.status is S.BOOKED else Stands.PENCILLED


def _change(change: CounsellorChange | None, names: Mapping[str, str]) -> ChangeView | None:
    if change is None:
        return None
    to_id = change.to_counsellor_id
    as_asked = change.reason == AS_ASKED
    return ChangeView(change.id, names[change.from_counsellor_id], to_id, names[to_id], change.proposed_at, as_asked)
