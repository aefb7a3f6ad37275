"""Takes a schedule of a provider's own system as the open hours of one counsellor."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.capacity import Stretch
from app.care.domain.slots import joined
from app.care.services.availability import Replaced, refuse_big_loss, replace_availability, what_replacing_does
from app.care.services.providers_own import ProviderSide, own_counsellor
from app.care.store import appointments


@dataclass(frozen=True, slots=True)
class SentSchedule:
    """What a schedule says of one counsellor, by the name their provider knows them by.

    `free`: open hours; `busy`: taken by something. All of the span that is neither is closed.
    """

    counsellor: str
    span: tuple[datetime, datetime]
    free: tuple[Stretch, ...]
    busy: tuple[Stretch, ...]


def take_schedule(db: Session, side: ProviderSide, sent: SentSchedule, *, confirmed: bool, now: datetime) -> Replaced:
    """Make the counsellor's hours in the span what the schedule says.

    What is busy with one of our own appointments, at its very time, stays open hours: another system that mirrors them
    says busy, and must not thereby drive them out. What is busy with anything else is closed. Stretches that follow
    each other at the same places become one. The same schedule again changes nothing.

    Raises NotFound for another provider's counsellor, Invalid with every fault, Conflict ("confirm-loss") where most of
    what is booked there would have to move and nobody has confirmed that.
    """
    counsellor_id = own_counsellor(db, side, sent.counsellor).id
    wanted = wanted_by(db, side, sent, now=now)
    refuse_big_loss(what_replacing_does(db, side, counsellor_id, sent.span, wanted, now=now), confirmed=confirmed)
    return replace_availability(db, side, counsellor_id, sent.span, wanted, now=now)


def wanted_by(db: Session, side: ProviderSide, sent: SentSchedule, *, now: datetime) -> list[Stretch]:
    """The hours that a schedule asks for. Raises NotFound for another provider's counsellor."""
    counsellor_id = own_counsellor(db, side, sent.counsellor).id
    booked = {(one.start_at, one.end_at) for one in appointments.live_of_counsellors(db, [counsellor_id], now)}
    return joined([*sent.free, *(one for one in sent.busy if (one.start_at, one.end_at) in booked)])
