"""Which years are to be played: policies times seeds, and the same with one parameter changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from app.foundation.refusals import Fault, Invalid
from app.simulate.records import PolicyName

MOST_SEEDS = 1000
LEAST_STAFF, MOST_STAFF = 20, 200_000
MOST_WORKERS = 64


@dataclass(frozen=True, slots=True)
class Change:
    """One parameter put to the low or the high end of its range."""

    parameter: str
    end: str

    def __str__(self) -> str:
        return f"{self.parameter}:{self.end}"

    @classmethod
    def read(cls, text: str) -> "Change | None":
        """The change that `str` made this text of; None for an empty one."""
        parameter, _, end = text.rpartition(":")
        return cls(parameter, end) if text else None


@dataclass(frozen=True, slots=True)
class RunKey:
    """One year under one policy; `change`: what is other than in the parameters (None: nothing)."""

    policy: PolicyName
    seed: int
    change: Change | None = None

    def __str__(self) -> str:
        return f"{self.policy}/{self.seed}/{self.change or ''}"

    @classmethod
    def read(cls, text: str) -> "RunKey":
        """The key that `str` made this text of. Raises ValueError."""
        policy, seed, change = text.split("/")
        return cls(PolicyName(policy), int(seed), Change.read(change))

    @property
    def path(self) -> PurePosixPath:
        """Where its record lies within the folder of runs."""
        room = "plain" if self.change is None else f"changed-{self.change.parameter}-{self.change.end}"
        return PurePosixPath(room, self.policy, f"seed-{self.seed:04}.jsonl")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one command asks for. The changes are played with the first `changed_seeds` seeds and their own policies."""

    policies: tuple[PolicyName, ...]
    seeds: tuple[int, ...]
    changes: tuple[Change, ...] = ()
    changed_seeds: int = 0
    changed_policies: tuple[PolicyName, ...] = (PolicyName.AS_REPORTED, PolicyName.RELIEF)

    def runs(self) -> tuple[RunKey, ...]:
        """All of them, seed by seed, so that at any time all policies have met about the same years."""
        plain = [RunKey(policy, seed) for seed in self.seeds for policy in self.policies]
        changed = [
            RunKey(policy, seed, change)
            for seed in self.seeds[: self.changed_seeds]
            for change in self.changes
            for policy in self.changed_policies
        ]
        return (*plain, *changed)


def read_policies(names: Sequence[str]) -> tuple[PolicyName, ...]:
    """The policies of these names (none: all), in the order in which reports show them. Raises ValueError."""
    wanted = {PolicyName(name.strip()) for name in names}
    return tuple(policy for policy in PolicyName if policy in wanted or not wanted)


def asked_for(staff: int, seeds: int, policies: str, workers: int) -> tuple[tuple[PolicyName, ...], tuple[int, ...]]:
    """Policies and seeds as typed on the command line, or every fault of them at once (Invalid)."""
    faults = [
        *_within("staff", staff, LEAST_STAFF, MOST_STAFF),
        *_within("seeds", seeds, 1, MOST_SEEDS),
        *_within("workers", workers, 1, MOST_WORKERS),
        *_unknown_policies(policies),
    ]
    if faults:
        raise Invalid("This cannot be simulated.", faults=faults)
    return read_policies(_named(policies)), tuple(range(1, seeds + 1))


def _named(policies: str) -> list[str]:
    return [name.strip() for name in policies.split(",") if name.strip()]


def _within(what: str, number: int, least: int, most: int) -> list[Fault]:
    if least <= number <= most:
        return []
    return [Fault(f"is {number:,}; it can be {least:,} to {most:,}.", column=f"--{what}", value=str(number))]


def _unknown_policies(policies: str) -> list[Fault]:
    known = ", ".join(PolicyName)
    return [
        Fault(f"there is no policy called {name}. There are {known}.", column="--policies", value=name)
        for name in _named(policies)
        if name not in {policy.value for policy in PolicyName}
    ]
