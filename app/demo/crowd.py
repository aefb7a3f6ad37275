"""Everybody else in the story: who refers themselves, takes the first offer, and how their days go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from app.care.desk import CareDesk
from app.care.domain.referral import Referral
from app.care.domain.urgency import Urgency
from app.care.domain.wants import Mode, Wants
from app.care.reads.offers import offers_for
from app.care.services.counsellor_change import answer_change
from app.care.services.hold import book_held, hold_slot
from app.care.services.referral import refer
from app.care.store import courses, officers
from app.demo.force import Force
from app.demo.practice import Practice
from app.demo.supply import SITES
from app.foundation.refusals import Conflict

_TRIES = 5
GRANTED = (4, 6)
"""Sessions that others are granted: six is the usual offer of employers' schemes, and some need fewer."""
MISS_REASONS = ("kept_on_duty", "kept_on_duty", "recalled_to_duty", "court", "unwell", "did_not_attend")


@dataclass(frozen=True, slots=True)
class Someone:
    """One officer of the story and their course."""

    staff_number: str
    officer_id: str
    course_id: str


def refer_somebody(desk: CareDesk, staff_number: str, rng: Random) -> Someone:
    """One officer refers themselves, is offered slots and takes the best."""
    now = desk.clock()
    with desk.store.read() as db:
        officer_id = officers.ids_by_staff_number(db)[staff_number]
    with desk.store.write() as db:
        course_id = refer(db, officer_id, _wishes(rng), now=now).id
    for _ in range(_TRIES):
        if _take_best(desk, officer_id, course_id):
            break
    return Someone(staff_number, officer_id, course_id)


def _take_best(desk: CareDesk, officer_id: str, course_id: str) -> bool:
    """Hold and book the best offer; False if somebody else was quicker, and other times must be looked at."""
    now = desk.clock()
    found = offers_for(desk.store, officer_id, course_id, now=now, count=1)
    if not found.offers:
        return True
    try:
        with desk.store.write() as db:
            held = hold_slot(db, officer_id, course_id, found.offers[0].chosen, now=now)
            book_held(db, officer_id, held.id, now=now)
    except Conflict:
        return False
    return True


def pick(force: Force, count: int, rng: Random, but: Sequence[str] = ()) -> list[str]:
    """Staff numbers of `count` others, in a random order."""
    others = [member.staff_number for member in force.members if member.staff_number not in but]
    return rng.sample(others, count)


def answer_changes(desk: CareDesk, people: Sequence[Someone]) -> int:
    """Everybody who was asked about another counsellor says yes; returns how many."""
    officer_of = {someone.course_id: someone.officer_id for someone in people}
    with desk.store.read() as db:
        changes = courses.open_changes(db, officer_of)
    for change in changes:
        with desk.store.write() as db:
            answer_change(db, officer_of[change.course_id], change.id, consents=True, now=desk.clock())
    return len(changes)


def reports_due(practice: Practice, reported: set[str], now: datetime) -> list[dict[str, object]]:
    """Appointments in the practice's diary that are over and that it has not reported on, oldest first."""
    over = [
        entry
        for entry in practice.diary().values()
        if entry["event"] in ("appointment.booked", "appointment.moved")
        and entry["appointment"] not in reported
        and datetime.fromisoformat(entry["end"]) + timedelta(minutes=30) <= now
    ]
    return sorted(over, key=lambda entry: entry["start"])


def _wishes(rng: Random) -> Referral:
    mode = rng.choices([Mode.SITE, Mode.EITHER, Mode.VIDEO], [0.3, 0.4, 0.3])[0]
    sites = tuple(key for key, _, _ in SITES)
    return Referral(
        sessions=rng.choice(GRANTED),
        urgency=rng.choices(list(Urgency), [0.12, 0.38, 0.5])[0],
        wants=Wants(
            need=rng.choices(["general", "trauma", "couples", "sleep"], [0.6, 0.2, 0.1, 0.1])[0],
            mode=mode,
            places=() if mode is Mode.VIDEO else sites[: rng.choice([1, 2])],
            counsellor_gender=rng.choices([None, "woman", "man"], [0.85, 0.1, 0.05])[0],
        ),
    )
