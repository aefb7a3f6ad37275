"""The weeks of a roster as a picture: for each team and day, how many of its people are on duty."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np

from app.rota.domain.reading import Cover
from app.rota.domain.tours import Tours

EVERYBODY = "Everybody"
NO_TEAM = "In no team"
MOST_TEAMS = 40
SHADES = 4
_EPOCH = date(1970, 1, 1)


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
    """Counts who is on duty on which local day, by team, while others go over the tours; then it is a picture."""

    def __init__(self, team_of: Mapping[str, str], cover: Cover, staff: Sequence[str]) -> None:
        """`staff`: whose the tours are, by the numbers of their owners."""
        self._team_of, self._first_on = team_of, cover.first_on
        self._days = (cover.last_on - cover.first_on).days + 1
        teams = [team_of.get(number, NO_TEAM) for number in staff]
        place = {team: at for at, team in enumerate(dict.fromkeys(teams))}
        self._teams, self._team_number = tuple(place), np.array([place[team] for team in teams], np.int64)
        self._counts = np.zeros((len(place), self._days), np.int64)

    def passing(self, tours: Iterable[Tours]) -> Iterator[Tours]:
        """The same tours, counted on their way. Somebody with two duties on a day counts once."""
        for some in tours:
            owners, days = some.owners[some.first_of_day], some.days[some.first_of_day] - (self._first_on - _EPOCH).days
            inside = (days >= 0) & (days < self._days)
            places = self._team_number[owners[inside]] * self._days + days[inside]
            self._counts += np.bincount(places, minlength=self._counts.size).reshape(self._counts.shape)
            yield some

    def picture(self, staff: Iterable[str]) -> Picture:
        """What was counted, of these people."""
        size, days = Counter(self._team_of.get(number, NO_TEAM) for number in staff), self._days
        counts = dict(zip(self._teams, self._counts.tolist(), strict=True))
        strips = [Strip(EVERYBODY, size.total(), tuple(self._counts.sum(axis=0).tolist()))]
        if named := sorted(team for team in size if team != NO_TEAM)[:MOST_TEAMS]:
            teams = [*named, *([NO_TEAM] if NO_TEAM in size else [])]
            strips += [Strip(team, size[team], tuple(counts.get(team, [0] * days))) for team in teams]
        return Picture(self._first_on, tuple(strips))
