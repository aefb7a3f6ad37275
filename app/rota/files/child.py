"""The child process that reads one upload: limits itself first, then reads, then answers in files."""

import json
import resource
import sys
from pathlib import Path

_MAPPED = 1_024 * 2**20


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


def main(folder: Path) -> None:
    """Read `upload` as `order.json` says; write `lines`, then `reading.json`, all inside `folder`."""
    order = json.loads((folder / "order.json").read_bytes())
    limits = order.pop("limits")
    if limits:
        limit_self(**limits)
    # Loaded under the limits, so that whatever the readers need counts as well.
    from app.rota.domain.packed_lines import packed_lines  # noqa: PLC0415
    from app.rota.files.findings import ReadOrder  # noqa: PLC0415
    from app.rota.files.read_file import read_file  # noqa: PLC0415

    reading = read_file(folder / "upload", ReadOrder(**order))
    (folder / "lines").write_bytes(packed_lines(reading.lines).to_bytes())
    (folder / "reading.json").write_text(json.dumps(reading.as_json(), ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
