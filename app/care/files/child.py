"""The child process that reads one file of a provider: limits itself first, then reads, then answers in JSON."""

import json
import resource
import sys
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

_MEMORY, _MAPPED, _CPU_SECONDS = 384 * 2**20, 1_024 * 2**20, 8


def give_up_beyond(memory_bytes: int, cpu_seconds: int) -> None:
    """End when more memory or processor time than this is wanted, and write no file at all."""
    resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes + _MAPPED, memory_bytes + _MAPPED))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer(kind: str, order: dict[str, Any], data: bytes) -> dict[str, Any]:
    """What the file says: `{"found": ...}`, or `{"refused": a sentence}`. Loaded here, so that libraries count too."""
    from app.care.files.calendar_times import TimesWanted, Unreadable, as_lines, read_times  # noqa: PLC0415
    from app.care.files.hours_sheet import read_cells  # noqa: PLC0415

    try:
        if kind == "sheet":
            return {"found": read_cells(data)}
        first_at, last_at = datetime.fromisoformat(order["first_at"]), datetime.fromisoformat(order["last_at"])
        wanted = TimesWanted(first_at, last_at, ZoneInfo(order["zone"]), order["free"])
        return {"found": as_lines(read_times(data, wanted))}
    except Unreadable as refused:
        return {"refused": str(refused)}


def main() -> None:
    """Read from standard input the order on the first line, then the file."""
    give_up_beyond(_MEMORY, _CPU_SECONDS)
    order = json.loads(sys.stdin.buffer.readline())
    found = answer(order.pop("kind"), order, sys.stdin.buffer.read())
    sys.stdout.write(json.dumps(found, ensure_ascii=True))


if __name__ == "__main__":
    main()
