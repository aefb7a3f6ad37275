"""Figures of a small simulation, played with the stand-in: a few seeds, all policies, one parameter swept."""

from pathlib import Path

from app.simulate.parameters import Parameters
from app.simulate.records import PolicyName, RunRecord
from app.simulate.report.figures import Figures
from app.simulate.report.reckoned import reckoned
from app.simulate.runs.folder import RunFolder
from app.simulate.runs.keys import Change, RunKey, Wanted
from app.simulate.runs.player import Asked
from tests.simulate.runs.rig import WHAT
from tests.simulate.runs.stand_in import play

CHANGES = (Change("force.response", "low"), Change("force.response", "high"))
WANTED = Wanted(tuple(PolicyName), (1, 2, 3), CHANGES, 2)


def filled(root: Path, wanted: Wanted = WANTED) -> RunFolder:
    """A folder with every run that is wanted."""
    folder = RunFolder(root)
    folder.begin(WHAT)
    for key in wanted.runs():
        folder.keep(key, record(key))
    return folder


def record(key: RunKey) -> RunRecord:
    """What the stand-in plays for that key."""
    return play(Asked(key, WHAT.staff, None), lambda _: None)


def figures_in(root: Path, wanted: Wanted = WANTED) -> Figures:
    """The figures of such a folder."""
    return reckoned(filled(root, wanted), wanted, Parameters.read())
