"""Lets every candidate learn from earlier days and tell the chances of later ones, without a look ahead."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from scheduler.calibration.candidates import ON_HISTORY, Candidate, Features, Tell
from scheduler.calibration.history import History, Past, Unreadable, with_priors
from scheduler.calibration.scores import Scores, Told, scored
from scheduler.odds import SetCount


@dataclass(frozen=True, slots=True)
class Day:
    """What one day adds: appointments by set of features and whether they were missed."""

    on: date
    counts: Mapping[tuple[Features, bool], int]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Scores of all candidates on the same later days."""

    until_on: date
    learnt_from: int
    last_on: date
    scores: Mapping[str, Scores]


def days_of(appointments: Iterable[Past]) -> list[Day]:
    """The days in order, prior misses counted from days before only."""
    days: dict[date, Counter[tuple[Features, bool]]] = {}
    for past, features in with_priors(appointments):
        days.setdefault(past.on, Counter())[features, past.missed] += 1
    return [Day(on, counts) for on, counts in days.items()]


def compare(days: Sequence[Day], until_on: date, candidates: Sequence[Candidate] = ON_HISTORY) -> Comparison:
    """Learn from all days up to and with `until_on`, score the later ones. Raises Unreadable when either is empty."""
    early, late = [day for day in days if day.on <= until_on], [day for day in days if day.on > until_on]
    if not early or not late:
        raise Unreadable(f"There is no day {'up to' if not early else 'after'} {until_on} in this history.")
    scores = {one.name: scored(_told(one, early, late)) for one in candidates}
    return Comparison(until_on, sum(sum(day.counts.values()) for day in early), late[-1].on, scores)


def _told(candidate: Candidate, early: Sequence[Day], late: Sequence[Day]) -> list[Told]:
    so_far: Counter[tuple[Features, bool]] = Counter()
    for day in early:
        so_far.update(day.counts)
    tell = candidate.teach(_sets(so_far))
    told: list[Told] = []
    for day in late:
        told += _of_day(tell, day)
        if candidate.daily:
            so_far.update(day.counts)
            tell = candidate.teach(_sets(so_far))
    return told


def _of_day(tell: Tell, day: Day) -> list[Told]:
    cells: dict[float, tuple[int, int]] = {}
    for (features, missed), count in day.counts.items():
        chance = tell(features)
        misses, appointments = cells.get(chance, (0, 0))
        cells[chance] = (misses + missed * count, appointments + count)
    return [Told(chance, *both) for chance, both in cells.items()]


def _sets(counts: Mapping[tuple[Features, bool], int]) -> list[SetCount]:
    names = {features for features, _ in counts}
    return [
        SetCount(features, float(counts.get((features, True), 0)), float(counts.get((features, False), 0)))
        for features in sorted(names, key=sorted)
    ]


def compare_histories(first: History, second: History | None, until_on: date | None) -> Comparison:
    """Learn from `first` up to `until_on` (None: all of it) and score every later day, those of `second` too.

    Raises Unreadable: no later day, or a second history with days that were learnt from.
    """
    last_learnt = until_on or first.appointments[-1].on
    later = () if second is None else second.appointments
    if later and later[0].on <= last_learnt:
        raise Unreadable(f"The history to be tested begins on {later[0].on}, and was learnt from up to {last_learnt}.")
    return compare(days_of(sorted([*first.appointments, *later], key=lambda past: past.on)), last_learnt)
