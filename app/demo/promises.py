"""The promises, checked against the store as it stands: each function names what is broken, or nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy.orm import Session

from app.care.domain.appointment import LIVE, AppointmentStatus
from app.care.domain.ledger import Balance, balance_of
from app.care.reads.world_courses import duties_of
from app.care.store import appointments, courses, ledger
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.courses import Course
from scheduler.duty import WORKING

FULFILLED = AppointmentStatus.FULFILLED
_PAUSE = timedelta(minutes=60)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the promises are checked on."""

    courses: Sequence[Course]
    rows: Sequence[Appointment]
    balances: dict[str, Balance]
    db: Session
    now: datetime

    def live(self) -> list[Appointment]:
        """The appointments that occupy somebody's time."""
        return [row for row in self.rows if row.status in LIVE]


def nothing_is_lost(seen: Seen) -> list[str]:
    """Granted = attended + held + free after every entry, and what was granted is what was agreed."""
    broken = []
    for course in seen.courses:
        entries = [(e.kind, e.units) for e in ledger.entries_of_course(seen.db, course.id)]
        for k in range(1, len(entries) + 1):
            balance_of(entries[:k])  # raises LedgerBroken
        if seen.balances[course.id].granted != course.sessions:
            broken.append(f"{course.id}: granted {seen.balances[course.id].granted} of {course.sessions}")
    return broken


def the_ledger_tells_the_truth(seen: Seen) -> list[str]:
    """As many are held as are planned, as many attended as took place."""
    broken = []
    for course in seen.courses:
        mine = [row for row in seen.rows if row.course_id == course.id]
        held, attended = sum(r.status in LIVE for r in mine), sum(r.status is FULFILLED for r in mine)
        balance = seen.balances[course.id]
        if (balance.held, balance.attended) != (held, attended):
            broken.append(f"{course.id}: {balance} with {held} planned and {attended} attended")
    return broken


def nobody_is_in_two_places(seen: Seen) -> list[str]:
    """No counsellor, officer or room has two appointments at once."""
    kinds: tuple[Callable[[Appointment], str | None], ...] = (
        lambda row: row.counsellor_id,
        lambda row: row.officer_id,
        lambda row: f"{row.place_id} room {row.room}" if row.room is not None else None,
    )
    return [fault for kind in kinds for fault in _overlaps(seen.live(), kind)]


def nobody_is_on_duty_then(seen: Seen) -> list[str]:
    """No appointment ahead lies in the officer's duty, or within an hour after its end."""
    ahead = [row for row in seen.live() if row.start_at > seen.now]
    if not ahead:
        return []
    duties = duties_of(
        seen.db, {row.officer_id for row in ahead}, seen.now - timedelta(days=2), max(row.end_at for row in ahead)
    )
    return [
        f"{row.id}: {row.start_at} while on {duty.kind} duty"
        for row in ahead
        for duty in duties[row.officer_id]
        if duty.kind in WORKING and duty.start_at < row.end_at and row.start_at < duty.end_at + _PAUSE
    ]


def one_counsellor_each(seen: Seen) -> list[str]:
    """What lies ahead of a course is with one counsellor: the course's own."""
    own = {course.id: course.counsellor_id for course in seen.courses}
    return [f"{row.id}: with another counsellor" for row in seen.live() if row.counsellor_id != own[row.course_id]]


PROMISES = (
    nothing_is_lost,
    the_ledger_tells_the_truth,
    nobody_is_in_two_places,
    nobody_is_on_duty_then,
    one_counsellor_each,
)


def broken_promises(db: Session, course_ids: Iterable[str], *, now: datetime) -> list[str]:
    """Every broken promise in words; empty when all are kept."""
    ids = list(course_ids)
    seen = Seen(
        courses=courses.by_ids(db, ids),
        rows=appointments.of_courses(db, ids),
        balances=ledger.balances_of_courses(db, ids),
        db=db,
        now=now,
    )
    return [f"{promise.__name__}: {fault}" for promise in PROMISES for fault in promise(seen)]


def _overlaps(rows: Sequence[Appointment], kind: Callable[[Appointment], str | None]) -> list[str]:
    groups: dict[str, list[Appointment]] = defaultdict(list)
    for row in rows:
        name = kind(row)
        if name is not None:
            groups[name].append(row)
    broken = []
    for name, mine in groups.items():
        mine.sort(key=lambda row: row.start_at)
        broken += [f"{name}: {a.id} and {b.id}" for a, b in pairwise(mine) if b.start_at < a.end_at]
    return broken
