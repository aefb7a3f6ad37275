"""A run as lines: exact there and back, the same bytes for the same run, refused with every fault."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings

from app.foundation.refusals import Invalid
from app.simulate.record_lines import lines_of, run_of
from app.simulate.records import RunRecord
from tests.simulate.measures.made_up import course, day, hours, miss, run, runs


@settings(max_examples=60)
@given(runs())
def test_there_and_back_is_the_same_run(year: RunRecord) -> None:
    again = run_of(lines_of(year))
    assert again == year
    assert list(lines_of(again)) == list(lines_of(year))


def test_the_time_it_took_is_no_part_of_it() -> None:
    assert list(lines_of(replace(run(), seconds=3.0))) == list(lines_of(replace(run(), seconds=4.0)))


def test_a_thousandth_of_a_second_is_kept() -> None:
    exact = run(replace(course(1), referred_at=day(0) + timedelta(microseconds=1)))
    assert run_of(lines_of(exact)) == exact


def test_an_instant_elsewhere_is_the_same_instant() -> None:
    there = day(1).astimezone(timezone(timedelta(hours=5)))
    assert run_of(lines_of(run(replace(course(), attended=(there,), counsellors=("ada",))))).courses[0].attended == (
        there,
    )


def test_what_cannot_be_is_not_written() -> None:
    naive = datetime(2027, 1, 5)  # noqa: DTZ001 - the point of the test
    with pytest.raises(ValueError, match="instant without a zone"):
        list(lines_of(run(replace(course(), attended=(naive,), counsellors=("ada",)))))
    with pytest.raises(ValueError, match="168 numbers"):
        list(lines_of(run(in_hours=replace(hours(), offered=(1,)))))


def faults_of(lines: list[str]) -> list[str]:
    with pytest.raises(Invalid) as refused:
        run_of(lines)
    return [f"{fault.row} {fault.column} {fault.message}" for fault in refused.value.faults]


def changed(line: str, change: Callable[[dict], None]) -> str:
    row = json.loads(line)
    change(row)
    return json.dumps(row)


def test_every_fault_is_named_with_its_line() -> None:
    head, first, second = lines_of(run(course(1, 2, 3, name="a"), course(1, name="b", misses=(miss(1),))))
    told = faults_of(
        [
            changed(head, lambda row: row["run"].update(seed="x", policy="magic", extra=1)),
            changed(first, lambda row: row.update(sessions="three", colour="red")),
            "{",
            changed(second, lambda row: row.update(counsellors=[])),
        ]
    )
    assert len(told) == 8, told
    for part in ("1 extra", "1 seed", "1 policy", "2 colour", "2 sessions", "3 None is not an object", "1 None says 2"):
        assert any(part in one for one in told), part
    assert any(one.startswith("4 None b needs one counsellor") for one in told)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda row: row.update(sessions=1), "more sessions than were granted"),
        (lambda row: row.update(attended=row["attended"][::-1]), "not in order"),
        (lambda row: row.update(minutes=0), "without length"),
        (lambda row: row["misses"][0].update(replaced_at="2027-01-01T00:00:00Z"), "replaced before it happened"),
        (lambda row: row.update(referred_at="2027-01-01T00:00:00"), "without a zone"),
        (lambda row: row["misses"][0].update(outcome="lost"), "Input should be"),
    ],
)
def test_a_course_that_cannot_be_is_refused(change: Callable[[dict], None], told: str) -> None:
    head, one = lines_of(run(course(1, 2, misses=(miss(3),))))
    (fault,) = faults_of([head, changed(one, change)])
    assert told in fault


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda row: row.update(format="csv"), "relief-run"),
        (lambda row: row.update(version=2), "version 2"),
        (lambda row: row.pop("run"), "no year"),
        (lambda row: row["run"]["hours"].update(offered=[1]), "168 numbers"),
        (lambda row: row["run"].update(ends_at="2026-01-01T00:00:00Z"), "ends before it begins"),
        (lambda row: row.update(courses="two"), "how many courses"),
    ],
)
def test_a_year_that_cannot_be_is_refused(change: Callable[[dict], None], told: str) -> None:
    head, one = lines_of(run(course(1, 2)))
    assert any(told in fault for fault in faults_of([changed(head, change), one]))


def test_half_a_file_is_no_file() -> None:
    whole = list(lines_of(run(course(1), course(1, name="b"))))
    assert "not whole" in faults_of(whole[:2])[0]
    assert "is empty" in faults_of([])[0]
