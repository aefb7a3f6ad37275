"""Civil minutes: wall-clock minutes counted from local midnight of a first date."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from scheduler.interval import Interval

DAY = 24 * 60
_MINUTE = timedelta(minutes=1)


def wall_instant(on: date, at: time, zone: ZoneInfo) -> datetime:
    """The UTC instant at which a clock on the wall of `zone` shows `at` on the date `on`.

    One rule for both oddities of a clock change (RFC 5545, 3.3.5): a time that comes twice is
    its first coming; a time that never comes is read with the offset before the gap, so 01:30
    in an hour that is skipped is the instant the clocks show as 02:30.
    """
    return datetime.combine(on, at.replace(fold=0), tzinfo=zone).astimezone(UTC)


def wall_clock(at: datetime, zone: ZoneInfo) -> datetime:
    """What the wall of `zone` shows at an instant. ValueError: an instant without a zone."""
    if at.utcoffset() is None:
        raise ValueError(f"an instant needs a zone: {at.isoformat()}")
    return at.astimezone(zone)


def to_civil(at: datetime, start_on: date, zone: ZoneInfo) -> int:
    """The civil minute that is running at an instant; a part of a minute is dropped."""
    return _minutes_between(start_on, wall_clock(at, zone))


def to_instant(minute: int, start_on: date, zone: ZoneInfo) -> datetime:
    """The UTC instant at which a civil minute begins, by the rule of `wall_instant`."""
    day, rest = divmod(minute, DAY)
    return wall_instant(start_on + timedelta(days=day), time(rest // 60, rest % 60), zone)


def force_day(at: datetime, zone: ZoneInfo, day_starts: time) -> date:
    """The date of the force day an instant lies in: the small hours belong to the date before.

    With a force day that starts at 07:00, a night that ends at 07:00 lies whole in the force day
    it began in, and the rest day begins where it ends.
    """
    wall = wall_clock(at, zone)
    return wall.date() - timedelta(days=1) if wall.time() < day_starts else wall.date()


@dataclass(frozen=True, slots=True)
class Horizon:
    """The days being planned: `days` whole local dates from `start_on` in `zone`."""

    start_on: date
    days: int
    zone: ZoneInfo

    def __post_init__(self) -> None:
        if self.days < 1:
            raise ValueError(f"a horizon has at least one day, not {self.days}")

    @property
    def minutes(self) -> int:
        """Its length, which is also the first civil minute after it."""
        return self.days * DAY

    def minute_of(self, at: datetime) -> int:
        """The civil minute running at an instant; may lie outside the horizon."""
        if at.tzinfo is not UTC:  # instants in another zone may be equal and yet be no instant at all in a gap
            return to_civil(at, self.start_on, self.zone)
        return _wall_minute(at, self.zone)[0] - self.start_on.toordinal() * DAY

    def instant_of(self, minute: int) -> datetime:
        """The UTC instant at which a civil minute begins."""
        return _instant(minute, self.start_on, self.zone)

    def minutes_of(self, span: Interval[datetime]) -> Interval[int]:
        """Every civil minute that `span` touches; never fewer, for these minutes get blocked.

        Where the span begins or ends inside an hour that comes twice, the whole of both hours
        is taken: there wall-clock minutes run backwards and "from, to" would lose some.
        """
        first, end = ordinal_minutes(span, self.zone)
        begins = self.start_on.toordinal() * DAY
        return Interval(first - begins, end - begins)


def ordinal_minutes(span: Interval[datetime], zone: ZoneInfo) -> tuple[int, int]:
    """The civil minutes of `Horizon.minutes_of`, counted from midnight of the ordinal date 0 for every horizon."""
    first, first_repeated = _wall_minute(span.start, zone)
    last, last_repeated = _wall_minute(span.end - timedelta.resolution, zone)
    return first - first_repeated, last + 1 + last_repeated


@lru_cache(maxsize=1 << 14)
def _instant(minute: int, start_on: date, zone: ZoneInfo) -> datetime:
    return to_instant(minute, start_on, zone)


@lru_cache(maxsize=1 << 15)
def _wall_minute(at: datetime, zone: ZoneInfo) -> tuple[int, int]:
    """Minutes from midnight of the ordinal date 0 to what a wall shows, and by how many its hour comes twice.

    Kept, because rules and places ask for the ends of the same duties over and over.
    """
    wall = wall_clock(at, zone)
    return wall.toordinal() * DAY + wall.hour * 60 + wall.minute, _repeated(wall)


def _minutes_between(start_on: date, wall: datetime) -> int:
    return (wall.date() - start_on).days * DAY + wall.hour * 60 + wall.minute


def _repeated(wall: datetime) -> int:
    """Minutes by which the clocks go back in the hour a wall shows; 0 where no hour comes twice."""
    here, other = wall.utcoffset(), wall.replace(fold=1 - wall.fold).utcoffset()
    return 0 if here is None or other is None else abs(here - other) // _MINUTE
