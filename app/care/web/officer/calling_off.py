"""Calls a time off for its officer and keeps the best one in its place, as one step."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.care.desk import CareDesk
from app.care.domain.planned import ChosenSlot
from app.care.reads.in_place import in_place_of
from app.care.services.call_off import call_off_for
from app.care.services.hold import hold_instead, let_go
from app.care.store import appointments
from app.care.store.tables.appointments import Appointment
from app.care.web.officer.planning import plan_now
from app.foundation.refusals import Conflict

_TAKEN = frozenset({"slot-taken", "slot-gone", "session-taken", "other-counsellor", "nothing-left", "world-moved-on"})
"""Refusals after which the next best slot is tried; without any the plan finds one."""


def _nothing(_db: Session, _old: Appointment) -> None:
    """Nothing else."""


@dataclass(frozen=True, slots=True)
class CallingOff:
    """Who calls off what; `also` stands or falls with it."""

    officer_id: str
    appointment_id: str
    why: str = ""
    also: Callable[[Session, Appointment], None] = _nothing


def call_off_and_keep(desk: CareDesk, calling: CallingOff) -> Appointment:
    """Call it off; a call that same day is held in its place, else the best time on another day, else the plan's.

    Again changes nothing. Raises what cancel_by_officer and `also` raise; nothing has changed then.
    """
    now = desk.clock()
    found = in_place_of(desk.store, calling.officer_id, calling.appointment_id, now=now)

    def act(db: Session, chosen: ChosenSlot | None) -> Appointment:
        gone = call_off_for(db, calling.officer_id, calling.appointment_id, chosen, now=now, why=calling.why)
        calling.also(db, gone)
        return gone

    return _first_that_holds(desk, (*found.same_day[:2], *found.another_day[:3]), act)


def keep_another_day(desk: CareDesk, officer_id: str, ended_id: str, kept_id: str) -> Appointment:
    """Let what is held in place of `ended_id` go, and hold the best time on another day instead, else the plan's.

    Raises NotFound; Conflict ("illegal-move") when what was held is not held any more.
    """
    now = desk.clock()
    found = in_place_of(desk.store, officer_id, ended_id, now=now)

    def act(db: Session, chosen: ChosenSlot | None) -> Appointment:
        ended = appointments.one_of_officer(db, ended_id, officer_id)
        let_go(db, officer_id, kept_id, now=now)
        if chosen is not None:
            hold_instead(db, ended, chosen, now=now)
        return ended

    return _first_that_holds(desk, found.another_day[:3], act)


def _first_that_holds(
    desk: CareDesk, found: Sequence[ChosenSlot], act: Callable[[Session, ChosenSlot | None], Appointment]
) -> Appointment:
    for chosen in found:
        try:
            with desk.store.write() as db:
                return act(db, chosen)
        except Conflict as refused:
            if refused.stable_code not in _TAKEN:
                raise
    with desk.store.write() as db:
        ended = act(db, None)
    plan_now(desk, ended.course_id)
    return ended
