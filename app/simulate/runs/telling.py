"""What a person at a terminal is told while runs are played: how far it is, how long yet, and what shows so far."""

from collections import defaultdict
from dataclasses import dataclass
from statistics import fmean
from time import monotonic

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskProgressColumn, TextColumn

from app.simulate.records import PolicyName, RunRecord
from app.simulate.runs.engine import Standing
from app.simulate.runs.folder import RunFolder
from app.simulate.runs.keys import RunKey

_LINE_EVERY = 10.0  # seconds between two lines where no terminal can be overwritten


@dataclass(slots=True)
class Tally:
    """Courses of one policy so far: of those who stay, how many had every session, and what the policy took away."""

    runs: int = 0
    stayed: int = 0
    complete: int = 0
    lost: int = 0

    def add(self, record: RunRecord) -> None:
        """Count one run more."""
        self.runs += 1
        for course in record.courses:
            self.stayed += course.stays
            self.complete += course.stays and len(course.attended) >= course.sessions
            self.lost += course.lost

    def __str__(self) -> str:
        share = f"{self.complete / self.stayed:.1%}" if self.stayed else "none"
        return f"{share} of {self.stayed:,} complete, {self.lost:,} sessions lost"


class Tallies:
    """The running measures by policy, each record read once."""

    def __init__(self, folder: RunFolder) -> None:
        self._folder = folder
        self._counted: set[RunKey] = set()
        self.by_policy: dict[PolicyName, Tally] = defaultdict(Tally)

    def count(self, done: set[RunKey]) -> None:
        """Count what has been played since."""
        for key in sorted(done - self._counted, key=str):
            self._counted.add(key)
            if key.change is None:
                self.by_policy[key.policy].add(self._folder.record(key))

    def lines(self) -> list[str]:
        """One line for each policy played, in the order of reports."""
        return [f"  {policy}: {self.by_policy[policy]}" for policy in PolicyName if policy in self.by_policy]


class Teller:
    """Follows a standing: a bar where the terminal has one, else a line from time to time."""

    def __init__(self, console: Console, folder: RunFolder, workers: int) -> None:
        self._console = console
        self._folder = folder
        self._workers = workers
        self._tallies = Tallies(folder)
        self._timed: set[RunKey] = set()
        self._line_at, self._last = 0.0, ""
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[left]}"),
            console=console,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task("Playing", left="")

    def __enter__(self) -> "Teller":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def __call__(self, standing: Standing) -> None:
        """Tell how it stands now."""
        self._write_down(standing)
        self._tallies.count(standing.done)
        left = time_left(standing, self._workers)
        if self._console.is_terminal:
            played = len(standing.done) + sum(standing.shares.copy().values())
            self._bar.update(self._task, completed=round(played, 2), total=len(standing.wanted), left=left)
        if monotonic() - self._line_at >= _LINE_EVERY:
            self._tell(standing, left)

    def _tell(self, standing: Standing, left: str) -> None:
        far = how_far(standing)
        if far == self._last:
            return
        self._line_at, self._last = monotonic(), far
        told = f"{far}, {left}" if left else far
        self._console.print("\n".join([told, *self._tallies.lines()]), highlight=False, soft_wrap=True)

    def _write_down(self, standing: Standing) -> None:
        for key, seconds in standing.seconds.copy().items():
            if key not in self._timed:
                self._timed.add(key)
                self._folder.took(key, seconds)

    def summary(self, standing: Standing) -> None:
        """What came of it in the end, and which runs could not be played."""
        self._console.print(f"{len(standing.done)} of {len(standing.wanted)} runs played.", highlight=False)
        for line in self._tallies.lines():
            self._console.print(escape(line), highlight=False, soft_wrap=True)
        for reason in standing.failed.values():
            self._console.print(f"[red]{escape(reason)}[/red]", soft_wrap=True)


def how_far(standing: Standing) -> str:
    """How many runs have been played, and how far those are that are being played: one of a large force takes long."""
    far = f"{len(standing.done)} of {len(standing.wanted)} runs played"
    shares = standing.shares.copy().values()
    return f"{far}, {len(shares)} under way at {fmean(shares):.0%}" if shares else far


def time_left(standing: Standing, workers: int) -> str:
    """An estimate from what runs of the same policy took; empty until one of each has been played."""
    by_policy: dict[PolicyName, list[float]] = defaultdict(list)
    for key, seconds in standing.seconds.copy().items():
        by_policy[key.policy].append(seconds)
    missing = [key for key in standing.wanted if key not in standing.done]
    if not by_policy.keys() >= {key.policy for key in missing}:
        return ""
    shares = standing.shares.copy()
    rest = sum(fmean(by_policy[key.policy]) * (1 - shares.get(key, 0.0)) for key in missing) / workers
    return f"about {rest:.0f} s left" if rest < 90 else f"about {rest / 60:.0f} min left"
