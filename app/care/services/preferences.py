"""Keeps what an officer told us about their own time, and fits their course to it again."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.discretion import leaks
from app.care.domain.needs import OfficerNeeds
from app.care.services.appointment_life import changed
from app.care.services.call_off import clear_for_absence
from app.care.services.replan import replan
from app.care.store import appointments, courses, officers
from app.foundation.refusals import Fault, Invalid
from scheduler.interval import Interval

LONGEST_TITLE = 60
MOST_BLACKOUTS = 50


def keep_needs(db: Session, officer_id: str, needs: OfficerNeeds) -> None:
    """Store the needs; what of the course no longer fits them is planned anew. Raises NotFound without such an officer.

    What else is kept beside them (how the diary shows places) stays.
    """
    course = courses.going_on_of_officer(db, officer_id)
    locked = courses.locked(db, course.id) if course else None
    officer = officers.one(db, officer_id)
    kept = {**officer.needs, **needs.as_json()}
    if kept == officer.needs:
        return
    officer.needs = kept
    if locked is not None:
        changed(locked)
        replan(db, locked)


def add_blackout(db: Session, officer_id: str, away: Interval[datetime], *, now: datetime) -> int:
    """Nothing is planned in this stretch from now on, and what lies in it is called off; returns how many that are.

    At once, not by the plan: a course that waits gets none, and an officer who is away must not stay booked.
    What they are just deciding on stays. Raises Invalid when there are too many to be meant.
    """
    needs = OfficerNeeds.from_json(officers.one(db, officer_id).needs)
    if away in needs.blackouts:
        return 0
    if len(needs.blackouts) >= MOST_BLACKOUTS:
        raise Invalid("That is a lot of days away.", faults=[Fault("Take one off the list first", column="first_on")])
    blackouts = tuple(sorted((*needs.blackouts, away), key=lambda span: span.start))
    keep_needs(db, officer_id, replace(needs, blackouts=blackouts))
    ahead = [a for a in appointments.live_of_officers(db, [officer_id], away.start) if a.start_at < away.end]
    struck = [a.id for a in ahead if a.status is not AppointmentStatus.HELD and a.start_at > now]
    for appointment_id in struck:
        clear_for_absence(db, appointment_id, now=now)
    return len(struck)


def drop_blackout(db: Session, officer_id: str, starts_at: datetime) -> None:
    """The stretch that starts then is free again; what is planned stays where it is. None such: nothing changes."""
    needs = OfficerNeeds.from_json(officers.one(db, officer_id).needs)
    blackouts = tuple(span for span in needs.blackouts if span.start != starts_at)
    keep_needs(db, officer_id, replace(needs, blackouts=blackouts))


def name_diary(db: Session, officer_id: str, title: str, *, with_place: bool, now: datetime) -> None:
    """What entries in the private diary are called, and whether they say where.

    Raises Invalid for a title that would give the officer away to whoever sees their calendar.
    """
    title = " ".join(title.split())
    if not title or len(title) > LONGEST_TITLE:
        raise Invalid("Please look at the title.", faults=[Fault(f"Use 1 to {LONGEST_TITLE} letters", column="title")])
    if leaks(title) or not title.isprintable():
        fault = Fault("Others may see this in your calendar; choose a word that says less", column="title")
        raise Invalid("Please choose another title.", faults=[fault])
    officer = officers.one(db, officer_id)
    officer.calendar_title, officer.calendar_changed_at = title, now
    officer.needs = {**officer.needs, "calendar_place": with_place}
