"""What stands now in place of an appointment that was missed or called off, for its officer's eyes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.care.domain.appointment import LIVE, AppointmentStatus
from app.care.domain.outcome import Outcome
from app.care.reads.officer_names import names_of
from app.care.reads.officer_plan import AppointmentView, viewed
from app.care.store import appointments
from app.care.store.force import zone_of
from app.care.store.tables.appointments import Appointment
from app.foundation.refusals import NotFound

S = AppointmentStatus


@dataclass(frozen=True, slots=True)
class KeptInstead:
    """`kept`: None while nothing stands. `is_switch`: it is that same day. `is_settled`: the officer said yes to it."""

    ended: AppointmentView
    kept: AppointmentView | None
    is_switch: bool = False
    is_settled: bool = False

    @property
    def was_missed(self) -> bool:
        """Missed on the day, not called off before."""
        return self.ended.status is S.NOSHOW


def instead_of(db: Session, officer_id: str, ended_id: str, *, now: datetime) -> KeptInstead:
    """The officer's eyes. Raises NotFound unless it is theirs and was missed, or called off by themselves."""
    ended = appointments.one_of_officer(db, ended_id, officer_id)
    if ended.status is not S.NOSHOW and ended.outcome is not Outcome.CANCELLED_BY_OFFICER:
        raise NotFound("There is nothing to decide here.")
    return _seen(db, appointments.of_course(db, ended.course_id), ended, now=now)


def missed_lately(db: Session, officer_id: str, course_id: str, *, now: datetime) -> KeptInstead | None:
    """The officer's eyes: the last miss for which a time is kept that they have not said anything about yet."""
    rows = [a for a in appointments.of_course(db, course_id) if a.officer_id == officer_id]
    missed = [a for a in rows if a.status is S.NOSHOW]
    if not missed:
        return None
    last = _seen(db, rows, max(missed, key=lambda a: (a.changed_at, a.id)), now=now)
    return last if last.kept is not None and not last.is_settled else None


def _seen(db: Session, rows: Sequence[Appointment], ended: Appointment, *, now: datetime) -> KeptInstead:
    kept = came_instead(rows, ended, now=now)
    names = names_of(db, {ended.counsellor_id, *([kept.counsellor_id] if kept else [])})
    if kept is None:
        return KeptInstead(viewed(ended, names), None)
    facts = appointments.facts_of(db, kept.id)
    return KeptInstead(
        viewed(ended, names),
        viewed(kept, names),
        is_switch=_same_day(ended, kept, zone_of(db)),
        is_settled=any(fact.by == "officer" and fact.status is S.BOOKED for fact in facts),
    )


def came_instead(rows: Sequence[Appointment], ended: Appointment, *, now: datetime) -> Appointment | None:
    """The live one that replaces it, through whatever came between; else what was planned since as the same session."""
    followers = [a for a in rows if a.replaces_id == ended.id]
    found = [a for a in followers if _stands(a, now)]
    found += [last for a in followers if (last := came_instead(rows, a, now=now))] if not found else []
    if not found:
        found = [a for a in rows if a.number == ended.number and a.created_at >= ended.changed_at and _stands(a, now)]
    return max(found, key=lambda a: (a.created_at, a.id), default=None)


def _stands(a: Appointment, now: datetime) -> bool:
    has_lapsed = a.status is S.HELD and (a.held_until_at is None or a.held_until_at <= now)
    return a.status in LIVE and a.start_at > now and not has_lapsed


def _same_day(one: Appointment, other: Appointment, zone: ZoneInfo) -> bool:
    return one.start_at.astimezone(zone).date() == other.start_at.astimezone(zone).date()
