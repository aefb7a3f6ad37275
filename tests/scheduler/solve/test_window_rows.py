"""Windows made while a file is decoded are those of the rows; what is no plain row is decoded as ever."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.problem import ProblemFaults
from scheduler.reading import problem_from
from scheduler.window_rows import MadeWindows, RowDecoder
from tests.scheduler.solve.building import course, problem, window
from tests.scheduler.solve.making import make
from tests.scheduler.solve.writing import document

ROW = [540, 600, "video", 60, 0]


def _outcome(decode: Any, text: str) -> str:
    try:
        return repr(_rows(decode(text)))
    except ValueError as error:
        return str(error)


def _rows(value: Any) -> Any:
    """Decoded windows as the rows they were."""
    if isinstance(value, MadeWindows):
        return [[w.start, w.end, w.place, w.risk, w.cost] for w in value]
    if isinstance(value, dict):
        return {key: _rows(inner) for key, inner in value.items()}
    return [_rows(inner) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize("separators", [(",", ":"), (", ", ": ")])
def test_rows_become_windows_and_the_same_row_the_same_window(separators: tuple[str, str]) -> None:
    text = json.dumps([{"windows": [ROW, [0, 60, "site", 0, 1], ROW]}, {"windows": [ROW]}], separators=separators)
    first, second = RowDecoder().decode(text)
    assert isinstance(first["windows"], MadeWindows)
    assert _rows(first) == {"windows": [ROW, [0, 60, "site", 0, 1], ROW]}
    assert first["windows"][0] is first["windows"][2] is second["windows"][0]


ODD = [
    [[True, 600, "video", 60, 0]],
    [[540.0, 600, "video", 60, 0]],
    [[540, 600, 'vi"deo', 60, 0]],
    [[540, 600, "vi],[deo", 60, 0]],
    [[540, 600, "vi]]deo", 60, 0]],
    [[540, 600, "vi}deo", 60, 0]],
    [[540, 600, "vidéo\n", 60, 0]],
    [[-540, 600, "video", 60, 0]],
    [[600, 540, "video", 60, 0]],
    [[540, 600, "video", 1001, 0]],
    [[540, 600, "video", 60, 0, 0]],
    [[540, 600, ["video"]]],
    [[10**30, 10**31, "video", 60, 0]],
    [[]],
    [ROW, None],
    [ROW, [[ROW]]],
    {"windows": [ROW]},
]


@pytest.mark.parametrize("rows", ODD)
@pytest.mark.parametrize("indent", [None, 1])
def test_what_is_odd_is_decoded_as_ever_even_after_a_row_that_equals_it(rows: Any, indent: int | None) -> None:
    text = json.dumps([{"windows": [ROW]}, {"windows": rows, "gap": {}}], indent=indent)
    assert _outcome(RowDecoder().decode, text) == _outcome(json.loads, text)


TEXT = st.lists(st.sampled_from([*'[]{},: "0157-.e\\', "[[", "]]", "],[", ", ", '"windows"', '"video"', "540", "true"]))
EDIT = st.tuples(st.integers(0, 120), st.integers(0, 6), TEXT.map("".join))


@settings(max_examples=600, derandomize=True)
@given(EDIT, st.sampled_from([(",", ":"), (", ", ": ")]))
def test_any_text_is_decoded_or_refused_as_ever(edit: tuple[int, int, str], separators: tuple[str, str]) -> None:
    good = json.dumps({"a": {"windows": [ROW, [0, 60, "site", 0, 1], ROW], "b": [1]}}, separators=separators)
    at, gone, more = edit
    text = good[:at] + more + good[at + gone :]
    assert _outcome(RowDecoder().decode, text) == _outcome(json.loads, text)


def test_a_file_is_read_as_its_document_is() -> None:
    for seed in range(40):
        asked = document(make(seed))
        try:
            expected = problem_from(json.loads(json.dumps(asked)))
        except ProblemFaults as refusal:
            with pytest.raises(ProblemFaults) as again:
                problem_from(RowDecoder().decode(json.dumps(asked)))
            assert again.value.faults == refusal.faults
        else:
            assert problem_from(RowDecoder().decode(json.dumps(asked))) == expected


def test_a_nations_windows_are_few() -> None:
    """Control: problems read share windows only because the decoder knows them; a document's are made one by one."""
    asked = document(problem(course(), course("k2"), course("k3", windows=(window(0),))))
    read = problem_from(RowDecoder().decode(json.dumps(asked)))
    assert len({id(w) for k in read.courses for w in k.windows}) == 3
    assert len({id(w) for k in problem_from(asked).courses for w in k.windows}) == 7
