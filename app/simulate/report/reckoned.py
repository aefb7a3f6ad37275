"""From the records of a folder to every figure of its report, one record in memory at a time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TypeAlias

from app.simulate.facts import ShiftClass
from app.simulate.measures.catalogue import Measure
from app.simulate.measures.intervals import Measured
from app.simulate.measures.survival import curve
from app.simulate.measures.years import ALL, EVERY_MEASURE, Boiled, boiled, differences, measured, week
from app.simulate.parameters import Parameters
from app.simulate.records import PolicyName
from app.simulate.report.figures import (
    Compared,
    Figure,
    Figures,
    Moved,
    ParameterRow,
    PartWorth,
    Survival,
    Table,
    Week,
)
from app.simulate.report.figures import Measure as Shown
from app.simulate.report.goals import goals_of
from app.simulate.report.words import PARTS
from app.simulate.runs.folder import RunFolder
from app.simulate.runs.keys import Change, RunKey, Wanted
from app.simulate.world.published import Comparison

_SWEPT = ("complete_26_weeks_stayers", "complete_stayers", "first_days_median", "misses_per_100", "hours_used")
_MINUTES = 60
Years: TypeAlias = Sequence[Boiled]


@dataclass(frozen=True, slots=True)
class Played:
    """Where the runs are, and what a session costs."""

    folder: RunFolder
    fee: float


def reckoned(folder: RunFolder, wanted: Wanted, parameters: Parameters, compared: Sequence[Comparison] = ()) -> Figures:
    """Every figure of the runs wanted, all of which have been played; `compared`: the model beside publications."""
    what = folder.what()
    played = Played(folder, parameters.numbers.today.pounds_a_session)
    years = {policy: _years(played, policy, wanted.seeds) for policy in wanted.policies}
    tables = _tables(years)
    return Figures(
        staff=what.staff if what else 0,
        seeds=len(wanted.seeds),
        courses=max((sum(len(one.seen[ALL]) for one in runs) for runs in years.values()), default=0),
        policies=wanted.policies,
        tables=tables,
        goals=goals_of(tables),
        parts=_parts(years),
        survivals=_survivals(years),
        weeks=tuple(_week(policy, runs) for policy, runs in years.items()),
        moved=_moved(played, wanted, years),
        parameters=tuple(ParameterRow(*row) for row in parameters.rows),
        compared=tuple(Compared(*one.row) for one in compared),
        rules=what.program if what else "",
    )


def _years(played: Played, policy: PolicyName, seeds: Iterable[int], change: Change | None = None) -> Years:
    return [boiled(played.folder.record(RunKey(policy, seed, change)), fee=played.fee) for seed in seeds]


def _tables(years: Mapping[PolicyName, Years]) -> tuple[Table, ...]:
    rows = {policy: {(one.name, one.group): one for one in measured(runs)} for policy, runs in years.items()}
    return tuple(
        Table(
            _shown(measure),
            {
                policy: {group: _figure(found.get((measure.name, group))) for group in (ALL, *ShiftClass)}
                for policy, found in rows.items()
            },
        )
        for measure in EVERY_MEASURE
    )


def _shown(measure: Measure) -> Shown:
    return Shown(measure.name, measure.words, measure.unit, measure.better)


def _figure(found: Measured | None) -> Figure | None:
    return None if found is None else Figure(found.mean, found.low, found.high, found.seeds)


def _differences(runs: Years, base: Years) -> dict[str, Figure | None]:
    return {one.name: _figure(one) for one in differences(runs, base) if one.group == ALL}


def _parts(years: Mapping[PolicyName, Years]) -> tuple[PartWorth, ...]:
    whole = years.get(PolicyName.RELIEF)
    if whole is None:
        return ()
    return tuple(PartWorth(policy, _differences(years[policy], whole)) for policy in PARTS if policy in years)


def _survivals(years: Mapping[PolicyName, Years]) -> tuple[Survival, ...]:
    return tuple(
        Survival(
            policy,
            group,
            _by_day((step.days, step.share) for step in curve(s for one in runs for s in one.seen[group])),
        )
        for policy, runs in years.items()
        for group in (ALL, *ShiftClass)
    )


def _by_day(steps: Iterable[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """One step a day at most: what is reached by its end."""
    reached = {float(ceil(days)): share for days, share in steps}
    return ((0.0, 0.0), *reached.items())


def _week(policy: PolicyName, runs: Years) -> Week:
    mean = week(runs)
    offered, attended, wasted = (
        tuple(minutes / _MINUTES for minutes in column) for column in (mean.offered, mean.attended, mean.wasted)
    )
    return Week(policy, offered, attended, wasted)


def _moved(played: Played, wanted: Wanted, years: Mapping[PolicyName, Years]) -> tuple[Moved, ...]:
    seeds = wanted.seeds[: wanted.changed_seeds]
    names = dict.fromkeys(change.parameter for change in wanted.changes)
    moved: list[Moved] = []
    for policy in wanted.changed_policies if names else ():
        known = years[policy][: len(seeds)] if policy in years else _years(played, policy, seeds)
        for name in names:
            low, high = (
                _differences(_years(played, policy, seeds, Change(name, end)), known) for end in ("low", "high")
            )
            moved += [
                Moved(name, policy, measure, at_low, at_high)
                for measure in _SWEPT
                if (at_low := low.get(measure)) and (at_high := high.get(measure))
            ]
    return tuple(moved)
