"""The weeks of a roster as a picture: for each team and day, how many of its people are on duty."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from app.rota.domain.duty_line import DutyLine
from app.rota.domain.reading import Cover
from scheduler.duty import WORKING

EVERYBODY = "Everybody"
NO_TEAM = "In no team"
MOST_TEAMS = 40
SHADES = 4


@dataclass(frozen=True, slots=True)
class Strip:
    """One team: how many are in it, and how many of them are on duty on each day of the picture."""

    team: str
    people: int
    on_duty: tuple[int, ...]

    def share(self, day: int) -> float:
        """The part of the team that is on duty on a day, from 0 to 1."""
        return min(1.0, self.on_duty[day] / self.people) if self.people else 0.0

    def shade(self, day: int) -> int:
        """0 for nobody, else 1 to 4 by quarters: the same step is drawn as a height and as a tone."""
        share = self.share(day)
        return 0 if not share else min(SHADES, int(share * SHADES) + 1)

    def week(self, days: range) -> tuple[int, int, float]:
        """Fewest, most and the average on duty on these days."""
        found = [self.on_duty[day] for day in days]
        return min(found), max(found), sum(found) / len(found)


@dataclass(frozen=True, slots=True)
class Picture:
    """The strips of a roster from its first day on; everybody first, then the teams by name."""

    first_on: date
    strips: tuple[Strip, ...]

    @property
    def days(self) -> int:
        """How many days it shows."""
        return len(self.strips[0].on_duty) if self.strips else 0

    def weeks(self) -> list[range]:
        """The days of each week, Monday first."""
        first = (7 - self.first_on.weekday()) % 7
        edges = sorted({0, *range(first, self.days, 7), self.days})
        return [range(a, b) for a, b in pairwise(edges)]

    def on(self, day: int) -> date:
        """The date of a day."""
        return self.first_on + timedelta(days=day)

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        strips = [[strip.team, strip.people, list(strip.on_duty)] for strip in self.strips]
        return {"first_on": str(self.first_on), "strips": strips}


def picture_kept(plain: Mapping[str, Any]) -> Picture | None:
    """The picture that `as_json` wrote; None where none was."""
    if not plain:
        return None
    strips = tuple(Strip(team, people, tuple(on_duty)) for team, people, on_duty in plain["strips"])
    return Picture(date.fromisoformat(plain["first_on"]), strips)


class Sketch:
    """Counts who is on duty on which local day, by team, while others go over the duties; then it is a picture."""

    def __init__(self, team_of: Mapping[str, str], cover: Cover) -> None:
        self._team_of, self._first_on = team_of, cover.first_on
        self._zone, self._days = ZoneInfo(cover.zone_name), (cover.last_on - cover.first_on).days + 1
        self._counts: dict[str, list[int]] = {}
        self._ordinals: dict[datetime, int] = {}

    def passing(self, people: Iterable[tuple[str, list[DutyLine]]]) -> Iterator[tuple[str, list[DutyLine]]]:
        """The same people, counted on their way. Somebody with two duties on a day counts once."""
        for number, own in people:
            row = self._counts.setdefault(self._team_of.get(number, NO_TEAM), [0] * self._days)
            for day in {self._day(line.duty.start_at) for line in own if line.duty.kind in WORKING}:
                if 0 <= day < self._days:
                    row[day] += 1
            yield number, own

    def _day(self, at: datetime) -> int:
        if at not in self._ordinals:
            self._ordinals[at] = at.astimezone(self._zone).toordinal() - self._first_on.toordinal()
        return self._ordinals[at]

    def picture(self, staff: Iterable[str], whole: str = EVERYBODY) -> Picture:
        """What was counted, of these people; `whole` is what they are called together."""
        size, counts, days = Counter(self._team_of.get(number, NO_TEAM) for number in staff), self._counts, self._days
        everybody = tuple(map(sum, zip(*counts.values(), strict=True))) or (0,) * days
        strips = [Strip(whole, size.total(), everybody)]
        if named := sorted(team for team in size if team != NO_TEAM)[:MOST_TEAMS]:
            teams = [*named, *([NO_TEAM] if NO_TEAM in size else [])]
            strips += [Strip(team, size[team], tuple(counts.get(team, [0] * days))) for team in teams]
        return Picture(self._first_on, tuple(strips))
