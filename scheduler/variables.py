"""The decisions of the CP-SAT model."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from scheduler.capacity import Capacity
from scheduler.chains import Chain
from scheduler.clock import OutOfTime, never
from scheduler.instance import Instance
from scheduler.starts import Ints


@dataclass(frozen=True, slots=True)
class Reach:
    """What of one pair the model may use: days by level, and starts by class (early numbers or not)."""

    days: tuple[Ints, ...]
    early: Ints
    late: Ints


class Variables:
    """One Boolean each for: a course with a counsellor, a level on a day, two levels on two days, a start.

    A chain of days is a path, so that gaps cost what they cost without big constants; which start of the day it is
    matters to the counsellor and the rooms only. Whoever adds something to the model raises OutOfTime once asked to
    `stop`: a large model takes longer to build than many a caller has.
    """

    def __init__(
        self, instance: Instance, capacity: Capacity, reach: dict[int, Reach], stop: Callable[[], bool] = never
    ) -> None:
        self.instance = instance
        self.capacity = capacity
        self._model = cp_model.CpModel()
        self._stop = stop
        self.takes: dict[int, cp_model.IntVar] = {}
        self.day: dict[tuple[int, int, int], cp_model.IntVar] = {}  # pair, level, day
        self.step: dict[tuple[int, int, int, int], cp_model.IntVar] = {}  # pair, level, day, day of the next level
        self.start: dict[tuple[int, bool, int], cp_model.IntVar] = {}  # pair, early, position of the start
        self.kept: dict[tuple[int, int, int], cp_model.IntVar] = {}  # pair, level, position of the start
        self._terms: list[tuple[cp_model.IntVar, int]] = []
        for pair, within in reach.items():
            self._add_pair(pair, within)
        constant = sum(_unplaced(instance, course) for course in range(len(instance.courses)))
        self.model.minimize(cp_model.LinearExpr.weighted_sum(*_columns(self._terms)) + constant)

    @property
    def model(self) -> cp_model.CpModel:
        """The model so far. Every decision and every rule asks for it, so that this is where the clock is watched."""
        if self._stop():
            raise OutOfTime
        return self._model

    def _bool(self, cost: float) -> cp_model.IntVar:
        made = self.model.new_bool_var("")
        if cost and np.isfinite(cost):
            self._terms.append((made, round(cost)))
        return made

    def _add_pair(self, pair: int, within: Reach) -> None:
        asked = self.instance.pairs[pair]
        self.takes[pair] = self._bool(asked.cost)
        self._add_days(pair, within)
        self._add_steps(pair, within)
        for early, starts, costs in (
            (True, within.early, asked.starts.early),
            (False, within.late, asked.starts.late),
        ):
            for at, cost in zip(starts.tolist(), costs[starts].tolist(), strict=True):
                self.start[pair, early, at] = self._bool(cost)
        for promise in asked.promises:
            if promise.bonus:
                self.kept[pair, promise.level, promise.at] = self._bool(-promise.bonus)

    def _add_days(self, pair: int, within: Reach) -> None:
        course = self.instance.pairs[pair].course
        tariff, saved = self.instance.tariffs[course], _saved_per_session(self.instance, course)
        for level, days in enumerate(within.days):
            for day in days.tolist():
                opening = tariff.opening[day] if level == 0 else 0.0
                self.day[pair, level, day] = self._bool((opening if np.isfinite(opening) else 0.0) - saved)

    def _add_steps(self, pair: int, within: Reach) -> None:
        tariff = self.instance.tariffs[self.instance.pairs[pair].course]
        for level, (days, following) in enumerate(zip(within.days, within.days[1:], strict=False)):
            for day in days.tolist():
                later = following[following > day]
                for then, cost in zip(later.tolist(), tariff.gap[later - day].tolist(), strict=True):
                    if np.isfinite(cost):
                        self.step[pair, level, day, then] = self._bool(cost)

    def is_early(self, pair: int, level: int) -> bool:
        """Whether the level is one of the numbers that most need a safe start."""
        return level < self.instance.tariffs[self.instance.pairs[pair].course].early

    def days_by_level(self) -> dict[tuple[int, int], list[cp_model.IntVar]]:
        """Day variables of each pair and level."""
        grouped: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
        for (pair, level, _), made in self.day.items():
            grouped[pair, level].append(made)
        return grouped

    def start_of(self, pair: int, at: int) -> tuple[int, int, int]:
        """Cell, place and day of a start."""
        starts = self.instance.pairs[pair].starts
        return int(starts.cell[at]), int(starts.place[at]), int(starts.day[at])

    def hint(self, chains: Iterable[Chain]) -> None:
        """Offer a plan to begin with: every variable gets its value, as half a hint helps little."""
        true: set[int] = set()
        for chain in chains:
            true.update(made.index for made in self.along(chain))
        for index in range(len(self.model.proto.variables)):
            self.model.add_hint(self.model.get_bool_var_from_proto_index(index), index in true)

    def along(self, chain: Chain) -> list[cp_model.IntVar]:
        """The variables that are true in a chain; those outside the model's reach are left out."""
        if chain.pair not in self.takes:
            return []
        days = self.instance.pairs[chain.pair].starts.day[list(chain.at)].tolist()
        found: list[cp_model.IntVar | None] = [self.takes[chain.pair]]
        for level, (at, day) in enumerate(zip(chain.at, days, strict=True)):
            found.append(self.day.get((chain.pair, level, day)))
            found.append(self.start.get((chain.pair, self.is_early(chain.pair, level), at)))
            found.append(self.kept.get((chain.pair, level, at)))
            if level:
                found.append(self.step.get((chain.pair, level - 1, days[level - 1], day)))
        return [made for made in found if made is not None]


def _columns(terms: list[tuple[cp_model.IntVar, int]]) -> tuple[list[cp_model.IntVar], list[int]]:
    return [made for made, _ in terms], [cost for _, cost in terms]


def _saved_per_session(instance: Instance, course: int) -> int:
    saved: int = instance.problem.weights.unplaced * instance.courses[course].priority
    return saved


def _unplaced(instance: Instance, course: int) -> int:
    """What the course costs without any session, pins aside."""
    tariff = instance.tariffs[course]
    broken_promises = round(float(tariff.ending[-1]))
    return broken_promises + _saved_per_session(instance, course) * instance.courses[course].sessions
