"""The folder of one simulation: what it is of, and the record of each run, written whole or not at all."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from app.foundation.refusals import Conflict, Fault, Invalid
from app.simulate.record_lines import lines_of, run_of
from app.simulate.records import RunRecord
from app.simulate.runs.keys import RunKey

_WHAT, _LOCK, _TIMES = "what.json", "lock", "seconds.csv"
_HALF = ".half-"


@dataclass(frozen=True, slots=True)
class What:
    """What all runs of a folder have in common; other values would make other runs.

    `parameters`: the text of the file that changes parameters, empty without one; `program`: a digest of the rules.
    """

    staff: int
    parameters: str
    program: str


class RunFolder:
    """Where records lie, by key. Several processes may write into it; each file appears whole."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def parameters(self) -> Path | None:
        """The file that changes parameters, if there is one."""
        path = self.root / "parameters.toml"
        return path if path.exists() else None

    def what(self) -> What | None:
        """What its runs are of; None for a new folder. Raises Invalid where that cannot be read."""
        path = self.root / _WHAT
        if not path.exists():
            return None
        try:
            return What(**json.loads(path.read_text(encoding="utf-8")))
        except (ValueError, TypeError):
            raise Invalid(f"{path} is no description of a simulation. Name another folder.") from None

    def begin(self, what: What) -> None:
        """Make the folder one of these runs, or refuse one of others (Conflict, with every difference)."""
        known = self.what()
        if known is not None and known != what:
            raise Conflict(
                "The folder holds runs of another simulation. Name another one.", faults=_differ(known, what)
            )
        if known is None:
            self.root.mkdir(parents=True, exist_ok=True)
            if what.parameters:
                write_whole(self.root / "parameters.toml", what.parameters)
            write_whole(self.root / _WHAT, json.dumps(asdict(what), indent=1) + "\n")

    def place(self, key: RunKey) -> Path:
        """Where the record of a run lies once it has been played."""
        return self.root / key.path

    def has(self, key: RunKey) -> bool:
        """Whether the run has been played."""
        return self.place(key).exists()

    def keep(self, key: RunKey, record: RunRecord) -> None:
        """Write the record; what it took is no part of it."""
        write_whole(self.place(key), "".join(lines_of(record)))

    def record(self, key: RunKey) -> RunRecord:
        """The record of a run that has been played. Raises Invalid where the file is not one."""
        path = self.place(key)
        try:
            with path.open(encoding="utf-8") as lines:
                return run_of(lines)
        except Invalid as wrong:
            raise Invalid(f"{path}: {wrong.detail}", faults=wrong.faults, code=wrong.stable_code) from None

    def took(self, key: RunKey, seconds: float) -> None:
        """Write down the processor time of a run, beside the records."""
        with (self.root / _TIMES).open("a", encoding="utf-8") as times:
            times.write(f"{key},{seconds:.2f}\n")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the folder. Raises Conflict while another process does; the system lets go of it when one dies."""
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / _LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Conflict("Another command plays into this folder now.") from None
            self._forget_halves()
            yield

    def _forget_halves(self) -> None:
        for half in self.root.rglob(f"{_HALF}*"):
            half.unlink(missing_ok=True)


def write_whole(path: Path, text: str) -> None:
    """Write a file so that whoever looks finds all of it or nothing, also after a crash."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f"{_HALF}{os.getpid()}-{path.name}")
    with half.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)


def _differ(known: What, wanted: What) -> list[Fault]:
    told = {
        "staff": f"it holds runs of {known.staff:,} staff, not of {wanted.staff:,}.",
        "parameters": "its runs were played with other parameters.",
        "program": "its runs were played by another version of the rules.",
    }
    return [
        Fault(said, column=f"--{name}") for name, said in told.items() if getattr(known, name) != getattr(wanted, name)
    ]
