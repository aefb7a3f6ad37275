"""What choosing a time comes to: held, moved, or refused with fresh times."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.care.desk import CareDesk
from app.care.domain.offering import OffersView
from app.care.domain.planned import PlanBasis
from app.care.domain.sieve import ANYTHING, Sieve
from app.care.reads.move_preview import MovePreview, preview_move
from app.care.reads.offers import Choice, offers_of
from app.care.services.call_off import move_by_officer
from app.care.services.hold import hold_slot
from app.care.services.plan_booking import book_plan
from app.care.store import courses, roster_intake
from app.care.store.force import policy_of
from app.care.store.tables.appointments import Appointment
from app.care.web.officer.offer_seal import OUTDATED, opened_offer, refuse_if_roster_changed
from app.foundation.database import Database
from app.foundation.refusals import Conflict

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

    def preview(self, store: Database, appointment_id: str, token: str) -> MovePreview:
        """What a move to the offered slot would come to. Raises as `hold` does, and what preview_move raises."""
        chosen = opened_offer(token, self.officer_id, self.course_id, now=self.now)
        with store.read() as db:
            refuse_if_roster_changed(db, self.officer_id, chosen)
        return preview_move(store, self.officer_id, appointment_id, chosen, now=self.now)

    def foreseen(self, store: Database, appointment_id: str, token: str) -> MovePreview | None:
        """The same to be booked with the move; None where that would be refused: the move then says why."""
        try:
            return self.preview(store, appointment_id, token)
        except Conflict:
            return None

    def move(
        self,
        db: Session,
        appointment_id: str,
        token: str,
        *,
        foreseen: MovePreview | None = None,
        seen: int | None = None,
    ) -> Appointment:
        """Book the offered slot in place of an appointment, with what shifts for it, as one step.

        Raises as `hold` does, what move_by_officer raises, and Conflict ("world-moved-on") when the course is not in
        the version `seen` any more, in which it was agreed to.
        """
        rosters_at = roster_intake.latest_locked(db, to_change=False)
        course = courses.locked_of_officer(db, self.course_id, self.officer_id)
        if course.version != (course.version if seen is None else seen):
            raise Conflict("Your plan has changed since you looked, so nothing was moved.", code="world-moved-on")
        chosen = opened_offer(token, self.officer_id, self.course_id, now=self.now)
        refuse_if_roster_changed(db, self.officer_id, chosen)
        is_as_foreseen = foreseen is not None and (foreseen.version, foreseen.roster_version) == (
            course.version,
            rosters_at,
        )
        moved = move_by_officer(db, self.officer_id, appointment_id, chosen, now=self.now)
        if foreseen is not None and is_as_foreseen and foreseen.rows and moved.id != appointment_id:
            basis = PlanBasis(course.version, foreseen.roster_version, policy_of(db).firm_until(self.now))
            book_plan(db, course.id, foreseen.rows, basis, now=self.now)
        return moved


def offers_now(
    desk: CareDesk, officer_id: str, course_id: str, *, number: int | None = None, sieve: Sieve = ANYTHING
) -> OffersView:
    """The times on offer at this moment that pass the sieve. Raises NotFound if the course is not the officer's."""
    with desk.turns.turn():
        return offers_of(desk.store, officer_id, course_id, Choice(number, sieve=sieve), now=desk.clock())
