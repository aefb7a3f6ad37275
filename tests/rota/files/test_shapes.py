"""Duties written in any shape read back the same."""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from app.rota.domain.duty_line import DutyLine
from app.rota.domain.packed_lines import packed_lines, packed_lines_of
from app.rota.domain.reading import reading_of
from scheduler.pattern import PATTERNS, project
from tests.rota.builders import CODES, Cell, read, workbook
from tests.rota.made_up import DAYS, LONDON, Roster, duties_of, found, rosters

_WORK = ("E", "L", "N")


def _text(rows: Iterable[Iterable[str]], mark: str = ",") -> str:
    held = io.StringIO(newline="")
    csv.writer(held, delimiter=mark).writerows(rows)
    return held.getvalue()


def _long(roster: Roster, style: str) -> list[list[str]]:
    rows: list[list[str]] = []
    for number, duty in sorted(duties_of(roster), key=lambda pair: (pair[0], pair[1].start_at, pair[1].kind.value)):
        start, end = duty.start_at.astimezone(LONDON), duty.end_at.astimezone(LONDON)
        match style:
            case "moments":
                rows.append([number, f"{start:%Y-%m-%d %H:%M}", f"{end:%Y-%m-%d %H:%M}", duty.kind.value])
            case _:
                cells = [f"{at:{form}}" for at in (start, end) for form in ("%d %B %Y", "%H:%M")]
                rows.append([number, *cells, duty.kind.value])
    return rows


@settings(max_examples=20)
@given(rosters(), st.sampled_from(",;\t"))
def test_long_table_with_split_dates_and_times(roster: Roster, mark: str) -> None:
    assume(duties_of(roster))
    header = ["Employee No.", "start_date", "start_time", "end_date", "end_time", "Kind"]
    assert found(read(_text([header, *_long(roster, "split")], mark))) == duties_of(roster)


@settings(max_examples=20)
@given(rosters())
def test_long_table_with_moments(roster: Roster) -> None:
    assume(duties_of(roster))
    header = ["staff id", "shift_start", "shift_end", "kind"]
    assert found(read(_text([header, *_long(roster, "moments")]))) == duties_of(roster)


@settings(max_examples=20)
@given(rosters())
def test_one_date_with_start_and_end_times_crossing_midnight(roster: Roster) -> None:
    worked = {n: {on: code for on, code in days.items() if code in _WORK} for n, days in roster.items()}
    assume(duties_of(worked))
    rows = [
        [number, f"{on:%Y/%m/%d}", CODES[code]["starts"], CODES[code]["ends"], CODES[code]["kind"]]
        for number, days in worked.items()
        for on, code in days.items()
    ]
    header = ["Staff No", "Date (yyyy/mm/dd)", "Scheduled IN (hh:mm)", "Scheduled OUT (hh:mm)", "kind"]
    assert found(read(_text([header, *rows]))) == duties_of(worked)


@settings(max_examples=20)
@given(rosters())
def test_date_and_code(roster: Roster) -> None:
    rows = [[number, f"{on:%a %d %b %Y}", code] for number, days in roster.items() for on, code in days.items()]
    reading = read(_text([["Collar number", "Date", "Shift code"], *rows]), code_table="response")
    assume(duties_of(roster))
    assert found(reading) == duties_of(roster)


def _grid(roster: Roster) -> list[list[str]]:
    days = list(next(iter(roster.values())))
    head = ["Staff number", "Name", *(f"{on:%d/%m/%Y}" for on in days)]
    return [head, *([number, "A. Name", *(codes[on] for on in days)] for number, codes in roster.items())]


@settings(max_examples=20)
@given(rosters(), st.sampled_from(",;\t"))
def test_month_grid_as_text(roster: Roster, mark: str) -> None:
    reading = read(_text(_grid(roster), mark), code_table="response", date_order="day_first")
    assert found(reading) == duties_of(roster)
    assert reading.cover is not None
    assert [reading.cover.first_on, reading.cover.last_on] == [f(next(iter(roster.values()))) for f in (min, max)]
    assert set(reading.staff) == set(roster)


@settings(max_examples=10)
@given(rosters())
def test_month_grid_as_workbook_with_real_dates_and_its_own_codes(roster: Roster) -> None:
    days = list(next(iter(roster.values())))
    grid: list[list[Cell]] = [["Staff number", *days]]
    grid += [[number, *(codes[on] for on in days)] for number, codes in roster.items()]
    codes: list[list[Cell]] = [["Code", "Kind", "From", "To"]]
    codes += [[code, m["kind"], _clock(m.get("starts")), _clock(m.get("ends"))] for code, m in CODES.items()]
    assert found(read(workbook({"December": grid, "Codes": codes}))) == duties_of(roster)


def _clock(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


@settings(max_examples=20)
@given(st.sampled_from(sorted(PATTERNS)), DAYS, DAYS, st.integers(0, 60))
@example("2-2-2-4", date(2026, 11, 30), date(2026, 10, 20), 20)
def test_team_on_a_pattern(pattern: str, anchor_on: date, first: date, days: int) -> None:
    last = first + timedelta(days=days)
    wanted = {
        (number, d) for number in ("007", "8") for d in project(PATTERNS[pattern], anchor_on, first, last, LONDON)
    }
    period = {"period_from": str(first), "period_to": str(last)}
    team = {"pattern": pattern, "anchor_on": str(anchor_on), "staff": ["007", "8"]}
    rows = [
        ["Team", "Pattern", "Anchor date", "Staff number"],
        *(["A", pattern, str(anchor_on), n] for n in ("007", "8")),
    ]
    assert found(read(json.dumps({"teams": [team], **period}))) == wanted
    assert found(read(_text(rows), **period)) == wanted


@settings(max_examples=20)
@given(rosters())
def test_a_reading_survives_the_pipe(roster: Roster) -> None:
    reading = read(_text(_grid(roster)), code_table="response", date_order="day_first")
    lines = packed_lines(reading.lines)
    assert sorted(lines, key=_place) == sorted(reading.lines, key=_place)
    there = reading_of(json.loads(json.dumps(reading.as_json())), tuple(packed_lines_of(lines.to_bytes())))
    assert there == replace(reading, lines=tuple(lines))


def _place(line: DutyLine) -> tuple[str, int, datetime]:
    return (line.staff_number, line.row or 0, line.duty.start_at)


@settings(max_examples=100)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
@example(b"PK\x03\x04")
@example(b"\xff\xfe\x00")
@example("staff no,date\n²,٣\n".encode())
@example("Staff,²,1,2\n".encode())
def test_no_bytes_break_the_reader(data: bytes) -> None:
    reading = read(data)
    assert reading.faults or reading.questions or reading.lines
