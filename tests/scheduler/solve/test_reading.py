"""A problem file is read whole, or refused with every fault it has."""

import copy
import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.check import promise_faults
from scheduler.io import read_problem
from scheduler.problem import Counsellor, Course, Gap, Place, Presence, ProblemFaults, Weights, Window
from scheduler.reading import problem_from
from scheduler.window_rows import RowDecoder
from tests.scheduler.solve.building import course, pin, problem, standing
from tests.scheduler.solve.making import make
from tests.scheduler.solve.writing import document

GOOD = problem(course(pins=(pin(1),), standing=(standing(2, 7),)), course("k2"))


def faults(change: Callable[[dict[str, Any]], Any]) -> list[str]:
    """What is said of the good problem once something in it is changed, whichever way it was decoded."""
    asked = copy.deepcopy(document(GOOD))
    change(asked)
    said = []
    for decoded in (RowDecoder().decode(json.dumps(asked)), asked):
        with pytest.raises(ProblemFaults) as refusal:
            problem_from(decoded)
        said.append(refusal.value.faults)
    assert said[0] == said[1]
    return said[0]


def put(*path: Any) -> Callable[[dict[str, Any]], None]:
    """A change of one entry: its path, then its value."""

    def change(asked: Any) -> None:
        for step in path[:-2]:
            asked = asked[step]
        asked[path[-2]] = path[-1]

    return change


def test_a_problem_is_read_as_it_was_written() -> None:
    assert problem_from(document(GOOD)) == GOOD
    read = 0
    for seed in range(40):
        tiny = make(seed)
        if not promise_faults(tiny):
            assert problem_from(document(tiny)) == tiny
            read += 1
    assert read > 20


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (put("format", "relief-problem/2"), "format is 'relief-problem/2', not 'relief-problem/1'"),
        (put("start", "2027-02-30"), "start is '2027-02-30', not a date"),
        (put("start", 3), "start is 3, not a name"),
        (put("time_zone", "Moon/Base"), "time_zone 'Moon/Base' is unknown"),
        (put("days", 0), "days 0 is not between 1 and 1098"),
        (put("days", True), "days is True, not a whole number"),
        (put("days", 2.0), "days is 2.0, not a whole number"),
        (put("grid", 7), "grid 7 does not divide a day"),
        (put("weights", "risk", -1), "weights: risk -1 is negative"),
        (put("weights", "early_factor", 101), "weights: early_factor 101 is too large"),
        (put("weights", []), "weights: is not an object"),
        (put("places", 0, "rooms", -1), "places[0]: rooms -1 is negative"),
        (lambda asked: asked["places"].append({"id": "video", "rooms": 1}), "place 'video' is given 2 times"),
        (put("places", {}), "places is not a list"),
        (put("counsellors", 0, "caseload", None), "counsellor 'c1': caseload is None, not a whole number"),
        (
            put("counsellors", 0, "windows", 0, [9, 8, []]),
            "counsellor 'c1': windows[0] window ends at 8, not after its start 9",
        ),
        (put("counsellors", 0, "windows", 0, [9, 8]), "counsellor 'c1': windows[0] is not [number, number, list]"),
        (put("counsellors", 0, "windows", 0, [0, 8, [1]]), "counsellor 'c1': windows[0] places are not all names"),
        (put("counsellors", 0, "windows", 0, [0, 8, ["moon"]]), "counsellor 'c1': window at unknown place 'moon'"),
        (put("courses", 1, "id", "k1"), "course 'k1' is given 2 times"),
        (put("courses", 1, "id", ""), "courses[1]: id is '', not a name"),
        (put("courses", 1, 5), "courses[1]: is not an object"),
        (put("courses", 1, "sessions", -1), "course 'k2': sessions -1 is negative"),
        (put("courses", 1, "first_number", 0), "course 'k2': first_number 0 is not a session: sessions count from 1"),
        (put("courses", 1, "minutes", 0), "course 'k2': minutes 0 is not a length of a session"),
        (put("courses", 1, "priority", 3), "course 'k2': priority 3 is none of 1, 2, 4"),
        (put("courses", 1, "earliest", 10**10), "course 'k2': earliest 10000000000 is too large"),
        (
            put("courses", 1, "gap", "ideal", 3),
            "course 'k2' gap: must rise from min over ideal and max to limit, not 5, 3, 14, 28",
        ),
        (
            put("courses", 1, "gap", "min", 0),
            "course 'k2' gap: min 0 would put two sessions of a course on one day",
        ),
        (put("courses", 1, "gap", None), "course 'k2' gap: is not an object"),
        (put("courses", 1, "counsellors", [["c9", 0]]), "course 'k2': unknown counsellor 'c9'"),
        (put("courses", 1, "counsellors", [["c1", 0], ["c1", 1]]), "course 'k2': counsellor 'c1' is given 2 times"),
        (put("courses", 1, "counsellors", [["c1", -1]]), "course 'k2': counsellor 'c1': cost -1 is negative"),
        (put("courses", 1, "counsellors", [["c1"]]), "course 'k2': counsellors[0] is not [name, number]"),
        (put("courses", 1, "windows", 0, [0, 60, "moon", 0, 0]), "course 'k2': window at unknown place 'moon'"),
        (put("courses", 1, "windows", 0, [-9, 60, "site", 0, 0]), "course 'k2': windows[0] start -9 is negative"),
        (
            put("courses", 1, "windows", 0, [0, 60, "site", 1001, 0]),
            "course 'k2': windows[0] risk 1001 is more than 1000 thousandths",
        ),
        (put("courses", 1, "windows", 0, [0, 60, "site", 0, -1]), "course 'k2': windows[0] cost -1 is negative"),
        (
            put("courses", 1, "windows", 0, [0, 60, "site", 0, "1"]),
            "course 'k2': windows[0] is not [number, number, name, number, number]",
        ),
        (put("courses", 0, "pins", 0, "number", 9), "course 'k1': pin of number 9, which is not owed"),
        (put("courses", 0, "pins", 0, "counsellor", "c9"), "course 'k1': pin of number 1 with unknown counsellor 'c9'"),
        (put("courses", 0, "pins", 0, "place", "moon"), "course 'k1': pin of number 1 at unknown place 'moon'"),
        (put("courses", 0, "pins", 0, "place", "site"), "k1#1: pin cannot be kept: the officer cannot attend then"),
        (put("courses", 0, "standing", 0, "firm", 1), "course 'k1' standing[0]: firm is 1, neither true nor false"),
    ],
)
def test_each_fault_is_named(change: Callable[[dict[str, Any]], None], fault: str) -> None:
    assert faults(change) == [fault]


