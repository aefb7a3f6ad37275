"""Every figure of a report, reckoned once: pages, tables and files only write them down."""

from dataclasses import dataclass
from typing import TypeAlias

from app.simulate.records import PolicyName

Class: TypeAlias = str
"""A shift class, or `all`."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean over seeds with its 95 % interval; `low` and `high` are None for a single seed."""

    mean: float
    low: float | None
    high: float | None
    seeds: int


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured: a name for files, words for people, its unit and which way is better."""

    name: str
    words: str
    unit: str
    better: str = ""
    """`more`, `less` or nothing."""


@dataclass(frozen=True, slots=True)
class Table:
    """One measure for every policy and shift class; None where there was nobody to measure."""

    measure: Measure
    rows: dict[PolicyName, dict[Class, Figure | None]]


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal: in words, what was measured, and whether that meets it."""

    words: str
    measured: str
    spread: str
    """Its interval; empty where there is none, or it is no wider than the figure."""
    met: bool


@dataclass(frozen=True, slots=True)
class PartWorth:
    """What changes when one part of Relief is taken away: the measures without it less those with it."""

    policy: PolicyName
    differences: dict[str, Figure | None]


@dataclass(frozen=True, slots=True)
class Survival:
    """The share with every session by days since asking for help, of those at risk (Kaplan and Meier)."""

    policy: PolicyName
    shift_class: Class
    steps: tuple[tuple[float, float], ...]

    def at(self, days: float) -> float:
        """The share reached by then."""
        return next((share for day, share in reversed(self.steps) if day <= days), 0.0)


@dataclass(frozen=True, slots=True)
class Week:
    """Counsellors' hours in each hour of the week, of the mean week of all years."""

    policy: PolicyName
    offered: tuple[float, ...]
    attended: tuple[float, ...]
    wasted: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """By how much one parameter moves a measure of a policy at either end of its range, over the same seeds."""

    parameter: str
    policy: PolicyName
    measure: str
    at_low: Figure
    at_high: Figure


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """One parameter as it was played."""

    name: str
    value: str
    unit: str
    span: str
    meaning: str
    source: str


@dataclass(frozen=True, slots=True)
class Compared:
    """What the model says beside what was published."""

    what: str
    model: str
    published: str
    agrees: str
    source: str


@dataclass(frozen=True, slots=True)
class Figures:
    """All of one simulation."""

    staff: int
    seeds: int
    courses: int
    """In all years of one policy."""
    policies: tuple[PolicyName, ...]
    tables: tuple[Table, ...]
    goals: tuple[Goal, ...]
    parts: tuple[PartWorth, ...]
    survivals: tuple[Survival, ...]
    weeks: tuple[Week, ...]
    moved: tuple[Moved, ...]
    parameters: tuple[ParameterRow, ...]
    compared: tuple[Compared, ...] = ()
    rules: str = ""
    """A digest of planner, policies and parameters: other rules may come to other figures."""

    def table(self, name: str) -> Table:
        """The table of the measure called so. Raises KeyError."""
        found = next((table for table in self.tables if table.measure.name == name), None)
        if found is None:
            raise KeyError(name)
        return found

    def survival(self, policy: PolicyName, shift_class: Class = "all") -> Survival | None:
        """The curve of a policy, if it was played."""
        return next((one for one in self.survivals if (one.policy, one.shift_class) == (policy, shift_class)), None)
