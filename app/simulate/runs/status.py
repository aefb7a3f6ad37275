"""What a folder of runs was asked for last, and how far that has come."""

from collections import Counter
from collections.abc import Sequence

from app.foundation.refusals import NotFound
from app.simulate.records import PolicyName
from app.simulate.runs.folder import RunFolder, write_whole
from app.simulate.runs.keys import RunKey

_WANTED = "wanted.txt"


def note_wanted(folder: RunFolder, wanted: Sequence[RunKey]) -> None:
    """Write down what a command asks for."""
    write_whole(folder.root / _WANTED, "".join(f"{key}\n" for key in wanted))


def noted(folder: RunFolder) -> tuple[RunKey, ...]:
    """What was asked for last. Raises NotFound where nothing was."""
    path = folder.root / _WANTED
    if not path.exists():
        raise NotFound(f"Nothing has been simulated in {folder.root}.")
    return tuple(RunKey.read(line) for line in path.read_text(encoding="utf-8").splitlines())


def standing_lines(folder: RunFolder) -> list[str]:
    """One line for each policy, and one for all: how many of the runs asked for have been played."""
    wanted = noted(folder)
    what = folder.what()
    done = Counter(_row(key) for key in wanted if folder.has(key))
    all_of = Counter(_row(key) for key in wanted)
    rows = [f"  {name}: {done[name]} of {all_of[name]}" for name in [*PolicyName, _CHANGED] if all_of[name]]
    staff = f" of a year of {what.staff:,} staff" if what else ""
    return [f"{sum(done.values())} of {len(wanted)} runs{staff} played.", *rows]


_CHANGED = "with a parameter changed"


def _row(key: RunKey) -> str:
    return _CHANGED if key.change else str(key.policy)
