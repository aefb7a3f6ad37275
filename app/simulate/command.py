"""`relief simulate`: plays what a folder lacks, then writes the report; ended in the middle, it goes on next time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from app.foundation.clock import Clock
from app.foundation.jobs_dbos import Pace
from app.foundation.refusals import Fault, Invalid
from app.simulate.parameters import Parameters
from app.simulate.report.reckoned import reckoned
from app.simulate.report.small import small_part
from app.simulate.report.written import write_evidence, write_report
from app.simulate.runs.crew import REAL, Crew
from app.simulate.runs.engine import Standing, play_all
from app.simulate.runs.folder import RunFolder, What
from app.simulate.runs.keys import Change, Wanted, asked_for
from app.simulate.runs.player import play_of
from app.simulate.runs.program import program
from app.simulate.runs.status import note_wanted, standing_lines
from app.simulate.runs.telling import Teller
from app.simulate.world.published import Comparison, comparisons

ENDED = 130
"""The exit code of a command that was ended by Ctrl-C or SIGTERM."""
_FAILED = 1
Compare = Callable[[Parameters], Sequence[Comparison]]


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody typed. `policies`: names with commas between them, empty for all; `sweep_seeds` 0: no sweep."""

    staff: int = 1000
    seeds: int = 30
    policies: str = ""
    parameters: Path | None = None
    out: Path | None = None
    workers: int = 2
    sweep_seeds: int = 0
    evidence: Path | None = None

    @property
    def folder(self) -> RunFolder:
        """Where its runs lie."""
        return RunFolder(self.out or Path("var") / "simulated" / f"{self.staff}-staff")


def simulate(order: Order, console: Console, clock: Clock, *, play: str = REAL, compare: Compare = comparisons) -> int:
    """Do it; the exit code. Raises Invalid and Conflict before anything is changed.

    `play` and `compare`: what plays a run and what sets the model beside publications; both take their time.
    """
    policies, seeds = asked_for(order.staff, order.seeds, order.policies, order.workers)
    _check_places(order)
    text = "" if order.parameters is None else order.parameters.read_text(encoding="utf-8")
    parameters = Parameters.read(order.parameters)
    changes = tuple(Change(one.name, end) for one in parameters.swept for end in ("low", "high"))
    wanted = Wanted(policies, seeds, changes if order.sweep_seeds else (), order.sweep_seeds)
    folder = order.folder
    with folder.alone():
        folder.begin(What(order.staff, text, program()))
        note_wanted(folder, wanted.runs())
        standing = _played(folder, wanted, order.workers, console, clock, play)
    if standing is None:
        return ENDED
    if standing.failed:
        console.print(f"The report waits for these runs; {folder.root / 'players.log'} tells more.", soft_wrap=True)
        return _FAILED
    figures = reckoned(folder, wanted, parameters, compare(parameters))
    written = write_report(folder.root, figures)
    if order.evidence is not None:
        written += write_evidence(order.evidence, figures, small_part(play_of(play)))
    for path in written:
        console.print(f"Written: {path}", highlight=False, soft_wrap=True)
    return 0


def _check_places(order: Order) -> None:
    """Before hours of playing: whether what comes of it can be written where it is wanted."""
    faults = []
    if not 0 <= order.sweep_seeds <= order.seeds:
        faults.append(Fault(f"is {order.sweep_seeds}; it can be 0 to the number of seeds.", column="--sweep"))
    if order.evidence is not None and not order.evidence.parent.is_dir():
        faults.append(Fault(f"there is no folder {order.evidence.parent}.", column="--evidence"))
    if order.folder.root.is_file():
        faults.append(Fault(f"{order.folder.root} is a file.", column="--out"))
    if faults:
        raise Invalid("This cannot be simulated.", faults=faults)


def tell_status(order: Order, console: Console) -> int:
    """How far its folder has come; the exit code. Raises NotFound where nothing was begun."""
    console.print("\n".join(standing_lines(order.folder)), highlight=False, soft_wrap=True)
    return 0


def _played(
    folder: RunFolder, wanted: Wanted, workers: int, console: Console, clock: Clock, play: str
) -> Standing | None:
    """None when somebody ended it."""
    pace = Pace(at_once=workers, look_every=0.1)
    with Teller(console, folder, workers) as teller:
        try:
            standing = play_all(folder, wanted.runs(), Crew(folder, play), pace, clock, teller)
        except KeyboardInterrupt:
            console.print(f"Ended. What was played is kept in {folder.root}; the same command goes on from there.")
            return None
    teller.summary(standing)
    return standing
