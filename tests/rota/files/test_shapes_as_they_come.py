"""Duties written in the shapes of rota programs, wall calendars and JSON read back the same."""

import calendar
import json
from datetime import date
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.rota.builders import CODES, read
from tests.rota.made_up import DAYS, Roster, duties_of, found, rosters
from tests.rota.small_grids import text

_FEW = settings(max_examples=8)
_WORK = ("E", "L", "N")


def _hours(code: str) -> tuple[str, str]:
    return CODES[code]["starts"], CODES[code]["ends"]


def _worked(roster: Roster) -> Roster:
    return {number: {on: code for on, code in days.items() if code in _WORK} for number, days in roster.items()}


@_FEW
@given(rosters())
def test_a_start_and_an_end_in_two_columns_below_each_day(roster: Roster) -> None:
    days = list(next(iter(roster.values())))
    rows = [["Staff no", *(cell for on in days for cell in (f"{on:%d %B %Y}", ""))], ["", *["In", "Out"] * len(days)]]
    for number, own in roster.items():
        cells = [cell for code in own.values() for cell in (_hours(code) if code in _WORK else ("", ""))]
        rows.append([number, *cells])
    assume(all(duties_of({n: d}) for n, d in _worked(roster).items()))
    assert found(read(text(*rows), blank_cells="not_rostered")) == duties_of(_worked(roster))


@_FEW
@given(rosters())
def test_a_start_and_an_end_in_two_lines_of_each_person(roster: Roster) -> None:
    days = list(next(iter(roster.values())))
    rows = [["Staff no", "", *(f"{on:%d %B %Y}" for on in days)]]
    for number, own in roster.items():
        pairs = [_hours(code) if code in _WORK else ("", "") for code in own.values()]
        rows += [[number, "In", *(one for one, _ in pairs)], ["", "Out", *(other for _, other in pairs)]]
    assume(all(duties_of({n: d}) for n, d in _worked(roster).items()))
    reading = read(text(*rows), blank_cells="not_rostered", second_line="start_end")
    assert found(reading) == duties_of(_worked(roster))


@_FEW
@given(DAYS, st.sampled_from((0, 6)), st.booleans(), st.data())
def test_a_wall_calendar_of_one_person(on: date, first: int, in_the_box: bool, data: st.DataObject) -> None:
    weeks = calendar.Calendar(first).monthdayscalendar(on.year, on.month)
    codes = st.sampled_from(["E", "RD", "AL", "8"])
    own = {day: data.draw(codes) for week in weeks for day in week if day}
    names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    rows = [[f"{on:%B %Y}"], names if not first else [names[6], *names[:6]]]
    for week in weeks:
        if in_the_box:
            rows.append([f"{day}\n{own[day]}" if day else "" for day in week])
        else:
            rows += [[str(day) if day else "" for day in week], [own.get(day, "") for day in week]]
    quoted = "\n".join(",".join(f'"{cell}"' for cell in [*row, *[""] * (7 - len(row))]) for row in rows)
    answers = {"wall_holds": "one_person", "staff_number": "7", "code_table": "response", "code__8": "E"}
    roster = {"7": {date(on.year, on.month, day): "E" if code == "8" else code for day, code in own.items()}}
    assert found(read(quoted, **answers)) == duties_of(roster)


@_FEW
@given(rosters())
def test_tables_below_each_other_with_a_name_above_each(roster: Roster) -> None:
    worked = {number: days for number, days in _worked(roster).items() if days}
    assume(len(worked) > 1)
    lines: list[str] = []
    for number, days in worked.items():
        lines += [f"Employee: {number}", "Date,Start,End,Kind"]
        lines += [f"{on},{','.join(_hours(code))},{CODES[code]['kind']}" for on, code in days.items()]
        lines.append("")
    answers = {"column__staff_number": "the heading above each table"}
    assert found(read("\n".join(lines), **answers)) == duties_of(worked)


@_FEW
@given(rosters(), st.sampled_from(("by person", "by date", "within")))
def test_json_by_person_by_date_and_within_records(roster: Roster, way: str) -> None:
    assume(len(roster) > 1 and len(next(iter(roster.values()))) > 1)
    by_person = {f"P {number}": {str(on): code for on, code in days.items()} for number, days in roster.items()}
    meant = duties_of({f"P {number}": days for number, days in roster.items()})
    plain: dict[str, Any]
    if way == "by person":
        plain, staff, code = dict(by_person), "name", "value"
    elif way == "by date":
        days = [str(on) for on in next(iter(roster.values()))]
        plain = {on: {who: own[on] for who, own in by_person.items()} for on in days}
        staff, code = "key", "value"
    else:
        staff, code = "who", "shift code"
        held = [
            {"who": who, "duties": [{"date": on, "shift code": one} for on, one in own.items()]}
            for who, own in by_person.items()
        ]
        plain = {"team": "A", "people": held}
    answers = {"column__staff_number": staff, "column__code": code, "code_table": "response"}
    reading = read(json.dumps(plain), **answers)
    assert found(reading) == meant
