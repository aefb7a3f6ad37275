"""Makes a counsellor's open hours in a span exactly those that are named."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.care.domain.capacity import Stretch
from app.care.domain.open_hours import MOST_STRETCHES, Difference, clipped, difference, loses_its_time, overlapping
from app.care.services.freed import freed
from app.care.services.hours_said import remember_person
from app.care.services.inbound_events import LONGEST_OPENING
from app.care.services.providers_own import ProviderSide
from app.care.services.replan import replan_all
from app.care.store import appointments, courses, hours, providers
from app.care.store.guards import settle
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.providers import CounsellorHours
from app.foundation.refusals import Conflict, Fault, Invalid, NotFound
from scheduler.interval import Interval

LONGEST_SPAN = timedelta(days=400)
_NEAR = timedelta(days=1)
"""A session is shorter than this, so what touches the span lies within it."""
_SOME = 2
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Replaced:
    """What replacing did, or would do: time `added` and `gone`.

    `booked` appointments lie in the span; those `struck` lose their time.
    """

    added: tuple[Stretch, ...]
    gone: tuple[Stretch, ...]
    booked: int
    struck: tuple[Appointment, ...]

    @property
    def is_big_loss(self) -> bool:
        """Whether more than half of what is booked there would be moved: more often a mistake than a wish."""
        return len(self.struck) >= _SOME and 2 * len(self.struck) > self.booked

    @property
    def courses(self) -> list[str]:
        """The ids of the courses that must be mended."""
        return sorted({one.course_id for one in self.struck})


def replace_availability(
    db: Session, side: ProviderSide, counsellor_id: str, span: Span, stretches: Sequence[Stretch], *, now: datetime
) -> Replaced:
    """Let the counsellor be booked in `stretches`, and at no other time of `span` (start, end).

    What is open just so stays as it is, so the same again changes nothing. Appointments that lose their time are not
    cancelled here: each of their courses is planned anew. The past is left alone. Raises Invalid with every fault,
    NotFound for another provider's counsellor.
    """
    own_id(db, side, counsellor_id)
    return let_be(db, counsellor_id, span, checked(db, span, stretches, now=now), now=now)


def replace_by_person(
    db: Session, side: ProviderSide, counsellor_id: str, span: Span, stretches: Sequence[Stretch], *, now: datetime
) -> Replaced:
    """`replace_availability`, as a person says now: no message that was sent before can undo it."""
    done = replace_availability(db, side, counsellor_id, span, stretches, now=now)
    opened = [Interval(one.start_at, one.end_at) for one in stretches]
    remember_person(db, counsellor_id, Interval(*span), opened, now=now)
    return done


def let_be(db: Session, counsellor_id: str, span: Span, wanted: Sequence[Stretch], *, now: datetime) -> Replaced:
    """`make_exactly`, and so that it outlives the next time that the hours are worked out."""
    if hours.has_source(db, counsellor_id):
        hours.keep_change(db, counsellor_id, span, wanted, now=now)
    return make_exactly(db, counsellor_id, span, wanted, now=now)


def what_replacing_does(
    db: Session, side: ProviderSide, counsellor_id: str, span: Span, stretches: Sequence[Stretch], *, now: datetime
) -> Replaced:
    """The same without doing it, for who is asked first."""
    own_id(db, side, counsellor_id)
    wanted = checked(db, span, stretches, now=now)
    return compared(db, counsellor_id, span, wanted, now=now)


def refuse_big_loss(found: Replaced, *, confirmed: bool) -> None:
    """Raises Conflict ("confirm-loss") where most of what is booked would be moved and nobody has said that it may."""
    if found.is_big_loss and not confirmed:
        detail = f"This would move {len(found.struck)} of {found.booked} appointments. Say that it may, to go on."
        raise Conflict(detail, code="confirm-loss", extra={"moves": len(found.struck), "of": found.booked})


def make_exactly(db: Session, counsellor_id: str, span: Span, wanted: Sequence[Stretch], *, now: datetime) -> Replaced:
    """`replace_availability` for stretches that were checked, of a counsellor whose hours these are."""
    providers.locked_counsellor(db, counsellor_id)
    rows, change = _difference(db, counsellor_id, span, wanted, now=now)
    found = _weighed(db, counsellor_id, span, (rows, change), now=now)
    if change.is_none:
        return found
    dropped = {(one.start_at, one.end_at) for one in change.dropped}
    for row in rows:
        if (row.start_at, row.end_at) in dropped:
            db.delete(row)
    db.flush()
    db.add_all(_rows(counsellor_id, (*change.left, *change.added)))
    db.add_all(_rows(counsellor_id, change.gone, withdrawn_at=now))
    settle(db)
    replan_all(db, courses.by_ids(db, found.courses))
    if change.new:
        freed(db, counsellor_id)
    return found


def compared(db: Session, counsellor_id: str, span: Span, wanted: Sequence[Stretch], *, now: datetime) -> Replaced:
    """What `make_exactly` would do."""
    return _weighed(db, counsellor_id, span, _difference(db, counsellor_id, span, wanted, now=now), now=now)


def within(stretches: Sequence[Stretch], part: Interval[datetime]) -> list[Stretch]:
    """What of the stretches lies in the part."""
    return [cut for one in stretches if (cut := clipped(one, part.start, part.end)) is not None]


def own_id(db: Session, side: ProviderSide, counsellor_id: str) -> None:
    """Raises NotFound unless the counsellor, by our own id, is one of theirs."""
    found = providers.counsellor(db, counsellor_id)
    if found.provider_id != side.provider_id or side.counsellor_id not in {None, found.id}:
        raise NotFound("There is no such counsellor.")


def checked(db: Session, span: Span, stretches: Sequence[Stretch], *, now: datetime) -> list[Stretch]:
    """The stretches from `now` on. Raises Invalid with every fault; a fault's row is the stretch, from 1."""
    faults = [*_span_faults(span), *_faults(span, stretches, {place.id for place in providers.places(db)})]
    faults += [
        Fault("Overlaps another.", row=stretches.index(one) + 1, column="stretches") for one in overlapping(stretches)
    ]
    if faults:
        raise Invalid("These hours cannot be opened. Nothing was changed.", faults=faults, code="bad-hours")
    coming = (clipped(one, max(span[0], now), span[1]) for one in stretches)
    return [one for one in coming if one is not None]


