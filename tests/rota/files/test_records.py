"""JSON records, nested or a line each, read like a long table; broken ones are told."""

import json
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.rota.builders import read
from tests.rota.made_up import LONDON, Roster, duties_of, found, rosters

ONE = {"staffId": "00123", "start": "2026-12-01T07:00:00Z", "end": "2026-12-01T15:00:00Z"}
CREW = [{"id": "r1", "name": "Lowri"}]


@pytest.mark.parametrize(
    "plain",
    [
        [ONE],
        {"shifts": [ONE]},
        {"shifts": [ONE], "crew": CREW, "leave": []},
        {"data": {"shifts": [ONE], "page": 1}},
        [{"person": {"staffId": "00123"}, "start": ONE["start"], "end": ONE["end"], "breaks": [{"start": "x"}]}],
    ],
)
def test_records_are_found_wherever_they_lie(plain: Any) -> None:
    reading = read(json.dumps(plain), column__staff_number="person.staffId" if "person" in str(plain) else "")
    assert reading.is_clean, (reading.faults, reading.questions)
    assert [line.staff_number for line in reading.lines] == ["00123"]
    assert reading.lines[0].row == 2


def test_two_lists_that_fit_are_asked_about() -> None:
    data = json.dumps({"planned": [ONE], "worked": [ONE]})
    assert [question.code for question in read(data).questions] == ["list"]
    assert read(data, list="worked").is_clean


def test_a_record_to_a_line() -> None:
    other = {**ONE, "staffId": "00124"}
    assert read(f"{json.dumps(ONE)}\n{json.dumps(other)}\n").staff == ("00123", "00124")
    assert read(f"{json.dumps(ONE)}\n{json.dumps(other)[:-1]}\n").faults[0].row == 2


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ('{"shifts": [', "not JSON"),
        ('[{"staffId": 1, "staffId": 2}]', "stands twice"),
        ('[{"staffId": ' + "9" * 5_000 + "}]", "digits"),
        ('[{"staffId": NaN}]', "not a number"),
        ("[" * 100_000, "not JSON"),
        ('{"a":' * 50_000, "not JSON"),
        ("[1, 2]", "no list of records"),
        ("[]", "no list of records"),
        ("{}", "no list of records"),
        ('{"a": {"b": [[1]]}}', "no list of records"),
        ("[" + json.dumps({f"f{n}": 1 for n in range(500)}) + "]", "different fields"),
    ],
)
def test_broken_or_hostile_json_is_told(data: str, says: str) -> None:
    assert says in read(data).faults[0].message


@settings(max_examples=20)
@given(rosters(), st.booleans())
def test_any_duties_in_records_read_back_the_same(roster: Roster, by_line: bool) -> None:
    assume(duties_of(roster))
    records = [
        {
            "employeeId": number,
            "startDate": f"{duty.start_at.astimezone(LONDON):%Y-%m-%d}",
            "startTime": f"{duty.start_at.astimezone(LONDON):%H:%M}",
            "endDate": f"{duty.end_at.astimezone(LONDON):%Y-%m-%d}",
            "endTime": f"{duty.end_at.astimezone(LONDON):%H:%M}",
            "kind": duty.kind.value,
        }
        for number, duty in duties_of(roster)
    ]
    text = "\n".join(map(json.dumps, records)) if by_line else json.dumps({"duties": records})
    assert found(read(text)) == duties_of(roster)
