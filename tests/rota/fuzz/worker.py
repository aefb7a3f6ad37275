"""Reads spoilt files one after the other: numbers come in, one word for each goes out."""

import json
import sys
import time
import traceback
from dataclasses import replace

from app.rota.domain.packed_lines import packed_lines, packed_lines_of
from app.rota.domain.reading import Reading, reading_of
from app.rota.files.child import limit_self
from app.rota.files.findings import ReadOrder
from app.rota.files.read import read_upload
from tests.rota.fuzz.seeds import KNOWN_CODES
from tests.rota.fuzz.spoiling import case

MEMORY = 512 * 2**20
HOURS_OF_CPU = 6 * 3_600


def wrong_with(reading: Reading) -> str:
    """What breaks the promise: faults, questions or complete clean lines, and never a part of them."""
    asks = any(question.required for question in reading.questions)
    if reading.lines and (reading.faults or asks):
        return "lines beside faults or questions"
    if not (reading.faults or asks or reading.is_clean or reading.cover is None):
        return "neither faults, nor questions, nor a roster"
    if not (reading.faults or asks or reading.lines or reading.cover):
        return "nothing at all"
    if bool(reading.faults) != bool(reading.fault_count):
        return "faults and their count disagree"
    if any(not fault.message for fault in reading.faults):
        return "a fault without words"
    packed = packed_lines(reading.lines)
    piped = reading_of(json.loads(json.dumps(reading.as_json())), tuple(packed_lines_of(packed.to_bytes())))
    if piped != replace(reading, lines=tuple(packed)):
        return "the reading does not survive the pipe"
    return ""


def outcome(number: int) -> tuple[str, str]:
    """How case `number` ended: a word, and what is wrong with it if anything is."""
    seed, data, answers = case(number)
    began = time.monotonic()
    try:
        reading = read_upload(data, ReadOrder("roster", answers, KNOWN_CODES, "Europe/London"))
    except MemoryError:
        return "memory", ""  # the child would end, and the parent say so
    except BaseException:  # noqa: BLE001  (a panic in calamine is no Exception)
        return "raised", f"{seed.name}: {traceback.format_exc()[-500:]}"
    wrong = wrong_with(reading)
    if time.monotonic() - began > 10:
        wrong = f"took {time.monotonic() - began:.0f} s"
    word = "faults" if reading.faults else "lines" if reading.lines else "asks"
    return word, f"{seed.name}: {wrong}" if wrong else ""


def main() -> None:
    """Numbers on standard input, answers on standard output."""
    limit_self(MEMORY, HOURS_OF_CPU)
    for line in sys.stdin:
        print(json.dumps([int(line), *outcome(int(line))]), flush=True)


if __name__ == "__main__":
    main()
