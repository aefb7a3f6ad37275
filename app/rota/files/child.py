"""The child process that reads one upload: limits itself first, then reads, then answers in files."""

import importlib
import json
import os
import resource
import signal
import sys
import tempfile
from pathlib import Path

_MAPPED = 1_024 * 2**20
_LONGEST_WAIT = 600
BEGUN = "begun"
"""A file of this name says that a child which waited has begun to read."""


def limit_self(memory_bytes: int, cpu_seconds: int) -> None:
    """Give up beyond these: memory, processor time, the size of files written, no core dump.

    Memory is what the child can write to: libraries that are only mapped (polars alone maps 350 MiB and uses 40) take
    address space, not memory, and get room of their own.
    """
    resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes + _MAPPED, memory_bytes + _MAPPED))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(folder: Path, loaded_bytes: int = 0) -> None:
    """Read `upload` as `order.json` says; write `lines`, then `reading.json`, all inside `folder`.

    `loaded_bytes`: what is in memory already, whether this file needs it or not, and is allowed on top.
    """
    order = json.loads((folder / "order.json").read_bytes())
    limits = order.pop("limits")
    if limits:
        limit_self(limits["memory_bytes"] + loaded_bytes, limits["cpu_seconds"])
    # Loaded under the limits, so that whatever the readers need counts as well.
    from app.rota.domain.packed_lines import packed_lines  # noqa: PLC0415
    from app.rota.files.findings import ReadOrder  # noqa: PLC0415
    from app.rota.files.read_file import read_file  # noqa: PLC0415

    reading = read_file(folder / "upload", ReadOrder(**order))
    (folder / "lines").write_bytes(packed_lines(reading.lines).to_bytes())
    (folder / "reading.json").write_text(json.dumps(reading.as_json(), ensure_ascii=False), encoding="utf-8")


def wait_to_be_told() -> None:
    """Load what readers need, then read the upload whose folder comes in; end where none comes for ten minutes."""
    signal.alarm(_LONGEST_WAIT)
    importlib.import_module("app.rota.files.read_file")
    before = _data_bytes()
    importlib.import_module("polars")  # only large files need it
    loaded = _data_bytes() - before
    told = sys.stdin.buffer.readline()
    signal.alarm(0)
    if told.endswith(b"\n"):
        folder = Path(os.fsdecode(told[:-1]))
        os.chdir(folder)
        os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
        (folder / BEGUN).touch()
        main(folder, loaded)


def _data_bytes() -> int:
    """What counts towards RLIMIT_DATA so far; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5]) * resource.getpagesize()
    except OSError:
        return 0


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        wait_to_be_told()
