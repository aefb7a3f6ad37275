"""Problem and plan files: JSON in, JSON out."""

import gc
import gzip
import json
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scheduler.plan import Result
from scheduler.problem import Problem, ProblemFaults
from scheduler.reading import problem_from
from scheduler.window_rows import RowDecoder

PLAN_FORMAT = "relief-plan/1"
STANDARD = "-"  # standard input or output in place of a file
_LARGEST_BYTES = 1 << 30  # a small gzip file may unfold to anything


def read_problem(path: str) -> Problem:
    """The problem in a file; raises ProblemFaults with every fault, OSError if it cannot be read."""
    with _uncollected():
        return problem_from(_decoded(_read_bytes(path)))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Within, no cyclic garbage is looked for: a document has none, and looking took most of the time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _read_bytes(path: str) -> bytes:
    raw = sys.stdin.buffer.read() if path == STANDARD else Path(path).read_bytes()
    return _unzipped(raw) if raw[:2] == b"\x1f\x8b" else raw


def _unzipped(raw: bytes) -> bytes:
    unzip = zlib.decompressobj(wbits=31)
    try:
        text = unzip.decompress(raw, _LARGEST_BYTES)
    except zlib.error as error:
        raise ProblemFaults([f"file is not whole gzip: {error}"]) from None
    if unzip.unconsumed_tail:
        raise ProblemFaults([f"file unfolds to more than {_LARGEST_BYTES} bytes"])
    if not unzip.eof:
        raise ProblemFaults(["file is not whole gzip: it ends too early"])
    return text


def _decoded(raw: bytes) -> Any:
    if not raw.strip():
        raise ProblemFaults(["file is empty"])
    try:
        text = raw.decode(json.detect_encoding(raw), "surrogatepass")
        del raw  # a nation's file need not be in memory twice
        return RowDecoder().decode(text)
    except UnicodeDecodeError:
        raise ProblemFaults(["file is not UTF-8 text"]) from None
    except RecursionError:
        raise ProblemFaults(["file is nested too deeply"]) from None
    except ValueError as error:
        raise ProblemFaults([f"file is not JSON: {error}"]) from None


def plan_document(result: Result) -> dict[str, Any]:
    """The plan as FORMAT `relief-plan/1` has it."""
    return {
        "format": PLAN_FORMAT,
        "objective": result.objective,
        "bound": result.bound,
        "status": result.status.value,
        "seconds": round(result.seconds, 3),
        "appointments": [
            {"course": a.course, "number": a.number, "counsellor": a.counsellor, "start": a.start, "place": a.place}
            for a in result.appointments
        ],
    }


def write_plan(result: Result, path: str) -> None:
    """Write the plan; the name decides whether it is zipped."""
    text = json.dumps(plan_document(result), indent=1) + "\n"
    if path == STANDARD:
        sys.stdout.write(text)
        sys.stdout.flush()
    elif path.endswith(".gz"):
        Path(path).write_bytes(gzip.compress(text.encode(), mtime=0))
    else:
        Path(path).write_text(text, encoding="utf-8")