def _span_faults(span: Span) -> Iterator[Fault]:
    if not timedelta(0) < span[1] - span[0] <= LONGEST_SPAN:
        yield Fault("The end must come after the start, by 400 days at most.", column="end")


def _faults(span: Span, stretches: Sequence[Stretch], known: set[str]) -> Iterator[Fault]:
    if len(stretches) > MOST_STRETCHES:
        yield Fault(f"More than {MOST_STRETCHES:,} stretches at once.", column="stretches", remedy="Send fewer days.")
        return
    for row, one in enumerate(stretches, start=1):
        if not timedelta(0) < one.end_at - one.start_at <= LONGEST_OPENING:
            yield Fault("Must end after it starts, by 24 hours at most.", row=row, column="stretches")
        elif one.start_at < span[0] or one.end_at > span[1]:
            yield Fault("Lies outside the time that is replaced.", row=row, column="stretches")
        if not one.places:
            yield Fault("Names no place.", row=row, column="places")
        for place in sorted(set(one.places) - known):
            yield Fault("There is no such place.", row=row, column="places", value=place)


def _difference(
    db: Session, counsellor_id: str, span: Span, wanted: Iterable[Stretch], *, now: datetime
) -> tuple[Sequence[CounsellorHours], Difference]:
    """The open rows in the span and a day around it, and what is to become of them."""
    first_at, last_at = max(span[0], now), span[1]
    rows = providers.hours_of_counsellors(db, [counsellor_id], first_at - _NEAR, last_at + _NEAR)
    if first_at >= last_at:
        return rows, Difference((), (), (), (), ())
    return rows, difference([stretch_of(row) for row in rows], wanted, first_at, last_at)


def _weighed(
    db: Session, counsellor_id: str, span: Span, found: tuple[Sequence[CounsellorHours], Difference], *, now: datetime
) -> Replaced:
    rows, change = found
    before = [stretch_of(row) for row in rows]
    after = change.after(before)
    booked = [
        one
        for one in appointments.live_of_counsellors(db, [counsellor_id], now)
        if one.start_at > now and one.start_at < span[1] and one.end_at > span[0]
    ]
    struck = [one for one in booked if loses_its_time(Stretch(one.start_at, one.end_at), one.place_id, before, after)]
    return Replaced(change.new, change.gone, len(booked), tuple(struck))


def stretch_of(row: CounsellorHours) -> Stretch:
    """A row as a fact."""
    return Stretch(row.start_at, row.end_at, tuple(sorted(set(row.places))))


def _rows(
    counsellor_id: str, stretches: Iterable[Stretch], *, withdrawn_at: datetime | None = None
) -> list[CounsellorHours]:
    return [
        CounsellorHours(
            counsellor_id=counsellor_id,
            start_at=one.start_at,
            end_at=one.end_at,
            places=list(one.places),
            withdrawn_at=withdrawn_at,
        )
        for one in stretches
    ]
