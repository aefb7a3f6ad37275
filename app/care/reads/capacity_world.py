"""Everything that planning the whole desk depends on, and how many referrals came when."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.care.domain.appointment import STANDING
from app.care.domain.course import CourseState
from app.care.domain.policy import Policy
from app.care.domain.study import counts_from
from app.care.domain.world import World
from app.care.reads.world import facts
from app.care.store import providers
from app.care.store.force import policy_of, zone_of
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.courses import Course
from app.care.store.tables.officers import Officer


@dataclass(frozen=True, slots=True)
class Desk:
    """The facts of every open course, the force's policy, and how many staff there are."""

    world: World
    policy: Policy
    staff: int


def read_desk(db: Session, *, now: datetime) -> Desk:
    """The welfare lead's planner's eyes: open courses that were there before this week, everybody else as taken."""
    policy = policy_of(db)
    query = select(Course.id).where(Course.state == CourseState.OPEN, Course.opened_at < counts_from(now, zone_of(db)))
    ids = list(db.scalars(query.order_by(Course.id)))
    return Desk(facts(db, ids, now=now, policy=replace(policy, kept_share=0), others_too=True), policy, staff_of(db))


def staff_of(db: Session) -> int:
    """How many members of staff the store knows."""
    return db.scalar(select(func.count()).select_from(Officer).where(Officer.stands_in.is_(False))) or 0


def referrals_by_week(db: Session, first_at: datetime, weeks: int) -> Mapping[str, list[int]]:
    """How many courses were opened in each of so many weeks from an instant on, by urgency, the oldest week first."""
    end_at = first_at + timedelta(weeks=weeks)
    query = select(Course.urgency, Course.opened_at).where(Course.opened_at >= first_at, Course.opened_at < end_at)
    found: dict[str, Counter[int]] = {}
    for urgency, opened_at in db.execute(query):
        found.setdefault(urgency.value, Counter())[(opened_at - first_at) // timedelta(weeks=1)] += 1
    return {name: [count[week] for week in range(weeks)] for name, count in found.items()}


def planned_by_week(db: Session, first_at: datetime, weeks: int) -> list[tuple[int, int]]:
    """For each of so many weeks how many sessions stand or were held, and of how many officers."""
    query = select(Appointment.officer_id, Appointment.start_at).where(
        Appointment.status.in_(STANDING),
        Appointment.start_at >= first_at,
        Appointment.start_at < first_at + timedelta(weeks=weeks),
    )
    sessions: Counter[int] = Counter()
    people: dict[int, set[str]] = {}
    for officer_id, start_at in db.execute(query):
        week = (start_at - first_at) // timedelta(weeks=1)
        sessions[week] += 1
        people.setdefault(week, set()).add(officer_id)
    return [(sessions[week], len(people.get(week, ()))) for week in range(weeks)]


def hours_by_week(db: Session, first_at: datetime, weeks: int) -> list[int]:
    """For each of so many weeks how many hours of counsellors are open, whole hours in all."""
    ids = [who.id for who in providers.active_counsellors(db)]
    minutes = [0.0] * weeks
    end_at = first_at + timedelta(weeks=weeks)
    for _, start_at, stops_at, _ in providers.stretches_of_counsellors(db, ids, first_at, end_at):
        week = (start_at - first_at) // timedelta(weeks=1)
        if 0 <= week < weeks:
            minutes[week] += (stops_at - start_at).total_seconds() / 60
    return [int(each // 60) for each in minutes]
