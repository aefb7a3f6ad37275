"""Where everything stands in the drawing of a week: plain numbers, so that a template need not count."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from app.care.domain.week import Block, Kind, Week, WeekDay
from app.care.web.officer.week_words import NAMES, group
from scheduler.civil import DAY, wall_clock

AXIS, COLUMN, HEAD, HOUR = 46, 146, 56, 28
WIDTH, HEIGHT = AXIS + 7 * COLUMN, HEAD + 24 * HOUR
_EDGE, _LEAST = 3, 24
_TWO_LINES, _ONE_LINE = 38, 20
"""Heights, in the units of the drawing, from which on so many lines of text find room."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One block as it is drawn; `lines` of text that find room in it."""

    block: Block
    x: int
    y: int
    width: int
    height: int
    group: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One day: where it begins, and what lies in it, the hindmost first. `now_at`: how far it is, if it is today."""

    day: WeekDay
    x: int
    shapes: tuple[Shape, ...]
    now_at: int | None
    odd: tuple[int, int] | None
    """Where the hour lies that does not come or comes twice, and how high it is."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole of it, and the kinds that it shows."""

    columns: tuple[Column, ...]
    kinds: tuple[Kind, ...]
    width: int = WIDTH
    height: int = HEIGHT


def drawn(week: Week, now: datetime, zone: ZoneInfo) -> Drawing:
    """A week as a drawing; `now` is marked where it lies in it."""
    kinds = {block.entry.kind for day in week.days for block in day.blocks}
    return Drawing(
        columns=tuple(_column(at, day, now, zone) for at, day in enumerate(week.days)),
        kinds=tuple(kind for kind in Kind if kind in kinds),
    )


def _column(at: int, day: WeekDay, now: datetime, zone: ZoneInfo) -> Column:
    x, wall = AXIS + at * COLUMN, wall_clock(now, zone)
    is_today = wall.date() == day.on
    return Column(
        day=day,
        x=x,
        shapes=tuple(_shapes(day.blocks, x, zone)),
        now_at=_y(wall.hour * 60 + wall.minute) if is_today else None,
        odd=None if day.odd_hour is None else (_y(day.odd_hour * 60), HOUR),
    )


def _shapes(blocks: Iterable[Block], x: int, zone: ZoneInfo) -> Iterator[Shape]:
    order = ("free", "rest", "duty", "planned")
    for block in sorted(blocks, key=lambda b: order.index(group(b.entry.kind))):
        kind = group(block.entry.kind)
        y, height = _y(block.top), _y(block.bottom) - _y(block.top)
        if kind == "planned":
            height = max(height, _LEAST)
        width = (COLUMN - 2 * _EDGE) // block.lanes
        yield Shape(
            block=block,
            x=x + _EDGE + block.lane * width,
            y=y,
            width=width - (1 if block.lane < block.lanes - 1 else 0),
            height=height,
            group=kind,
            lines=_lines(block, height, width, zone),
        )


def _lines(block: Block, height: int, width: int, zone: ZoneInfo) -> tuple[str, ...]:
    """What it is and when it begins and ends; a part that goes on from the day before says only what it is."""
    name, entry = NAMES[block.entry.kind], block.entry
    begins, ends = (f"{wall_clock(at, zone):%H:%M}" for at in (entry.start_at, entry.end_at))
    if height < _ONE_LINE or width < COLUMN // 2:
        return ()
    if entry.number is not None:
        return (f"{begins} {name}",)
    until = f"{begins} to {ends}" if block.begins else f"until {ends}"
    if block.top == 0 and block.bottom == DAY:
        until = "all day"
    return (name, until) if height >= _TWO_LINES else (name,)


def _y(minute: int) -> int:
    return HEAD + round(minute * HOUR * 24 / DAY)
