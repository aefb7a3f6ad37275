"""One week of an officer: their duties, the rest these earn, what they keep free and what is planned, hour by hour."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from scheduler.civil import DAY, Horizon, wall_instant
from scheduler.interval import Interval

DAYS = 7


class Kind(StrEnum):
    """What an entry of the week is."""

    EARLY = "early"
    LATE = "late"
    NIGHT = "night"
    COURT = "court"
    TRAINING = "training"
    LEAVE = "leave"
    SICK = "sick"
    ON_CALL = "on_call"
    OTHER = "other"
    SLEEP = "sleep"
    WIND_DOWN = "wind_down"
    REST_DAY = "rest_day"
    """The first rest day after nights, where the officer keeps it free."""
    WAY = "way"
    MARGIN = "margin"
    """The time by which a turn may overrun, and the way after it."""
    OFF = "off"
    """A rest day as the roster has it: nothing is on, and all of it may be used."""
    AWAY = "away"
    CLOSED = "closed"
    BOOKED = "booked"
    PENCILLED = "pencilled"
    KEPT = "kept"
    DONE = "done"
    PAST = "past"


PLANNED = frozenset({Kind.BOOKED, Kind.PENCILLED, Kind.KEPT, Kind.DONE, Kind.PAST})
RESTS = frozenset({Kind.SLEEP, Kind.WIND_DOWN, Kind.REST_DAY, Kind.WAY, Kind.MARGIN})
FREE = frozenset({Kind.AWAY, Kind.CLOSED, Kind.OFF})
DUTIES = frozenset(Kind) - PLANNED - RESTS - FREE


@dataclass(frozen=True, slots=True)
class Entry:
    """One stretch of the week, whole; `number`: which of the plan it is, if it is one."""

    kind: Kind
    start_at: datetime
    end_at: datetime
    number: int | None = None

    @property
    def length(self) -> timedelta:
        """How long it really lasts: on two nights of the year that is not what the clock on the wall says."""
        return self.end_at - self.start_at


@dataclass(frozen=True, slots=True)
class Block:
    """The part of an entry that lies in one day, from one wall-clock minute of it to another.

    `lane` of `lanes`: where it stands beside others of the same time.
    """

    entry: Entry
    top: int
    bottom: int
    begins: bool
    ends: bool
    lane: int = 0
    lanes: int = 1


@dataclass(frozen=True, slots=True)
class WeekDay:
    """One local date. `is_known`: its duties are published; `hours` it has: 23 or 25 when the clocks change.

    `odd_hour`: the hour of the wall clock that does not come or comes twice that day.
    """

    on: date
    is_known: bool
    hours: int
    odd_hour: int | None
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from a Monday on; `entries` in order of start."""

    days: tuple[WeekDay, ...]
    entries: tuple[Entry, ...]

    @property
    def first_on(self) -> date:
        """Its Monday."""
        return self.days[0].on


def monday_of(on: date) -> date:
    """The Monday of the week that a date lies in."""
    return on - timedelta(days=on.weekday())


def week_of(monday: date, entries: Iterable[Entry], covers_to_on: date | None, zone: ZoneInfo) -> Week:
    """Lay the entries out over the days of the week; what lies outside it is left away."""
    horizon = Horizon(monday, DAYS, zone)
    mine = [(entry, horizon.minutes_of(Interval(entry.start_at, entry.end_at))) for entry in entries]
    shown = sorted(
        ((entry, span) for entry, span in mine if span.end > 0 and span.start < horizon.minutes),
        key=lambda pair: (pair[0].start_at, pair[0].end_at, pair[0].kind),
    )
    return Week(
        days=tuple(_day(monday + timedelta(days=at), at, shown, covers_to_on, zone) for at in range(DAYS)),
        entries=tuple(entry for entry, _ in shown),
    )


def _day(
    on: date, at: int, shown: Sequence[tuple[Entry, Interval[int]]], covers_to_on: date | None, zone: ZoneInfo
) -> WeekDay:
    length = wall_instant(on + timedelta(days=1), time(0), zone) - wall_instant(on, time(0), zone)
    hours = round(length / timedelta(hours=1))
    return WeekDay(
        on=on,
        is_known=covers_to_on is not None and on <= covers_to_on,
        hours=hours,
        odd_hour=None if hours == 24 else _odd_hour(on, zone),
        blocks=tuple(_in_lanes([*_blocks(at, shown)])),
    )


def _odd_hour(on: date, zone: ZoneInfo) -> int | None:
    """The first hour that is not followed by the next one an hour later."""
    starts = [wall_instant(on, time(hour), zone) for hour in range(24)]
    return next((hour for hour, (one, other) in enumerate(pairwise(starts)) if other - one != timedelta(hours=1)), None)


def _blocks(at: int, shown: Iterable[tuple[Entry, Interval[int]]]) -> Iterator[Block]:
    for entry, span in shown:
        top, bottom = max(0, span.start - at * DAY), min(DAY, span.end - at * DAY)
        if top < bottom:
            yield Block(entry, top, bottom, begins=span.start >= at * DAY, ends=span.end <= (at + 1) * DAY)


def _in_lanes(blocks: Sequence[Block]) -> Iterator[Block]:
    """Duties that meet stand side by side, and so do planned times; everything else lies behind them, full width."""
    for kinds in (DUTIES, PLANNED):
        for together in _meeting([block for block in blocks if block.entry.kind in kinds]):
            lanes: list[int] = []
            placed = []
            for block in together:
                lane = next((n for n, free_from in enumerate(lanes) if free_from <= block.top), len(lanes))
                lanes[lane:] = [block.bottom, *lanes[lane + 1 :]]
                placed.append((block, lane))
            yield from (_placed(block, lane, len(lanes)) for block, lane in placed)
    yield from (block for block in blocks if block.entry.kind not in DUTIES | PLANNED)


def _meeting(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Groups of blocks of which each meets another of its group."""
    group: list[Block] = []
    until = 0
    for block in sorted(blocks, key=lambda b: (b.top, b.bottom)):
        if group and block.top >= until:
            yield group
            group = []
        group.append(block)
        until = max(until, block.bottom) if len(group) > 1 else block.bottom
    if group:
        yield group


def _placed(block: Block, lane: int, lanes: int) -> Block:
    return Block(block.entry, block.top, block.bottom, block.begins, block.ends, lane, lanes)
