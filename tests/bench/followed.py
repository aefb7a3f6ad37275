"""A run of the planner from the command line, followed: what it knew of the plan when, and what that took."""

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from tests.bench.plan_40 import ROOT
from tests.bench.rows import NothingToMeasure

_TOLD = re.compile(r" s  value (-?\d+)  bound (-?\d+)  gap ")
_PROCESSES = Path("/proc")


@dataclass(frozen=True, slots=True)
class Moment:
    """What was known some seconds, and processor seconds, after the command began."""

    seconds: float
    cpu_seconds: float
    value: int
    bound: int

    @property
    def gap_percent(self) -> float | None:
        """How far the best plan lies above the bound; None while nothing is proven."""
        return 100 * (self.value - self.bound) / self.bound if self.bound > 0 else None


@dataclass(frozen=True, slots=True)
class Run:
    """A whole run; the first moment is that of the first complete plan."""

    moments: tuple[Moment, ...]
    seconds: float
    cpu_seconds: float
    megabytes: float

    def within(self, percent: float) -> Moment | None:
        """When the gap was first no more than so much; None if it never was."""
        gaps = ((moment, moment.gap_percent) for moment in self.moments)
        return next((moment for moment, gap in gaps if gap is not None and gap <= percent), None)

    def gaps(self) -> tuple[tuple[float, float], ...]:
        """Seconds and gap, until the end of the run."""
        found = [(moment.seconds, gap) for moment in self.moments if (gap := moment.gap_percent) is not None]
        return (*found, *((self.seconds, gap) for _, gap in found[-1:]))


def heard(line: str) -> tuple[int, int] | None:
    """Cost and bound in a line of progress; None in any other line."""
    told = _TOLD.search(line)
    return (int(told[1]), int(told[2])) if told else None


def followed(problem: Path, plan: Path, seconds: float) -> Run:
    """Plan a problem within so many seconds; raises CalledProcessError where that fails."""
    command = [sys.executable, "-m", "scheduler", str(problem), "--out", str(plan), "--seconds", str(seconds)]
    if not _PROCESSES.is_dir():
        raise NothingToMeasure("there is no /proc, where a process that runs shows what it has used")
    begun = monotonic()
    with subprocess.Popen([*command, "--progress"], cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        moments = tuple(_moments(process.stderr or (), process.pid, begun))
        # What this process alone has used is known only to who waits for it so.
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Run(moments, monotonic() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def _moments(lines: Iterable[str], process: int, begun: float) -> Iterator[Moment]:
    for line in lines:
        told = heard(line)
        if told is not None:
            yield Moment(monotonic() - begun, cpu_of((_PROCESSES / f"{process}/stat").read_text()), *told)
        else:
            print(line, end="", file=sys.stderr)


def cpu_of(stat: str) -> float:
    """Processor seconds in the system's line about a process, whose name may hold blanks and brackets."""
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
