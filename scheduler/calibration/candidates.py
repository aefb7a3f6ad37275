"""The ways to tell a chance that are compared, from the simplest on."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import prod
from typing import Protocol

from scheduler.calibration.history import PRIOR
from scheduler.odds import Belief, SetCount, learn, together
from scheduler.risk import LONG_LEAD, POOLING, PRIORS, Feature, RiskTable, believed

Features = frozenset[str]
Tell = Callable[[Features], float]
_UNSURE, _LOOSE = 0.1, 9.0
"""Before anything is seen: one in ten, as firm as a hundred appointments of which ten were missed."""


class Teacher(Protocol):
    """Makes of counts a way to tell a chance."""

    def __call__(self, counts: Sequence[SetCount], /) -> Tell: ...


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to tell chances. `daily`: learns each day from those before; `allowed`: knows nothing of persons."""

    name: str
    teach: Teacher
    daily: bool = False
    allowed: bool = True


def base_rate(counts: Sequence[SetCount]) -> Tell:
    """The same for all: the share that was missed."""
    misses, kept = sum(one.misses for one in counts), sum(one.kept for one in counts)
    share = (misses + 1) / (misses + kept + 2)
    return lambda _features: share


def priors_only(_counts: Sequence[SetCount]) -> Tell:
    """What production believes before it has seen anything: of a clinic's history it only knows long leads."""
    table = RiskTable()
    late = {f"lead_{days}" for days in (22, 29, 43) if days > LONG_LEAD.days}
    return lambda features: believed(table, {Feature.LONG_LEAD} if features & late else ())


def tallies(counts: Sequence[SetCount]) -> Tell:
    """Each feature's own share (Beta-Binomial); the worst counts whole and each further one by half."""
    sums: dict[str, tuple[float, float]] = {}
    believed_of = {str(p.feature): (float(p.misses), float(p.kept)) for p in PRIORS}
    for one in counts:
        for feature in one.features or {str(Feature.PLAIN)}:
            misses, kept = sums.get(feature, believed_of.get(feature, (10.0, 90.0)))
            sums[feature] = (misses + one.misses, kept + one.kept)

    def rate(feature: str) -> float:
        misses, kept = sums.get(feature, believed_of.get(feature, (10.0, 90.0)))
        return misses / (misses + kept)

    def tell(features: Features) -> float:
        rates = sorted(map(rate, features), reverse=True)
        plain = rate(str(Feature.PLAIN)) if str(Feature.PLAIN) in sums else 0.0
        worst = max(plain, *rates[:1], 0.0)
        return 1 - (1 - worst) * prod(1 - other / 2 for other in rates[1:])

    return tell


def learner(sees: Callable[[str], bool], pooling: float = POOLING) -> Teacher:
    """Relief's own learner (scheduler.odds) over the features it may see, believing one in ten of each at first."""

    def teach(counts: Sequence[SetCount]) -> Tell:
        seen = together([SetCount(_only(one.features, sees), one.misses, one.kept) for one in counts])
        firmness = {name: _LOOSE for one in seen for name in one.features}
        known = learn(seen, Belief(lambda _features: _UNSURE, firmness or {"none": _LOOSE}, _LOOSE, pooling))
        told: dict[Features, float] = {}

        def tell(features: Features) -> float:
            if features not in told:
                told[features] = known.chance(_only(features, sees))
            return told[features]

        return tell

    return teach


def _of(sees: Callable[[str], bool], teach: Teacher) -> Teacher:
    """The same teacher with eyes for some features only."""

    def narrowed(counts: Sequence[SetCount]) -> Tell:
        tell = teach(together([SetCount(_only(one.features, sees), one.misses, one.kept) for one in counts]))
        return lambda features: tell(_only(features, sees))

    return narrowed


def _only(features: Iterable[str], sees: Callable[[str], bool]) -> Features:
    return frozenset(name for name in features if sees(name))


def _lead(name: str) -> bool:
    return name.startswith("lead_")


def _no_person(name: str) -> bool:
    return not name.startswith(PRIOR)


def _all(_name: str) -> bool:
    return True


ON_HISTORY = (
    Candidate("Base rate", base_rate),
    Candidate("Priors only", priors_only),
    Candidate("Lead time only", learner(_lead)),
    Candidate("Lead time only, learnt daily", learner(_lead), daily=True),
    Candidate("Lead time and weekday, shares by feature (before)", _of(_no_person, tallies)),
    Candidate("Lead time and weekday, log-odds that add up", learner(_no_person, 1e9)),
    Candidate("The same, pooled with the set", learner(_no_person)),
    Candidate("The same, pooled and learnt daily", learner(_no_person), daily=True),
    Candidate("With prior misses (comparison only)", learner(_all), allowed=False),
    Candidate("With prior misses, daily (comparison only)", learner(_all), daily=True, allowed=False),
)
