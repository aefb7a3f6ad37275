"""Plays a run for real: the year of its seed, made once for all its policies, under the policy of its key."""

from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from app.simulate.facts import SimWorld
from app.simulate.parameters import Parameters
from app.simulate.plain.play import play_plain
from app.simulate.plain.rules import PlainRules
from app.simulate.records import RunRecord
from app.simulate.relief.parts import Part, name_of
from app.simulate.relief.play import play_relief
from app.simulate.runs.keys import Change
from app.simulate.runs.player import Asked, Heard
from app.simulate.world import make_world

_PARTS = {name_of(part): part for part in (None, *Part)}
"""The part that each kind of Relief is without."""
Year: TypeAlias = tuple[Parameters, SimWorld]


def play(asked: Asked, progress: Heard) -> RunRecord:
    """The record: the same for the same question, whoever asks."""
    parameters, world = _year(asked.key.seed, asked.key.change, asked.staff, asked.parameters)
    policy = asked.key.policy
    if policy in _PARTS:
        return play_relief(world, parameters, without=_PARTS[policy], progress=progress)
    return play_plain(world, policy, PlainRules.of(parameters), progress)


@lru_cache(maxsize=1)
def _year(seed: int, change: Change | None, staff: int, path: Path | None) -> Year:
    """The last one is kept: policies come one after another on the same year."""
    parameters = parameters_of(change, path)
    return parameters, make_world(parameters, staff=staff, seed=seed)


def parameters_of(change: Change | None, path: Path | None) -> Parameters:
    """The parameters of a run: our own, what a file puts over them, and the change of the sweep."""
    parameters = Parameters.read(path)
    if change is None:
        return parameters
    known = parameters[change.parameter]
    end = known.low if change.end == "low" else known.high
    if end is None:
        raise ValueError(f"{change.parameter} has no range")
    return parameters.with_(change.parameter, end)
