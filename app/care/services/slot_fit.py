"""Checks a slot against what the counsellor and the place can take, and finds it a room."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.care.domain.capacity import Limits, Stretch, in_hours, keeps_breaks, lowest_free_room, within_limits
from app.care.domain.kept_hours import is_kept, kept_since
from app.care.store import appointments, providers, sooner
from app.care.store.force import policy_of, zone_of
from app.care.store.guards import SLOT_TAKEN
from app.care.store.tables.courses import Course
from app.care.store.tables.providers import Counsellor
from app.care.store.tables.sooner import SoonerOffer
from app.foundation.refusals import Conflict

_NEAR = timedelta(days=8)
"""A local week and its clock change lie whole within this of any instant in it."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a session would go."""

    place_id: str
    start_at: datetime
    end_at: datetime

    @property
    def stretch(self) -> Stretch:
        """The slot as time of the counsellor."""
        return Stretch(self.start_at, self.end_at)


def fit(db: Session, course_id: str, counsellor_id: str, slots: Sequence[Slot], *, now: datetime) -> list[int | None]:
    """A room for each of the slots of one course (None where the place has no limit).

    Locks the counsellor, then the places, so that two bookers cannot both find the last room or the day's last
    session free. Overlaps with the counsellor's and the officer's own appointments are the database's to forbid.
    Raises Conflict ("slot-gone" for hours, breaks, limits and what is kept for replacements; "slot-taken" when no room
    is free), NotFound.
    """
    if not slots:
        return []
    counsellor = providers.locked_counsellor(db, counsellor_id)
    _refuse_unless_taken_on(db, course_id, counsellor)
    kept = sooner.kept_of(db, [counsellor.id])
    _refuse_if_offered(kept, slots)
    near = min(slot.start_at for slot in slots) - _NEAR, max(slot.end_at for slot in slots) + _NEAR
    hours = _hours(db, counsellor, *near)
    _refuse_unless_free(db, counsellor, slots, hours, (near, kept))
    _refuse_if_for_replacements(db, course_id, counsellor, slots, hours, now=now)
    places = providers.locked_places(db, {slot.place_id for slot in slots})
    return [_room(db, slot, places[slot.place_id].rooms) for slot in slots]


def _refuse_if_offered(kept: Sequence[SoonerOffer], slots: Sequence[Slot]) -> None:
    """What is kept for whoever waits for something sooner counts as taken until they take it: see services.sooner."""
    if any(one.start_at < slot.end_at and one.end_at > slot.start_at for one in kept for slot in slots):
        raise Conflict("This time is being kept for somebody who waited for it.", code=SLOT_TAKEN)


def _refuse_unless_taken_on(db: Session, course_id: str, counsellor: Counsellor) -> None:
    """Caseload and lengths limit new courses; one that is with the counsellor goes on, even if they were changed."""
    others = appointments.courses_of_counsellor(db, counsellor.id) - {course_id}
    course = db.get_one(Course, course_id)
    is_theirs = course.counsellor_id == counsellor.id
    if counsellor.lengths and course.minutes not in counsellor.lengths and not is_theirs:
        raise Conflict("This counsellor offers no sessions of this length.", code="slot-gone")
    if not counsellor.active or (len(others) >= counsellor.caseload and not is_theirs):
        raise Conflict("This counsellor cannot take on any more.", code="slot-gone")


def _refuse_unless_free(
    db: Session,
    counsellor: Counsellor,
    slots: Sequence[Slot],
    hours: Sequence[Stretch],
    taken: tuple[tuple[datetime, datetime], Sequence[SoonerOffer]],
) -> None:
    near, kept = taken
    others = [Stretch(*times) for times in appointments.times_of_counsellor(db, counsellor.id, *near)]
    others += [Stretch(one.start_at, one.end_at) for one in kept]
    wanted = [slot.stretch for slot in slots]
    if not all(in_hours(slot.stretch, slot.place_id, hours) for slot in slots):
        raise Conflict("The counsellor is no longer there at this time.", code="slot-gone")
    if not all(keeps_breaks(stretch, others, counsellor.break_minutes) for stretch in wanted):
        raise Conflict("This time is too close to another of the counsellor's.", code="slot-gone")
    limits = Limits(counsellor.max_per_day, counsellor.max_per_week, counsellor.break_minutes)
    if not within_limits(wanted, others, limits, zone_of(db)):
        raise Conflict("The counsellor's day or week is full.", code="slot-gone")


def _refuse_if_for_replacements(
    db: Session,
    course_id: str,
    counsellor: Counsellor,
    slots: Sequence[Slot],
    hours: Sequence[Stretch],
    *,
    now: datetime,
) -> None:
    """Offers leave these hours out, but programs may name any slot."""
    zone = zone_of(db)
    far = [slot.stretch for slot in slots if slot.start_at >= kept_since(now, zone)]
    if not far or appointments.agreed(db, course_id):
        return
    if any(is_kept(one, counsellor.id, hours, policy_of(db), (now, zone)) for one in far):
        raise Conflict("This time is kept for sessions that must be replaced.", code="slot-gone")


def _hours(db: Session, counsellor: Counsellor, first_at: datetime, last_at: datetime) -> list[Stretch]:
    # Columns, not rows: a course of ten asks for a hundred of each, while every other writer waits.
    return [
        Stretch(start_at, end_at, tuple(json.loads(places)))
        for _, start_at, end_at, places in providers.stretches_of_counsellors(db, [counsellor.id], first_at, last_at)
    ]


def _room(db: Session, slot: Slot, rooms: int | None) -> int | None:
    if rooms is None:
        return None
    there = appointments.live_at_places(db, [slot.place_id], slot.start_at, slot.end_at)
    kept = sooner.kept_of(db, (), [slot.place_id])
    taken = [a.room for a in there] + [
        one.room for one in kept if one.start_at < slot.end_at and one.end_at > slot.start_at
    ]
    room = lowest_free_room(rooms, (one for one in taken if one is not None))
    if room is None:
        raise Conflict("No room is free at this time.", code=SLOT_TAKEN)
    return room
