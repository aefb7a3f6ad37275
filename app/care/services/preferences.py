"""Keeps what an officer told us about their own time, and fits their course to it again."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.discretion import leaks
from app.care.domain.needs import OfficerNeeds
from app.care.services.appointment_life import changed
from app.care.services.call_off import clear_for_absence
from app.care.services.replan import replan
from app.care.store import appointments, courses, officers, providers
from app.care.store.force import policy_of
from app.care.store.tables.courses import Course
from app.care.store.tables.officers import Officer
from app.foundation.refusals import Fault, Invalid
from app.foundation.versions import etag_of, refuse_if_changed
from scheduler.interval import Interval

LONGEST_TITLE, LONGEST_PLACE = 60, 40
_SAY_LESS = "Others may see this in your calendar; choose a word that says less"
MOST_BLACKOUTS = 50
DUTY_TIME = "duty-time-not-allowed"


def version_of(officer: Officer) -> str:
    """The entity tag of everything that an officer has set."""
    return etag_of(officer.needs)


def keep_needs(db: Session, officer_id: str, needs: OfficerNeeds, *, seen: str | None = None) -> None:
    """Store the needs; what of the course no longer fits them is planned anew. Raises NotFound without such an officer.

    What else is kept beside them (how the diary shows places) stays. Raises Invalid ("duty-time-not-allowed") for a
    wish that the force does not allow, VersionChanged if something else stands there than what was `seen` (None: any).
    """
    course, officer = _locked(db, officer_id)
    refuse_if_changed(seen, version_of(officer))
    _keep(db, course, officer, needs)


def add_blackout(db: Session, officer_id: str, away: Interval[datetime], *, now: datetime) -> int:
    """Nothing is planned in this stretch from now on, and what lies in it is called off; returns how many that are.

    At once, not by the plan: a course that waits gets none, and an officer who is away must not stay booked.
    What they are just deciding on stays. Raises Invalid when there are too many to be meant.
    """
    course, officer = _locked(db, officer_id)
    needs = OfficerNeeds.from_json(officer.needs)
    if away in needs.blackouts:
        return 0
    if len(needs.blackouts) >= MOST_BLACKOUTS:
        raise Invalid("That is a lot of days away.", faults=[Fault("Take one off the list first", column="first_on")])
    blackouts = tuple(sorted((*needs.blackouts, away), key=lambda span: span.start))
    _keep(db, course, officer, replace(needs, blackouts=blackouts))
    ahead = [a for a in appointments.live_of_officers(db, [officer_id], away.start) if a.start_at < away.end]
    struck = [a.id for a in ahead if a.status is not AppointmentStatus.HELD and a.start_at > now]
    for appointment_id in struck:
        clear_for_absence(db, appointment_id, now=now)
    return len(struck)


def drop_blackout(db: Session, officer_id: str, starts_at: datetime) -> None:
    """The stretch that starts then is free again; what is planned stays where it is. None such: nothing changes."""
    course, officer = _locked(db, officer_id)
    needs = OfficerNeeds.from_json(officer.needs)
    blackouts = tuple(span for span in needs.blackouts if span.start != starts_at)
    _keep(db, course, officer, replace(needs, blackouts=blackouts))


@dataclass(frozen=True, slots=True)
class DiaryWords:
    """What entries in the private diary are called, whether they say where, and in which words, by place.

    A place without a word is called by what is usual.
    """

    title: str
    with_place: bool = False
    places: Mapping[str, str] = field(default_factory=dict)


def name_diary(db: Session, officer_id: str, words: DiaryWords, *, now: datetime) -> None:
    """Call entries so from now on. Raises Invalid, with every fault, for what would give the officer away to whoever
    sees their calendar, and for places that there are none of.
    """
    title, places = _tidy(words.title), {place: _tidy(word) for place, word in words.places.items() if _tidy(word)}
    faults = [*_title_faults(title), *_place_faults(places, {place.id for place in providers.places(db)})]
    if faults:
        raise Invalid("Please choose other words.", faults=faults)
    officer = officers.locked(db, officer_id)
    officer.calendar_title, officer.calendar_changed_at = title, now
    officer.needs = {**officer.needs, "calendar_place": words.with_place, "calendar_words": places}


def _tidy(typed: str) -> str:
    return " ".join(typed.split())


def _title_faults(title: str) -> Iterator[Fault]:
    if not title or len(title) > LONGEST_TITLE:
        yield Fault(f"Use 1 to {LONGEST_TITLE} letters", column="title")
    elif _says_too_much(title):
        yield Fault(_SAY_LESS, column="title")


def _place_faults(places: Mapping[str, str], known: Collection[str]) -> Iterator[Fault]:
    for place, word in places.items():
        if place not in known:
            yield Fault("There is no such place", column=f"word-{place[:40]}")
        elif len(word) > LONGEST_PLACE:
            yield Fault(f"Use up to {LONGEST_PLACE} letters", column=f"word-{place}")
        elif _says_too_much(word):
            yield Fault(_SAY_LESS, column=f"word-{place}")


def _says_too_much(text: str) -> bool:
    return bool(leaks(text)) or not text.isprintable()


def _locked(db: Session, officer_id: str) -> tuple[Course | None, Officer]:
    """The course that goes on and the officer, both kept from others: what is set now builds on what was set before."""
    course = courses.going_on_of_officer(db, officer_id)
    return courses.locked(db, course.id) if course else None, officers.locked(db, officer_id)


def _keep(db: Session, course: Course | None, officer: Officer, needs: OfficerNeeds) -> None:
    before = OfficerNeeds.from_json(officer.needs)
    if needs.in_duty_time and not (before.in_duty_time or policy_of(db).rest.in_duty_time_by_force):
        fault = Fault("Your force does not allow this during a turn of duty", column="duty")
        raise Invalid("That is not possible here.", code=DUTY_TIME, faults=[fault])
    kept = {**officer.needs, **needs.as_json()}
    if kept == officer.needs:
        return
    officer.needs = kept
    if course is not None:
        changed(course)
        replan(db, course)
