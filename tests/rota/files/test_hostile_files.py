"""Files that hide, lure or explode are refused with a word that helps, quickly and in little memory."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from app.rota.files.in_child import ChildLimits, limits_for, read_in_child
from tests.rota.builders import line, long_csv, order, read
from tests.rota.files.hazard_worker import CALENDAR, MADE_LARGE, peak_mib
from tests.rota.files.hostile import Hostile
from tests.rota.files.hostile_binary import EVERY as HOSTILE
from tests.rota.files.test_hazards import HAZARDS

SMALL = ChildLimits(memory_bytes=256 * 2**20, cpu_seconds=10, wall_seconds=10)


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile.name)
def test_it_is_refused_with_a_word_and_nothing_is_read(hostile: Hostile) -> None:
    reading = read(hostile.make(), **CALENDAR)
    assert reading.faults, reading.questions
    assert hostile.says in reading.faults[0].message
    assert reading.faults[0].remedy or "header" in hostile.says
    assert not reading.lines
    assert not reading.is_clean


@pytest.mark.parametrize("hostile", [h for h in HOSTILE if h.twin()], ids=lambda hostile: hostile.name)
def test_control_without_its_sting_the_same_file_is_read(hostile: Hostile) -> None:
    reading = read(hostile.twin(), **({} if not hostile.twin().startswith(b"BEGIN") else CALENDAR))
    assert reading.is_clean, (reading.faults, reading.questions)
    assert len(reading.lines) == 1


def test_at_least_eighty_hazards_have_a_name_of_their_own() -> None:
    names = [hazard.name for hazard in HAZARDS] + [hostile.name for hostile in HOSTILE]
    assert len(set(names)) >= 140


def _expected() -> dict[str, str]:
    return {one.name: one.says for one in (*HAZARDS, *HOSTILE)}


def _told(*which: str) -> list[dict[str, Any]]:
    """What became of each, as told by one child that read them one after the other."""
    command = [sys.executable, "-m", "tests.rota.files.hazard_worker", *which]
    child = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return [json.loads(line) for line in child.stdout.splitlines()]


@pytest.mark.serial
def test_every_one_is_told_within_ten_seconds_and_256_mebibytes() -> None:
    told = {one["name"]: one for one in (*_told(), *_told("large"))}
    words = _expected() | {MADE_LARGE: "repeats row 2"}  # read in mass, and refused for what is in it
    assert set(told) == set(words)
    assert [name for name, says in words.items() if says not in told[name]["says"]] == []
    assert [one for one in told.values() if one["seconds"] > 10 or one["mib"] > 256] == []


def test_control_what_takes_memory_is_seen_to_take_it() -> None:
    before = peak_mib(begin=True)
    assert len(b"x" * 64 * 2**20) and peak_mib() > before + 60


def _sampled() -> Iterator[Hostile]:
    small = [hostile for hostile in HOSTILE if hostile.name != MADE_LARGE]
    yield from (hostile for at, hostile in enumerate(small) if at % 30 == 0)
    yield from (hostile for hostile in HOSTILE if "a million" in hostile.name)


@pytest.mark.serial
@pytest.mark.parametrize("hostile", list(dict.fromkeys(_sampled())), ids=lambda hostile: hostile.name)
def test_the_child_says_so_itself_within_ten_seconds_and_256_mebibytes(hostile: Hostile) -> None:
    began = time.monotonic()
    reading = read_in_child(hostile.make(), order(**CALENDAR), SMALL)
    assert time.monotonic() - began < 10
    # Said by the reader itself, so it got by with the memory and the time that its limits allow.
    assert hostile.says in reading.faults[0].message


def test_limits_grow_with_the_upload_and_end_somewhere() -> None:
    assert limits_for(1_000).memory_bytes == limits_for(200_000).memory_bytes == 256 * 2**20
    assert limits_for(1_000).cpu_seconds < 10
    assert limits_for(600_000).memory_bytes > 350 * 2**20
    assert limits_for(15 * 2**20) == ChildLimits()
    assert limits_for(10**9).memory_bytes == limits_for(10**8).memory_bytes == 3 * 2**30


@pytest.mark.serial
def test_a_small_workbook_is_read_within_the_limits_of_small_uploads() -> None:
    for hostile in HOSTILE[:1]:
        assert read_in_child(hostile.twin(), order()).is_clean
    assert read_in_child(long_csv(line()).encode(), order()).is_clean


def test_what_runs_backwards_is_shown_legibly() -> None:
    (hostile,) = (hostile for hostile in HOSTILE if "backwards" in hostile.name)
    assert read(hostile.make()).faults[0].value == "001\ufffd32"
    title = long_csv(line(start="2026-12-01,25:00"), header="staff number,start date,start time,end date,end time,kind")
    fault = read(title.replace("start time", "start time (\u202egnp.exe)")).faults[0]
    assert fault.column == "start time (\ufffdgnp.exe)"
