"""What choosing a time comes to: held, moved, or refused with fresh times."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.care.desk import CareDesk
from app.care.domain.offering import OffersView
from app.care.domain.sieve import ANYTHING, Sieve
from app.care.reads.offers import Choice, offers_of
from app.care.services.call_off import move_by_officer
from app.care.services.hold import hold_slot
from app.care.store.tables.appointments import Appointment
from app.care.web.officer.offer_seal import OUTDATED, opened_offer, refuse_if_roster_changed

ASK_AFRESH = frozenset(
    {"slot-taken", "slot-gone", "session-taken", "other-counsellor", "world-moved-on", "hold-lapsed", OUTDATED}
)
"""Refusals after which other times are the answer."""


@dataclass(frozen=True, slots=True)
class Chooser:
    """Who chooses, for which of their courses, and when."""

    officer_id: str
    course_id: str
    now: datetime

    def hold(self, db: Session, token: str) -> Appointment:
        """Hold the offered slot. Raises what opened_offer, refuse_if_roster_changed and hold_slot raise."""
        chosen = opened_offer(token, self.officer_id, self.course_id, now=self.now)
        refuse_if_roster_changed(db, self.officer_id, chosen)
        return hold_slot(db, self.officer_id, self.course_id, chosen, now=self.now)

    def move(self, db: Session, appointment_id: str, token: str) -> Appointment:
        """Book the offered slot in place of an appointment. Raises as `hold` does, and what move_by_officer raises."""
        chosen = opened_offer(token, self.officer_id, self.course_id, now=self.now)
        refuse_if_roster_changed(db, self.officer_id, chosen)
        return move_by_officer(db, self.officer_id, appointment_id, chosen, now=self.now)


def offers_now(
    desk: CareDesk, officer_id: str, course_id: str, *, number: int | None = None, sieve: Sieve = ANYTHING
) -> OffersView:
    """The times on offer at this moment that pass the sieve. Raises NotFound if the course is not the officer's."""
    return offers_of(desk.store, officer_id, course_id, Choice(number, sieve=sieve), now=desk.clock())
