"""Takes a schedule of a provider's own system as the open hours of one counsellor."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.capacity import Stretch
from app.care.domain.hearing import refuse_from_the_future
from app.care.domain.slots import joined
from app.care.services.availability import (
    Replaced,
    checked,
    compared,
    let_be,
    refuse_big_loss,
    replace_availability,
    what_replacing_does,
    within,
)
from app.care.services.hours_said import Span, heard_of_whole, remember_by_clock, said_before
from app.care.services.providers_own import ProviderSide, own_counsellor
from app.care.store import appointments, providers
from scheduler.interval import Interval, intersect


@dataclass(frozen=True, slots=True)
class SentSchedule:
    """What a schedule says of one counsellor, by the name their provider knows them by.

    `free`: open hours; `busy`: taken by something. All of the span that is neither is closed.
    """

    counsellor: str
    span: tuple[datetime, datetime]
    free: tuple[Stretch, ...]
    busy: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking a schedule did. Not `is_whole`: of a part of its span something else was said since."""

    change: Replaced
    is_whole: bool


def take_schedule(
    db: Session, side: ProviderSide, sent: SentSchedule, *, said_at: datetime, confirmed: bool, now: datetime
) -> Taken:
    """Make the counsellor's hours in the span what the schedule says, where nothing was said since `said_at`.

    What is busy with one of our own appointments, at its very time, stays open hours: another system that mirrors them
    says busy, and must not thereby drive them out. What is busy with anything else is closed. Stretches that follow
    each other at the same places become one. The same schedule again changes nothing. Webhooks that were sent before,
    whatever their version, change nothing of it when they come late.

    Raises NotFound for another provider's counsellor, Invalid with every fault and for what lies ahead, Conflict
    ("confirm-loss") where most of what is booked there would have to move and nobody has confirmed that.
    """
    refuse_from_the_future(said_at, now=now)
    counsellor_id = own_counsellor(db, side, sent.counsellor).id
    wanted = wanted_by(db, side, sent, now=now)
    change = what_replacing_does(db, side, counsellor_id, sent.span, wanted, now=now)
    providers.locked_counsellor(db, counsellor_id)
    whole = Interval(*sent.span)
    parts = said_before(db, counsellor_id, whole, said_at)
    if parts == [whole]:
        refuse_big_loss(change, confirmed=confirmed)
        done = [replace_availability(db, side, counsellor_id, sent.span, wanted, now=now)]
    else:
        done = _each(db, counsellor_id, parts, checked(db, sent.span, wanted, now=now), confirmed=confirmed, now=now)
    opened = [Interval(one.start_at, one.end_at) for one in wanted]
    heard = [one for part in parts for one in heard_of_whole(part, intersect([part], opened))]
    remember_by_clock(db, counsellor_id, heard, said_at=said_at)
    return Taken(_together(done), is_whole=parts == [whole])


def _each(
    db: Session, counsellor_id: str, parts: list[Span], wanted: list[Stretch], *, confirmed: bool, now: datetime
) -> list[Replaced]:
    spans = [((part.start, part.end), within(wanted, part)) for part in parts]
    found = [compared(db, counsellor_id, span, mine, now=now) for span, mine in spans]
    refuse_big_loss(_together(found), confirmed=confirmed)
    return [let_be(db, counsellor_id, span, mine, now=now) for span, mine in spans]


def _together(found: list[Replaced]) -> Replaced:
    """What became of several spans; an appointment that lies in two of them counts once."""
    struck = {one.id: one for each in found for one in each.struck}
    return Replaced(
        tuple(stretch for each in found for stretch in each.added),
        tuple(stretch for each in found for stretch in each.gone),
        sum(each.booked for each in found),
        tuple(struck.values()),
    )


def wanted_by(db: Session, side: ProviderSide, sent: SentSchedule, *, now: datetime) -> list[Stretch]:
    """The hours that a schedule asks for. Raises NotFound for another provider's counsellor."""
    counsellor_id = own_counsellor(db, side, sent.counsellor).id
    booked = {(one.start_at, one.end_at) for one in appointments.live_of_counsellors(db, [counsellor_id], now)}
    return joined([*sent.free, *(one for one in sent.busy if (one.start_at, one.end_at) in booked)])
