"""The child process that reads one upload: limits itself first, then reads, then answers in JSON."""

import json
import resource
import sys
from pathlib import Path
from typing import Any

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
    """Read `upload` as `order.json` says; write `reading.json`, all inside `folder`."""
    order = json.loads((folder / "order.json").read_bytes())
    limits = order.pop("limits")
    if limits:
        limit_self(**limits)
    plain = read_plainly((folder / "upload").read_bytes(), order)
    (folder / "reading.json").write_text(json.dumps(plain, ensure_ascii=False), encoding="utf-8")


def read_plainly(data: bytes, order: dict[str, Any]) -> dict[str, Any]:
    """The reading as plain values."""
    # Loaded under the limits, so that whatever the readers need counts as well.
    from app.rota.files.findings import ReadOrder  # noqa: PLC0415
    from app.rota.files.read import read_upload  # noqa: PLC0415

    return read_upload(data, ReadOrder(**order)).as_json()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
