"""What the pages about capacity show: rows of published figures as sentences, grids and marks of a picture."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from app.care.domain.capacity_said import EVERYBODY, from_json
from app.care.domain.disclosure import Published
from app.care.domain.parts_of_day import PartOfDay
from app.care.domain.what_if import SHORTEST, WEEKDAYS

FEW = "too few to say"
LEVELS = 5
SHADES = (20, 40, 60, 80)  # percent of hours used, up to which each shade goes
PARTS = tuple(part.value for part in PartOfDay)


@dataclass(frozen=True, slots=True)
class Cell:
    """One square of a picture: its words for the table, its number in short, and how dark it is (0: nothing said)."""

    words: str
    short: str
    level: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A picture of a week: days down, parts or hours across."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said in it."""
        return all(cell.level == 0 for _, cells in self.rows for cell in cells)


@dataclass(frozen=True, slots=True)
class Best:
    """Hours that were tried: when, where, how many a week; how many more officers finish on time with them, how many
    could use them (None: too few).
    """

    when: str
    where: str
    hours: int
    more: int | None
    could: int | None


def gap_grids(kept: Mapping[str, Any], places: Mapping[str, str]) -> list[Grid]:
    """One picture for each place."""
    said = from_json({"gaps": kept["gaps"]})["gaps"]
    counts = {row.name: row.counts[0] for row in said.rows}
    most = max((count or 0 for count in counts.values()), default=0)
    ids = sorted({name.split(" ", 2)[2] for name in counts})
    return [
        Grid(places.get(one, "A place that is gone"), PARTS, _days(PARTS, partial(_could_at, counts, most, one)))
        for one in ids
    ]


def best_hours(kept: Mapping[str, Any], places: Mapping[str, str]) -> list[Best]:
    """The stretches that were tried, those that help most first."""
    said = from_json({"gaps": kept["gaps"], "tried": kept["gaps_tried"]})
    could = {row.name: row.counts[0] for row in said["gaps"].rows}
    found = []
    for row in said["tried"].rows:
        day, part, rest = row.name.split(" ", 2)
        place, hour, people = rest.rsplit(" ", 2)
        when = f"{WEEKDAYS[int(day)]}s, {hour}:00 to {int(hour) + SHORTEST}:00"
        where = places.get(place, "a place that is gone")
        hours = SHORTEST * int(people)
        found.append(Best(when, where, hours, row.counts[0], could.get(f"{day} {part} {place}")))
    return sorted(found, key=lambda one: -(one.more or 0))


def week_grid(kept: Mapping[str, Any], title: str) -> Grid:
    """How much of the hours on offer is used, by hour of the week."""
    said = from_json({"it": kept["week_hours"]})["it"]
    shares = {row.name: row.shares[0] for row in said.rows}
    hours = tuple(f"{hour:02}" for hour in range(7, 22))
    return Grid(title, hours, _days(hours, partial(_used_at, shares)))


def _days(columns: tuple[str, ...], cell: Callable[[int, str], Cell]) -> tuple[tuple[str, tuple[Cell, ...]], ...]:
    return tuple((name, tuple(cell(day, column) for column in columns)) for day, name in enumerate(WEEKDAYS))


def _could_at(counts: Mapping[str, int | None], most: int, place: str, day: int, part: str) -> Cell:
    count = counts.get(f"{day} {part} {place}")
    if count is None:
        return Cell("nobody, or too few to say", "–", 0)
    return Cell(f"about {count} officers", str(count), max(1, -(-LEVELS * count // max(most, 1))))


def _used_at(shares: Mapping[str, int | None], day: int, hour: str) -> Cell:
    name = f"{day} {hour}"
    if name not in shares:
        return Cell("no hours on offer", "", 0)
    share = shares[name]
    if share is None:
        return Cell("nearly all or none, or too few to say", "–", 0)
    return Cell(f"{share} % used", str(share), 1 + sum(share > shade for shade in SHADES))


def plan_lines(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What two plans come to, line by line: the words, before and after."""
    one, other = from_json(before), from_json(after)
    return [
        ("Officers who finish on time", _count(one, "finish", 0), _count(other, "finish", 0)),
        ("Officers who do not", _count(one, "finish", 1), _count(other, "finish", 1)),
        ("Officers who lack a time for a session", _count(one, "plans", 1), _count(other, "plans", 1)),
        ("Half wait no longer than", _days_of(one, "middle"), _days_of(other, "middle")),
        ("Nine in ten wait no longer than", _days_of(one, "slow"), _days_of(other, "slow")),
    ]


def more_on_time(before: Mapping[str, Any], after: Mapping[str, Any]) -> int | None:
    """How many more finish on time, as the difference of what is said; None where either is not."""
    then, now = (from_json(kept)["finish"].row(EVERYBODY) for kept in (before, after))
    if then is None or now is None or then.counts[0] is None or now.counts[0] is None:
        return None
    return now.counts[0] - then.counts[0]


def _count(said: Mapping[str, Published], table: str, part: int) -> str:
    row = said[table].row(EVERYBODY)
    count = None if row is None else row.counts[part]
    return FEW if count is None else f"about {count}"


def _days_of(said: Mapping[str, Published], which: str) -> str:
    row = said["waits"].row(EVERYBODY)
    days = None if row is None else getattr(row, which)
    return FEW if days is None else f"about {days} days"
