"""Wishes for something sooner: made, ended; slots kept for them, taken and left."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.care.domain.appointment import MOVABLE
from app.care.domain.course import CourseState
from app.care.domain.planned import ChosenSlot
from app.care.domain.sieve import Sieve
from app.care.domain.sooner import SoonerSlot
from app.care.domain.told import Told
from app.care.services.call_off import move_by_officer
from app.care.services.freed import freed
from app.care.services.slot_fit import Slot, fit
from app.care.services.tell import mail_of_course
from app.care.store import appointments, courses, sooner
from app.care.store.force import policy_of
from app.care.store.guards import SLOT_TAKEN, settle
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.sooner import SoonerAnswer, SoonerOffer, SoonerWish
from app.foundation.refusals import Conflict, OutOfTurn


def wish_sooner(db: Session, officer_id: str, course_id: str, sieve: Sieve, *, now: datetime) -> SoonerWish:
    """Wait for something sooner that passes the sieve; a wish that stands is changed and keeps its place in the line.

    Raises NotFound, Conflict ("nothing-booked") before the first time is booked, ("course-not-open").
    """
    course = courses.locked_of_officer(db, course_id, officer_id)
    if course.state is not CourseState.OPEN:
        raise OutOfTurn("Something sooner is looked for while your plan goes on.", code="course-not-open")
    if course.counsellor_id is None or not appointments.agreed(db, course.id):
        raise OutOfTurn("Choose your first time, and something sooner can be looked for then.", code="nothing-booked")
    wish = sooner.standing_wish(db, course.id)
    if wish is None:
        wish = SoonerWish(course_id=course.id, since_at=now, sieve=sieve.as_json(), ended_at=None)
        db.add(wish)
    wish.sieve = sieve.as_json()
    settle(db)
    freed(db, course.counsellor_id)
    return wish


def end_wish(db: Session, officer_id: str, course_id: str, *, now: datetime) -> None:
    """Wait no more; what is kept just now goes to the next in line. Again changes nothing. Raises NotFound."""
    course = courses.locked_of_officer(db, course_id, officer_id)
    offer, wish = sooner.open_offer(db, course.id), sooner.standing_wish(db, course.id)
    if wish is not None:
        wish.ended_at = now
    if offer is not None:
        _answer(db, offer, SoonerAnswer.DECLINED, now=now)


def offer_slot(db: Session, wish_id: str, slot: SoonerSlot, *, now: datetime) -> SoonerOffer:
    """Keep the slot for the wish, and tell its officer. Nobody else can be given it until they have answered.

    Raises Conflict: "slot-taken" where anybody has it or is being offered it, "slot-gone", "world-moved-on" when the
    wish or the course is not as it was.
    """
    chosen, wish = slot.chosen, db.get_one(SoonerWish, wish_id)
    course = courses.locked(db, wish.course_id)
    db.refresh(wish)
    if wish.ended_at is not None or course.state is not CourseState.OPEN or sooner.open_offer(db, course.id):
        raise Conflict("This wish has been answered meanwhile.", code="world-moved-on")
    wanted = Slot(chosen.place_id, chosen.start_at, chosen.start_at + timedelta(minutes=course.minutes))
    (room,) = fit(db, course.id, chosen.counsellor_id, [wanted], now=now)
    if _is_taken(db, chosen.counsellor_id, wanted):
        raise Conflict("Somebody else has just taken this time.", code=SLOT_TAKEN)
    offer = SoonerOffer(
        wish_id=wish.id,
        course_id=course.id,
        number=chosen.number,
        appointment_id=slot.appointment_id,
        counsellor_id=chosen.counsellor_id,
        place_id=chosen.place_id,
        room=room,
        start_at=wanted.start_at,
        end_at=wanted.end_at,
        risk=chosen.risk,
        reason=chosen.reason,
        roster_version=chosen.roster_version,
        offered_at=now,
        until_at=min(now + policy_of(db).sooner, chosen.start_at),
        answer=None,
        answered_at=None,
    )
    db.add(offer)
    settle(db)
    # That something is kept, and not when: the slot is no appointment yet, and may be another's soon.
    mail_of_course(db, Told.SOONER_OFFERED, course, offer.id, now=now)
    return offer


def keep_offer(db: Session, officer_id: str, offer_id: str, *, now: datetime) -> Appointment:
    """Take what is kept: the session moves there, and the wish has come true. Again returns what was booked.

    Raises NotFound; Conflict: "hold-lapsed" when it is kept no more, or what it would take the place of has gone; and
    what move_by_officer raises.
    """
    offer = _locked(db, officer_id, offer_id)
    if offer.answer is SoonerAnswer.KEPT:
        return _booked_by(db, offer)
    old = appointments.again(db, offer.appointment_id)
    if offer.answered_at is not None or offer.until_at <= now or old.status not in MOVABLE:
        raise Conflict("This time was kept for you for a while and is free again.", code="hold-lapsed")
    offer.answer, offer.answered_at = SoonerAnswer.KEPT, now
    db.get_one(SoonerWish, offer.wish_id).ended_at = now
    settle(db)
    return move_by_officer(db, officer_id, old.id, _chosen(offer, old.number), now=now)


def decline_offer(db: Session, officer_id: str, offer_id: str, *, now: datetime) -> None:
    """Leave it to the next in line; the wish stands. Again changes nothing. Raises NotFound."""
    offer = _locked(db, officer_id, offer_id)
    if offer.answered_at is None:
        _answer(db, offer, SoonerAnswer.DECLINED, now=now)


def lapse_offers(db: Session, *, now: datetime) -> int:
    """Give every slot to the next in line whose officer has not answered in time, or has no use for it any more.

    Returns how many.
    """
    lapsed = sooner.lapsed(db, now)
    idle = {course.id for course in courses.locked_if_idle(db, {offer.course_id for offer in lapsed})}
    found = [offer for offer in lapsed if offer.course_id in idle]
    for offer in found:
        db.refresh(offer)
        if offer.answered_at is None:
            _answer(db, offer, SoonerAnswer.LAPSED, now=now)
    return len(found)


def _answer(db: Session, offer: SoonerOffer, answer: SoonerAnswer, *, now: datetime) -> None:
    offer.answer, offer.answered_at = answer, now
    settle(db)
    freed(db, offer.counsellor_id)


def _locked(db: Session, officer_id: str, offer_id: str) -> SoonerOffer:
    courses.locked(db, sooner.offer_of_officer(db, offer_id, officer_id).course_id)
    return sooner.offer_of_officer(db, offer_id, officer_id)


def _is_taken(db: Session, counsellor_id: str, wanted: Slot) -> bool:
    """Whether anybody has the counsellor then: for appointments the database forbids it, offers are not among them."""
    live = appointments.live_of_counsellors(db, [counsellor_id], wanted.start_at)
    return any(a.start_at < wanted.end_at and a.end_at > wanted.start_at for a in live)


def _chosen(offer: SoonerOffer, number: int) -> ChosenSlot:
    return ChosenSlot(
        number,
        offer.counsellor_id,
        offer.place_id,
        offer.start_at,
        risk=offer.risk,
        reason=offer.reason,
        roster_version=offer.roster_version,
    )


def _booked_by(db: Session, offer: SoonerOffer) -> Appointment:
    rows = appointments.of_course(db, offer.course_id)
    return next(a for a in reversed(rows) if (a.counsellor_id, a.start_at) == (offer.counsellor_id, offer.start_at))
