"""Works out a counsellor's hours from their week, their calendar and what was changed by hand, and opens them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.care.domain.capacity import Stretch
from app.care.domain.open_hours import without
from app.care.domain.week_pattern import Change, Week, WeekLine, clashes, layered, midnight, opened
from app.care.services.availability import LONGEST_SPAN, Replaced, Span, compared, make_exactly, refuse_big_loss
from app.care.services.hours_said import remember_person
from app.care.services.withdrawal import withdraw_hours
from app.care.store import hours, providers
from app.care.store.force import zone_of
from app.care.store.tables.hours import CounsellorWeek, HoursChange
from app.foundation.refusals import Fault, Invalid, NotFound
from scheduler.interval import Interval

AHEAD = timedelta(weeks=26)
"""How far hours are opened ahead; plans reach sixteen weeks."""
BUSY, OPEN = "busy", "open"
MOST_LINES = 50
_NO_LEAVE = "There is no such leave."


@dataclass(frozen=True, slots=True)
class Sources:
    """What hours are worked out from. `blocks` are times of a calendar, which `mode` says how to take (None: none)."""

    weeks: tuple[Week, ...]
    changes: tuple[Change, ...] = ()
    mode: str | None = None
    blocks: tuple[Span, ...] = ()
    places: tuple[str, ...] = ()

    def hours(self, first_at: datetime, last_at: datetime, zone: ZoneInfo) -> list[Stretch]:
        """What is open between two instants by all of this."""
        if self.mode == OPEN:
            base = [Stretch(start, end, self.places) for start, end in self.blocks]
        else:
            base = opened(self.weeks, first_at, last_at, zone)
            base = without(base, self.blocks) if self.mode == BUSY else base
        return layered(base, self.changes, first_at, last_at)

    def span(self, now: datetime, zone: ZoneInfo) -> Span | None:
        """From when to when this decides: not before the first week begins, and so far ahead as hours are opened."""
        until = midnight((now + AHEAD).astimezone(zone).date(), zone)
        if self.mode == OPEN:
            return now, until
        if not self.weeks:
            return None
        since = max(now, midnight(min(week.from_on for week in self.weeks), zone))
        return (since, until) if since < until else None


def sources_of(db: Session, counsellor_id: str, *, now: datetime) -> Sources:
    """What there is of one counsellor."""
    calendar = hours.calendar_of(db, counsellor_id)
    return Sources(
        tuple(hours.week_of(row) for row in hours.weeks_of(db, counsellor_id)),
        tuple(hours.change_of(row) for row in hours.changes_of(db, counsellor_id, now)),
        calendar.mode if calendar else None,
        tuple(hours.blocks_of(calendar)) if calendar else (),
        tuple(calendar.places) if calendar else (),
    )


def renew(db: Session, counsellor_id: str, *, confirmed: bool = True, now: datetime) -> Replaced | None:
    """Open what the sources say by now, and so much further ahead; None where nothing is worked out.

    Raises Conflict ("confirm-loss") where most of what is booked would be moved and that is not `confirmed`.
    """
    sources, zone = sources_of(db, counsellor_id, now=now), zone_of(db)
    span = sources.span(now, zone)
    if span is None or not providers.counsellor(db, counsellor_id).active:
        return None
    wanted = sources.hours(*span, zone)
    if not confirmed:
        refuse_big_loss(compared(db, counsellor_id, span, wanted, now=now), confirmed=False)
    return make_exactly(db, counsellor_id, span, wanted, now=now)


def what_week_does(db: Session, counsellor_id: str, week: Week, *, now: datetime) -> Replaced:
    """What saving this week would change, for who is asked first. Raises Invalid with every fault."""
    _refuse_unless_sound(db, week)
    found = sources_of(db, counsellor_id, now=now)
    sources = replace(found, weeks=(*(one for one in found.weeks if not _covers(week, one)), week))
    zone = zone_of(db)
    span = sources.span(now, zone)
    if span is None:
        return Replaced((), (), 0, ())
    return compared(db, counsellor_id, span, sources.hours(*span, zone), now=now)


def save_week(db: Session, counsellor_id: str, week: Week, *, confirmed: bool, now: datetime) -> Replaced | None:
    """Let this week count from its first day on; what another week says of other days stands.

    The same again changes nothing. Raises Invalid with every fault, Conflict ("confirm-loss").
    """
    _refuse_unless_sound(db, week)
    providers.locked_counsellor(db, counsellor_id)
    for row in hours.weeks_of(db, counsellor_id):
        if _covers(week, hours.week_of(row)):
            db.delete(row)
    lines = [line.as_json() for line in week.lines]
    db.add(
        CounsellorWeek(
            counsellor_id=counsellor_id,
            from_on=week.from_on,
            until_on=week.until_on,
            lines=lines,
            week_a_on=week.week_a_on,
            saved_at=now,
        )
    )
    db.flush()
    return renew(db, counsellor_id, confirmed=confirmed, now=now)


def what_leave_does(db: Session, counsellor_id: str, span: Span, *, now: datetime) -> Replaced:
    """What being away for the span would move, for who is asked first."""
    return compared(db, counsellor_id, span, [], now=now)


def take_leave(db: Session, counsellor_id: str, span: Span, *, confirmed: bool = True, now: datetime) -> Replaced:
    """Be away for the span, whatever the week says; what is booked there is planned anew.

    Raises Invalid for a span that is over or no span, Conflict ("confirm-loss").
    """
    if not timedelta(0) < span[1] - span[0] <= LONGEST_SPAN or span[1] <= now:
        raise Invalid("This is no time to come.", faults=[Fault("It must end after it starts, within 400 days.")])
    found = compared(db, counsellor_id, span, [], now=now)
    refuse_big_loss(found, confirmed=confirmed)
    known = [row for row in hours.leave_of(db, [counsellor_id], now) if (row.start_at, row.end_at) == span]
    if not known:
        hours.keep_change(db, counsellor_id, span, [], is_leave=True, now=now)
    withdraw_hours(db, counsellor_id, *span, now=now)
    remember_person(db, counsellor_id, Interval(*span), [], now=now)
    return found


def end_leave(db: Session, counsellor_id: str, leave_id: str, *, now: datetime) -> None:
    """Take leave away again: the week counts once more. Raises NotFound if there is no such leave of theirs."""
    row = db.get(HoursChange, leave_id)
    if row is None or row.counsellor_id != counsellor_id or not row.is_leave:
        raise NotFound(_NO_LEAVE)
    span = row.start_at, row.end_at
    # Taking the hours back left a change of its own, which ends with the leave it was made for.
    hours.drop_changes(db, counsellor_id, span)
    renew(db, counsellor_id, now=now)


def _refuse_unless_sound(db: Session, week: Week) -> None:
    faults = list(_faults(week.lines, {place.id for place in providers.places(db)}))
    if faults:
        raise Invalid("This week cannot be saved. Nothing was changed.", faults=faults, code="bad-week")


def _faults(lines: tuple[WeekLine, ...], known: set[str]) -> Iterable[Fault]:
    if len(lines) > MOST_LINES:
        yield Fault(f"A week has {MOST_LINES} lines at most.", column="lines")
    for _, second in clashes(lines):
        yield Fault("Overlaps another on the same day.", row=lines.index(second) + 1, column="lines")
    for row, line in enumerate(lines, start=1):
        for place in sorted(set(line.places) - known):
            yield Fault("There is no such place.", row=row, column="places", value=place)


def _covers(week: Week, other: Week) -> bool:
    """Whether nothing of the other week would be left: every day of it is one of this week's."""
    ends_within = week.until_on is None or (other.until_on is not None and other.until_on <= week.until_on)
    return week.from_on <= other.from_on and ends_within
