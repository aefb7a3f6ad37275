"""Outcomes drawn at starts around real shift patterns by a truth that is known, to see how learning nears it."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import exp
from random import Random
from zoneinfo import ZoneInfo

from scheduler.calibration.candidates import Features, Tell
from scheduler.civil import DAY, Horizon, wall_instant
from scheduler.duty import Duty, DutyKind
from scheduler.odds import SetCount, log_odds
from scheduler.risk import Feature, RiskTable, believed, features_at, marks_of

LONDON = ZoneInfo("Europe/London")
_FIRST = date(2026, 1, 5)
_DAYS = 60
_EARLY, _LATE, _NIGHT = (DutyKind.EARLY, 7, 9), (DutyKind.LATE, 14, 10), (DutyKind.NIGHT, 22, 9)
CYCLE = (_EARLY, _EARLY, _LATE, _LATE, _NIGHT, _NIGHT, None, None, None, None)
"""Two earlies, two lates, two nights, four rest days: kind, hour and hours of each day's duty."""


@dataclass(frozen=True, slots=True)
class Truth:
    """How often starts come with each set of features, and how often such a start is truly missed."""

    shares: Mapping[Features, float]
    chances: Mapping[Features, float]

    def drawn(self, count: int, random: Random) -> list[SetCount]:
        """Outcomes of so many appointments, counted by set."""
        names = sorted(self.shares, key=sorted)
        starts = Counter(random.choices(names, [self.shares[name] for name in names], k=count))
        missed = {name: sum(random.random() < self.chances[name] for _ in range(starts[name])) for name in names}
        return [SetCount(name, missed[name], starts[name] - missed[name]) for name in names if starts[name]]

    def error_of(self, tell: Tell) -> float:
        """How far off the chance told is on average, over starts as often as they come."""
        return sum(share * abs(tell(name) - self.chances[name]) for name, share in self.shares.items())


def shares_of_sets(random: Random, starts: int = 20_000) -> dict[Features, float]:
    """How often starts come with each set: hours between 07 and 21 around a shift pattern with some court days."""
    duties = _duties(random)
    over = Horizon(_FIRST, _DAYS, LONDON)
    asked_at = datetime(2026, 1, 5, 9, tzinfo=UTC)
    marks = marks_of(duties, over, asked_at=asked_at)
    found: Counter[Features] = Counter()
    for _ in range(starts):
        lead = int(random.expovariate(1 / 18)) % (_DAYS - 3)
        at = (2 + lead) * DAY + random.randrange(7 * 4, 21 * 4) * 15
        features = features_at(marks, at)
        if Feature.IN_DUTY_TIME not in features or random.random() < 0.15:
            found[features] += 1
    return {name: count / found.total() for name, count in sorted(found.items(), key=lambda one: sorted(one[0]))}


def _duties(random: Random) -> list[Duty]:
    found = []
    for day in range(_DAYS):
        on, work = _FIRST + timedelta(days=day), CYCLE[day % len(CYCLE)]
        if random.random() < 0.05:
            work = (DutyKind.COURT, 10, 6)
        if work is not None:
            kind, hour, hours = work
            start_at = wall_instant(on, time(hour), LONDON)
            found.append(Duty(kind, start_at, start_at + timedelta(hours=hours)))
    return found


def as_believed(shares: Mapping[Features, float]) -> Truth:
    """A world in which the priors are true."""
    table = RiskTable()
    return Truth(shares, {name: believed(table, _features(name)) for name in shares})


def otherwise(shares: Mapping[Features, float], random: Random, *, apart: float, mixing: float) -> Truth:
    """A world that is not as believed.

    `apart`: by how much the log-odds of each feature and of all starts differ (standard deviation); `mixing`: by how
    much those of each set differ from what its features add up to.
    """
    base = random.gauss(0, apart)
    shifts = {name: random.gauss(0, apart) for name in Feature}
    table = RiskTable()

    def chance(name: Features) -> float:
        shift = base + sum(shifts[one] for one in sorted(_features(name))) + random.gauss(0, mixing)
        return 1 / (1 + exp(-log_odds(believed(table, _features(name))) - shift))

    return Truth(shares, {name: chance(name) for name in sorted(shares, key=sorted)})


def _features(name: Features) -> list[Feature]:
    return [Feature(one) for one in name]


def learning_curve(
    truths: Sequence[Truth], teachers: Mapping[str, Callable[[Sequence[SetCount]], Tell]], sizes: Sequence[int]
) -> dict[str, list[float]]:
    """The mean error of each teacher after so many outcomes, over all truths; each sees the same draws."""
    sums = {name: [0.0] * len(sizes) for name in teachers}
    for number, truth in enumerate(truths):
        for place, size in enumerate(sizes):
            counts = truth.drawn(size, Random(f"{number} {size}"))
            for name, teach in teachers.items():
                sums[name][place] += truth.error_of(teach(counts)) / len(truths)
    return sums
