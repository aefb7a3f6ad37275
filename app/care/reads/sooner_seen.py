"""An officer's wish for something sooner, and what is kept for them, as they see it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.appointment import MOVABLE
from app.care.domain.sieve import ANYTHING, Sieve
from app.care.reads.officer_names import names_of
from app.care.reads.officer_plan import AppointmentView, viewed
from app.care.reads.plan_reasons import why_of
from app.care.store import appointments, courses, sooner
from app.care.store.tables.sooner import SoonerOffer


@dataclass(frozen=True, slots=True)
class KeptSooner:
    """A slot that came free and is kept for them. `has`: what they would move from."""

    id: str
    number: int
    start_at: datetime
    end_at: datetime
    counsellor_name: str
    place_name: str
    is_video: bool
    why: str
    until_at: datetime
    has: AppointmentView
    call: str = ""


@dataclass(frozen=True, slots=True)
class SoonerSeen:
    """`since_at`: since when they wait; None: they do not."""

    since_at: datetime | None
    sieve: Sieve
    kept: KeptSooner | None


def sooner_seen(db: Session, officer_id: str, course_id: str, *, now: datetime) -> SoonerSeen:
    """The officer's eyes. Raises NotFound if the course is not theirs."""
    course = courses.of_officer(db, course_id, officer_id)
    wish, offer = sooner.standing_wish(db, course.id), sooner.open_offer(db, course.id)
    return SoonerSeen(
        since_at=None if wish is None else wish.since_at,
        sieve=ANYTHING if wish is None else Sieve.from_json(wish.sieve),
        kept=None if offer is None else _kept(db, offer, now=now),
    )


def _kept(db: Session, offer: SoonerOffer, *, now: datetime) -> KeptSooner | None:
    """Nothing where it is too late, or what it would take the place of has gone."""
    has = appointments.any_(db, offer.appointment_id)
    if offer.until_at <= now or has.status not in MOVABLE:
        return None
    names = names_of(db, {offer.counsellor_id, has.counsellor_id})
    place = names.places[offer.place_id]
    return KeptSooner(
        id=offer.id,
        number=offer.number,
        start_at=offer.start_at,
        end_at=offer.end_at,
        counsellor_name=names.counsellors[offer.counsellor_id],
        place_name=place.name,
        is_video=place.is_video,
        why=why_of(offer.reason, place.name),
        until_at=offer.until_at,
        has=viewed(has, names),
        call=place.call,
    )