def test_all_faults_are_named_at_once() -> None:
    def spoil(asked: dict[str, Any]) -> None:
        asked["grid"] = 7
        asked["courses"][0]["minutes"] = -1
        asked["courses"][1]["windows"][0] = [5, 4, "moon", 0, 0]
        asked["courses"][1]["counsellors"] = [["c9", 0]]
        del asked["counsellors"][0]["caseload"]

    assert faults(spoil) == [
        "counsellor 'c1': caseload is missing",
        "course 'k1': minutes -1 is not a length of a session",
        "course 'k2': windows[0] window ends at 4, not after its start 5",
        "grid 7 does not divide a day",
    ]


def test_missing_keys_are_named_and_optional_ones_are_not() -> None:
    asked = document(problem())
    for key in ("pins", "standing", "start_by", "previous", "first_number"):
        del asked["courses"][0][key]
    del asked["weights"]
    assert problem_from(asked) == problem()
    assert faults(lambda asked: asked.pop("courses")) == ["courses is missing"]


@pytest.mark.parametrize("nonsense", [None, [], 3, "problem"])
def test_what_is_not_an_object_is_refused(nonsense: Any) -> None:
    with pytest.raises(ProblemFaults, match="file is not an object"):
        problem_from(nonsense)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=150, derandomize=True)
@given(st.data(), JSON)
def test_no_nonsense_anywhere_is_worse_than_refused(data: st.DataObject, nonsense: Any) -> None:
    asked = copy.deepcopy(document(GOOD))
    here: Any = asked
    while isinstance(here, dict | list) and here:
        keys = sorted(here) if isinstance(here, dict) else list(range(len(here)))
        key = data.draw(st.sampled_from(keys))
        if data.draw(st.booleans()) or not isinstance(here[key], dict | list):
            here[key] = nonsense
            break
        here = here[key]
    try:
        problem_from(asked)
    except ProblemFaults as refusal:
        assert refusal.faults


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "file is empty"),
        (b" \n", "file is empty"),
        (b"{", "file is not JSON"),
        (b"\xff\xfe{}", "file is not"),
        (b"[" * 100_000, "nested too deeply"),
        (b"\x1f\x8b\x08\x00rubbish", "not whole gzip"),
        (gzip.compress(b"{}" * 4000, mtime=0)[:-9], "ends too early"),
    ],
)
def test_a_file_that_is_not_a_problem_is_refused(tmp_path: Path, content: bytes, fault: str) -> None:
    path = tmp_path / "problem.json"
    path.write_bytes(content)
    with pytest.raises(ProblemFaults, match=fault):
        read_problem(str(path))


def test_a_zipped_problem_is_read(tmp_path: Path) -> None:
    path = tmp_path / "problem.json.gz"
    path.write_bytes(gzip.compress(json.dumps(document(GOOD)).encode()))
    assert read_problem(str(path)) == GOOD


@pytest.mark.parametrize(
    "make",
    [
        lambda: Weights(risk=-1),
        lambda: Place("site", -1),
        lambda: Presence(10, 10, ()),
        lambda: Window(0, 10, "site", 1001),
        lambda: Counsellor("c1", (), max_per_day=-1),
        lambda: Gap(0, 7, 14, 28),
        lambda: Course("k1", 1, (), (), pins=(pin(1), pin(1, 7))),
        lambda: replace(GOOD, time_zone=""),
    ],
)
def test_no_part_can_be_made_wrong(make: Callable[[], object]) -> None:
    with pytest.raises(ProblemFaults):
        make()
