"""Reads every named hazard, one after the other, as the child that reads uploads does; a line of JSON comes of each."""

import json
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from app.rota.domain.reading import Reading
from app.rota.files.child import limit_self
from app.rota.files.read_file import read_file
from tests.rota.builders import order
from tests.rota.files.hostile_binary import EVERY as HOSTILE
from tests.rota.files.test_hazards import HAZARDS

MEMORY = 256 * 2**20
_CPU = 300
CALENDAR = {"staff_number": "7", "kinds": "hours"}
MADE_LARGE = "more rows than a force has"
"""Half a million rows: 25 MB, read in mass, with the limits of large files; what it takes is measured all the same."""


def named() -> Iterator[tuple[str, bytes, dict[str, str]]]:
    """Every small hazard by its name: its bytes, and the answers it is read with."""
    for hazard in HAZARDS:
        yield hazard.name, hazard.data if isinstance(hazard.data, bytes) else hazard.data.encode(), dict(hazard.answers)
    for hostile in HOSTILE:
        if hostile.name != MADE_LARGE:
            yield hostile.name, hostile.make(), CALENDAR


def made_large() -> Iterator[tuple[str, bytes, dict[str, str]]]:
    """The one that is not small."""
    yield from ((one.name, one.make(), CALENDAR) for one in HOSTILE if one.name == MADE_LARGE)


def peak_mib(*, begin: bool = False) -> float:
    """The most memory that was resident since the last beginning, in MiB; since the start where that cannot be told."""
    try:
        if begin:
            Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return int(status.partition("VmHWM:")[2].split()[0]) / 1_024
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024


def _told(reading: Reading) -> str:
    return "lines" if reading.lines else reading.faults[0].message if reading.faults else "nothing"


def main(*, large: bool) -> None:
    """All of them: the small ones under the limits of small files."""
    import polars  # noqa: F401 - the child loads it while it waits: not of the file's making

    if not large:
        limit_self(MEMORY, _CPU)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        for name, data, answers in made_large() if large else named():
            path.write_bytes(data)
            del data
            peak_mib(begin=True)
            began = time.monotonic()
            reading = read_file(path, order(**answers))
            took, peak = time.monotonic() - began, peak_mib()
            print(json.dumps({"name": name, "says": _told(reading), "seconds": took, "mib": peak}), flush=True)


if __name__ == "__main__":
    main(large="large" in sys.argv)
