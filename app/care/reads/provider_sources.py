"""Where the hours of a provider's counsellors come from, and what a change of them would move."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.pseudonyms import Kind, officer_reference, outward
from app.care.domain.week_pattern import Week, midnight
from app.care.reads.provider_diary import Seat
from app.care.store import hours, providers
from app.care.store.force import zone_of
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.hours import CounsellorCalendar, HoursChange
from app.care.store.tables.providers import Counsellor


@dataclass(frozen=True, slots=True)
class OwnLeave:
    """A time in which a counsellor is away."""

    leave: str
    start_at: datetime
    end_at: datetime
    first_on: date
    last_on: date
    is_whole_days: bool


@dataclass(frozen=True, slots=True)
class OwnCalendar:
    """A calendar that is read. Of its address only the host is shown: the rest of it is a key."""

    host: str
    mode: str
    places: tuple[str, ...]
    last_good_at: datetime | None
    last_try_at: datetime | None
    failures: int
    problem: str | None
    loss_moves: int | None
    loss_of: int | None


@dataclass(frozen=True, slots=True)
class OwnSources:
    """One counsellor with where their hours come from."""

    code: str
    name: str
    active: bool
    weeks: tuple[Week, ...]
    leave: tuple[OwnLeave, ...]
    calendar: OwnCalendar | None


@dataclass(frozen=True, slots=True)
class StruckView:
    """An appointment that a change of hours would move."""

    start_at: datetime
    officer: str
    is_provisional: bool
    officer_id: str = field(repr=False)
    """For the record of who looked; never shown or sent."""


def own_people(db: Session, seat: Seat) -> list[Counsellor]:
    """The seat's counsellors in order of name."""
    people = providers.counsellors_of_provider(db, seat.provider_id)
    return [one for one in people if seat.counsellor_id in {None, one.id}]


def own_sources(db: Session, seat: Seat, *, now: datetime) -> list[OwnSources]:
    """All of them, in order of name."""
    return [_sources(db, seat, who, now=now) for who in own_people(db, seat)]


def struck_views(seat: Seat, struck: tuple[Appointment, ...]) -> list[StruckView]:
    """What a change would move, in order of time."""
    views = [
        StruckView(
            one.start_at,
            officer_reference(seat.key, one.officer_id),
            one.status is AppointmentStatus.PROPOSED,
            one.officer_id,
        )
        for one in struck
    ]
    return sorted(views, key=lambda one: one.start_at)


def _sources(db: Session, seat: Seat, who: Counsellor, *, now: datetime) -> OwnSources:
    calendar = hours.calendar_of(db, who.id)
    return OwnSources(
        code=outward(seat.key, Kind.COUNSELLOR, who.id),
        name=who.name,
        active=who.active,
        weeks=tuple(hours.week_of(row) for row in hours.weeks_of(db, who.id)),
        leave=tuple(_leave(row, zone_of(db)) for row in hours.leave_of(db, [who.id], now)),
        calendar=_calendar(calendar) if calendar else None,
    )


def _leave(row: HoursChange, zone: ZoneInfo) -> OwnLeave:
    first, last = row.start_at.astimezone(zone), (row.end_at - timedelta(microseconds=1)).astimezone(zone)
    whole = (row.start_at, row.end_at) == (
        midnight(first.date(), zone), midnight(last.date() + timedelta(days=1), zone)
    )  # fmt: skip
    return OwnLeave(row.id, row.start_at, row.end_at, first.date(), last.date(), whole)


def _calendar(row: CounsellorCalendar) -> OwnCalendar:
    return OwnCalendar(
        host=urlsplit(row.address).hostname or "",
        mode=row.mode,
        places=tuple(row.places),
        last_good_at=row.last_good_at,
        last_try_at=row.last_try_at,
        failures=row.failures,
        problem=row.problem,
        loss_moves=row.loss_moves,
        loss_of=row.loss_of,
    )
