"""Duties written in the shapes that leave something open read back the same, once it is answered."""

import calendar
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.rota.domain.reading import Reading
from tests.rota.builders import CODES, read, workbook
from tests.rota.made_up import DAYS, LONDON, STAFF, Roster, duties_of, found, rosters
from tests.rota.small_grids import asked, text

_FEW = settings(max_examples=6)
_WORK = ("E", "L", "N")
_EVERY_DAY = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
_ONE_DAY = timedelta(days=1)
_MORNING, _AFTERNOON = "08:00-12:00", "13:00-17:00"
PLAIN = st.sampled_from(["E", "L", "RD", "AL", "-"])


def _days(first: date, count: int) -> list[date]:
    return [first + at * _ONE_DAY for at in range(count)]


def _stretches(reading: Reading) -> set[tuple[str, datetime, datetime]]:
    """Whose, and from when to when by the wall clock; nothing may be open or wrong."""
    return {
        (number, d.start_at.astimezone(LONDON).replace(tzinfo=None), d.end_at.astimezone(LONDON).replace(tzinfo=None))
        for number, d in found(reading)
    }


def _wall(on: date, hours: str) -> tuple[datetime, datetime]:
    start, end = (time.fromisoformat(clock) for clock in hours.split("-"))
    return datetime.combine(on, start), datetime.combine(on if end > start else on + _ONE_DAY, end)


def _people(draw_from: st.SearchStrategy[str], days: int) -> st.SearchStrategy[dict[str, list[str]]]:
    return st.dictionaries(STAFF, st.lists(draw_from, min_size=days, max_size=days), min_size=1, max_size=3)


_HALVES = _people(st.sampled_from(["X", "", "09:00-11:30"]), 10)


@_FEW
@given(DAYS, _HALVES, st.booleans())
def test_half_days_in_two_columns_or_two_lines(first: date, people: dict[str, list[str]], in_lines: bool) -> None:
    assume(all(cells[0] and cells[1] and any(cells[5:]) for cells in people.values()))
    days, wanted = _days(first, 5), set[tuple[str, datetime, datetime]]()
    for number, cells in people.items():
        for at, cell in enumerate(cells):
            hours = cell if "-" in cell else (_MORNING, _AFTERNOON)[at // 5 if in_lines else at % 2]
            if cell == "09:00-11:30" and (at // 5 if in_lines else at % 2):
                cells[at], hours = "14:00-16:30", "14:00-16:30"
            if cell:
                wanted.add((number, *_wall(days[at % 5 if in_lines else at // 2], hours)))
    heads = [f"{on:%d %b %Y}" for on in days]
    if in_lines:
        rows = [["Staff no", "", *heads]]
        for number, cells in people.items():
            rows += [[number, "AM", *cells[:5]], ["", "PM", *cells[5:]]]
    else:
        rows = [["Staff no", *(part for head in heads for part in (head, ""))], ["", *["AM", "PM"] * 5]]
        rows += [[number, *cells] for number, cells in people.items()]
    halves = {"morning_hours": _MORNING, "afternoon_hours": _AFTERNOON, "code_table": "each", "code__X": "other"}
    answers = {**halves, "blank_cells": "not_rostered", "second_line": "halves"}
    assert _stretches(read(text(*rows), **answers)) == wanted


@_FEW
@given(rosters(), st.sampled_from(("Day {}", "D{}", "Tag {}", "jour {}")), st.integers(1, 300))
def test_counted_days(roster: Roster, way: str, begins: int) -> None:
    days = list(next(iter(roster.values())))
    assume(len(days) >= 5)
    rows = [["Staff no", *(way.format(begins + at) for at in range(len(days)))]]
    rows += [[number, *own.values()] for number, own in roster.items()]
    assert asked(read(text(*rows), code_table="response")) == ["first_day"]
    assert found(read(text(*rows), code_table="response", first_day=str(days[0]))) == duties_of(roster)


@st.composite
def _in_weeks(draw: st.DrawFn) -> tuple[Roster, list[list[date]]]:
    """Whole weeks, or five days of each, for a few people, and the days of each week."""
    first, length = draw(DAYS), draw(st.sampled_from((5, 7)))
    first = first - first.weekday() * _ONE_DAY if length == 5 else first
    weeks = [_days(first + week * 7 * _ONE_DAY, length) for week in range(draw(st.integers(2, 4)))]
    own = _people(PLAIN, length * len(weeks))
    days = [on for week in weeks for on in week]
    return {number: dict(zip(days, cells, strict=True)) for number, cells in draw(own).items()}, weeks


def _names(days: Sequence[date]) -> list[str]:
    return [_EVERY_DAY[on.weekday()] for on in days]


@_FEW
@given(_in_weeks(), st.booleans())
def test_weeks_side_by_side(made: tuple[Roster, list[list[date]]], with_totals: bool) -> None:
    roster, weeks = made
    total = ["Hours"] if with_totals else []
    rows = [["Staff no", *(cell for week in weeks for cell in (*_names(week), *total))]]
    for number, own in roster.items():
        sums = ["40"] if with_totals else []
        rows.append([number, *(cell for week in weeks for cell in (*(own[on] for on in week), *sums))])
    answers = {"code_table": "response", "first_day": str(weeks[0][0])}
    assert found(read(text(*rows), **answers)) == duties_of(roster)


@_FEW
@given(_in_weeks(), st.booleans())
def test_a_week_of_one_person_in_each_row(made: tuple[Roster, list[list[date]]], date_last: bool) -> None:
    roster, weeks = made
    rows = [["Week beginning", "Staff no", *_names(weeks[0])]]
    rows += [
        [f"{week[0]:%d %b %Y}", number, *(own[on] for on in week)] for week in weeks for number, own in roster.items()
    ]
    if date_last:
        rows = [[row[1], row[0], *row[2:]] for row in rows]
    assert found(read(text(*rows), code_table="response")) == duties_of(roster)


_KINDS = ("leave", "sick", "rest_day")


@_FEW
@given(st.dictionaries(STAFF, st.lists(st.tuples(st.integers(1, 9), st.integers(2, 9)), max_size=4)), DAYS, st.data())
def test_runs_of_days(gaps: dict[str, list[tuple[int, int]]], first: date, data: st.DataObject) -> None:
    last_day = data.draw(st.sampled_from(("included", "not_included")))
    rows, wanted = [["Staff no", "kind", "start date", "end date"]], set[tuple[str, str, date]]()
    for number, runs in gaps.items():
        on = first
        for gap, length in runs:
            on += gap * _ONE_DAY
            kind = data.draw(st.sampled_from(_KINDS))
            days = _days(on, length)
            until = days[-1] if last_day == "included" else days[-1] + _ONE_DAY
            rows.append([number, kind.replace("_", " "), f"{on:%d %B %Y}", f"{until:%d %B %Y}"])
            wanted |= {(number, kind, day) for day in days}
            on = days[-1]
    assume(wanted)
    reading = found(read(text(*rows), last_day=last_day))
    assert {(who, d.kind.value, d.start_at.astimezone(LONDON).date()) for who, d in reading} == wanted


_RUN = st.one_of(
    st.tuples(st.integers(0, 6), st.integers(0, 6)).map(
        lambda ends: (
            f"{_EVERY_DAY[ends[0]]}-{_EVERY_DAY[ends[1]]}",
            {(ends[0] + at) % 7 for at in range((ends[1] - ends[0]) % 7 + 1)},
        )
    ),
    st.sets(st.integers(0, 6), min_size=1).map(
        lambda days: (" & ".join(_EVERY_DAY[day] for day in sorted(days)), days)
    ),
)


@_FEW
@given(st.dictionaries(STAFF, _RUN, min_size=1, max_size=3), DAYS, st.integers(0, 20))
def test_days_of_the_week_in_a_cell_come_again(people: dict[str, tuple[str, set[int]]], first: date, more: int) -> None:
    days = _days(first, more + 1)
    rows = [["Staff no", "Days", "Hours"], *([number, said, "09:00-17:00"] for number, (said, _) in people.items())]
    answers = {"period_from": str(days[0]), "period_to": str(days[-1])}
    wanted = {(n, *_wall(on, "09:00-17:00")) for n, (_, of) in people.items() for on in days if on.weekday() in of}
    assert _stretches(read(text(*rows), **answers)) == wanted


@_FEW
@given(st.dictionaries(STAFF, st.sets(DAYS, min_size=1, max_size=4), min_size=1, max_size=3), st.booleans())
def test_a_calendar_whose_titles_name_people(people: dict[str, set[date]], whole_days: bool) -> None:
    events, wanted = list[str](), set[tuple[str, datetime, datetime]]()
    for number, days in people.items():
        for on in days:
            hours = _wall(on, "08:00-08:00" if whole_days else "18:00-08:00")
            ends = [f"{at.replace(tzinfo=LONDON).astimezone(UTC):%Y%m%dT%H%M%SZ}" for at in hours]
            stamp = f"DTSTART;VALUE=DATE:{on:%Y%m%d}" if whole_days else f"DTSTART:{ends[0]}\nDTEND:{ends[1]}"
            events.append(f"BEGIN:VEVENT\nUID:{len(events)}@x\n{stamp}\nSUMMARY:{number}\nEND:VEVENT\n")
            wanted.add((number, *hours))
    data = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//t//EN\n{''.join(events)}END:VCALENDAR\n".replace("\n", "\r\n")
    assert "staff_number" in asked(read(data))
    answers = {"column__staff_number": "SUMMARY", "kinds": "on_call", "day_meaning": "on call 08:00-08:00"}
    reading = read(data, **answers)
    assert _stretches(reading) == wanted
    assert {line.duty.kind.value for line in reading.lines} == {"on_call"}


_TWO_POSTS = st.lists(st.permutations(["Poole", "Reed", "Ashworth"]), min_size=3, max_size=9)


@_FEW
@given(DAYS, _TWO_POSTS, st.booleans())
def test_posts_down_and_dates_across(first: date, cells: list[list[str]], by_hours: bool) -> None:
    days = _days(first, len(cells))
    posts = ("07:00-15:00", "15:00-23:00") if by_hours else ("Desk", "Van")
    rows = [["Shift", *(f"{on:%d %b %Y}" for on in days)]]
    rows += [[post, *(people[at] for people in cells)] for at, post in enumerate(posts)]
    answers = {"shape": "posts_down", "staff_by": "name", "code_table": "each"}
    meanings = {"code__Desk": "early 07:00-15:00", "code__Van": "late 15:00-23:00"}
    wanted = {
        (people[at], *_wall(on, hours))
        for on, people in zip(days, cells, strict=True)
        for at, hours in enumerate(("07:00-15:00", "15:00-23:00"))
    }
    assert _stretches(read(text(*rows), **answers, **({} if by_hours else meanings))) == wanted


@_FEW
@given(rosters(), st.sampled_from(("also", "instead", "ignore")), st.data())
def test_a_second_line_of_everybody(roster: Roster, holds: str, data: st.DataObject) -> None:
    days = list(next(iter(roster.values())))
    rows, wanted = [["Staff no", *(f"{on:%d %b %Y}" for on in days)]], set[tuple[str, datetime, datetime]]()
    for number in roster:
        below = data.draw(st.lists(st.booleans(), min_size=len(days), max_size=len(days)))
        rows += [[number, *["07:00-11:00"] * len(days)], ["", *("13:00-17:00" if there else "" for there in below)]]
        for on, there in zip(days, below, strict=True):
            first = not (holds == "instead" and there)
            wanted |= {(number, *_wall(on, "07:00-11:00"))} if first else set()
            wanted |= {(number, *_wall(on, "13:00-17:00"))} if there and holds != "ignore" else set()
    assert _stretches(read(text(*rows), second_line=holds)) == wanted


@_FEW
@given(_people(st.sampled_from(["", "13:00-17:00", "18:00-02:00"]), 6), DAYS, st.sampled_from(("several", "first")))
def test_several_columns_below_each_day(people: dict[str, list[str]], first: date, holds: str) -> None:
    days, wanted = _days(first, 3), set[tuple[str, datetime, datetime]]()
    rows = [["Staff no", *(cell for on in days for cell in (f"{on:%d %b %Y}", "", ""))]]
    for number, cells in people.items():
        cells[0] = "13:00-17:00"
        rows.append([number, *(part for at in range(3) for part in ("07:00-11:00", *cells[2 * at : 2 * at + 2]))])
        for on, own in zip(days, (cells[:2], cells[2:4], cells[4:]), strict=True):
            more = own if holds == "several" else []
            wanted |= {(number, *_wall(on, hours)) for hours in ("07:00-11:00", *more) if hours}
    assert _stretches(read(text(*rows), columns_per_day=holds, overlaps="one")) == wanted


@_FEW
@given(_people(st.sampled_from(["07:00-11:00 13:00-17:00", "06:00-09:30/22:00-02:00", "14:00-22:00"]), 3), DAYS)
def test_split_duties_in_a_cell(people: dict[str, list[str]], first: date) -> None:
    days = _days(first, 3)
    rows = [["Staff no", *(f"{on:%d %b %Y}" for on in days)], *([n, *cells] for n, cells in people.items())]
    wanted = {
        (number, *_wall(on, hours))
        for number, cells in people.items()
        for on, cell in zip(days, cells, strict=True)
        for hours in cell.replace("/", " ").split()
    }
    assert _stretches(read(text(*rows))) == wanted


@_FEW
@given(DAYS, st.lists(st.permutations(["101", "102", "103"]), min_size=1, max_size=6), st.sampled_from((",", ";", "&")))
def test_several_people_in_a_cell_of_a_long_table(first: date, cells: list[list[str]], mark: str) -> None:
    rows = [["Staff no", "Date", "Start", "End"]]
    days = _days(first, len(cells))
    rows += [[f"{two[0]}{mark} {two[1]}", str(on), "07:00", "15:00"] for on, two in zip(days, cells, strict=True)]
    wanted = {(who, *_wall(on, "07:00-15:00")) for on, two in zip(days, cells, strict=True) for who in two[:2]}
    quoted = "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows)
    assert asked(read(quoted)) == ["several_people"]
    assert _stretches(read(quoted, several_people="each")) == wanted


@_FEW
@given(rosters())
def test_two_months_over_one_row_of_day_numbers(roster: Roster) -> None:
    first = min(next(iter(roster.values())))
    last = first.replace(day=1) + timedelta(days=31)
    begins = last.replace(day=1) - 10 * _ONE_DAY
    days = _days(begins, 20)
    moved = {n: {on: "EL-"[(at + len(n)) % 3] for at, on in enumerate(days)} for n in roster}
    over = [f"{days[0]:%B %Y}", *[""] * 9, f"{days[-1]:%B %Y}", *[""] * 9]
    rows = [["", *over], ["Staff no", *(str(on.day) for on in days)]]
    rows += [[number, *cells.values()] for number, cells in moved.items()]
    assert found(read(text(*rows), code_table="response")) == duties_of(moved)


@_FEW
@given(rosters())
def test_a_sheet_for_each_person(roster: Roster) -> None:
    worked = {f"P{n}": {on: c for on, c in days.items() if c in _WORK} for n, days in roster.items()}
    worked = {number: days for number, days in worked.items() if days}
    assume(len(worked) > 1)
    sheets = {
        number: [["Date", "Start", "End", "Kind"]]
        + [[str(on), CODES[c]["starts"], CODES[c]["ends"], CODES[c]["kind"]] for on, c in days.items()]
        for number, days in worked.items()
    }
    answers = {"sheet": "all", "column__staff_number": "the name of the sheet"}
    assert found(read(workbook(sheets), **answers)) == duties_of(worked)


@_FEW
@given(DAYS, st.lists(st.permutations(["Poole", "Reed", "Ash"]), min_size=28, max_size=31))
def test_a_wall_calendar_with_people_in_its_boxes(on: date, people: list[list[str]]) -> None:
    weeks = calendar.Calendar(0).monthdayscalendar(on.year, on.month)
    rows = [[f"{on:%B %Y}"], _EVERY_DAY]
    wanted = set[tuple[str, datetime, datetime]]()
    for week in weeks:
        rows.append([f"{day}\n{people[day % 28][0]}" if day else "" for day in week])
        wanted |= {(people[d % 28][0], *_wall(date(on.year, on.month, d), "08:00-08:00")) for d in week if d}
    quoted = "\n".join(",".join(f'"{cell}"' for cell in [*row, *[""] * (7 - len(row))]) for row in rows)
    answers = {"wall_holds": "people", "staff_by": "name", "day_meaning": "on call 08:00-08:00"}
    assert _stretches(read(quoted, **answers)) == wanted


@_FEW
@given(st.integers(2, 8), st.lists(PLAIN, min_size=7, max_size=7))
def test_a_cycle_of_weeks_is_always_refused_with_the_way_to_patterns(weeks: int, cells: list[str]) -> None:
    rows = [["Week", *_EVERY_DAY], *([str(number), *cells] for number in range(1, weeks + 1))]
    reading = read(text(*rows), code_table="response")
    assert not reading.lines
    assert reading.faults[0].remedy is not None and "shift pattern" in reading.faults[0].remedy


@_FEW
@given(st.integers(1, 6), st.lists(st.sampled_from(["Clinic", "Theatre"]), min_size=4, max_size=4))
def test_a_planner_of_half_days_is_always_refused(weeks: int, cells: list[str]) -> None:
    rows = [["", *(cell for day in _EVERY_DAY[:5] for cell in (day, ""))]]
    rows += [
        ["", *(cell for _ in range(5) for cell in (half, cells[at]))] for at, half in enumerate(["AM", "PM"])
    ] * weeks
    reading = read(text(*rows), code_table="response")
    assert not reading.lines
    assert "morning and an afternoon" in reading.faults[0].message


@_FEW
@given(DAYS, st.integers(2, 8), st.sampled_from(("Week {}", "WK{}", "span")))
def test_columns_of_whole_weeks_are_always_refused(first: date, count: int, way: str) -> None:
    begins = [first + week * 7 * _ONE_DAY for week in range(count)]
    heads = [way.format(number) for number in range(1, count + 1)]
    if way == "span":
        heads = [f"{on:%d/%m/%Y} - {on + 6 * _ONE_DAY:%d/%m/%Y}" for on in begins]
    reading = read(text(["Staff no", *heads], ["7", *["E"] * count]), code_table="response")
    assert not reading.lines
    assert "whole week" in reading.faults[0].message


@_FEW
@given(DAYS, st.integers(2, 13), st.sampled_from(("%b", "%B %Y", "%b-%y")), st.data())
def test_a_year_of_one_person_with_months_down(on: date, count: int, way: str, data: st.DataObject) -> None:
    months = [date(on.year + (on.month - 1 + at) // 12, (on.month - 1 + at) % 12 + 1, 1) for at in range(count)]
    rows, roster = [["", *(str(day) for day in range(1, 32))]], dict[date, str]()
    for month in months:
        length = calendar.monthrange(month.year, month.month)[1]
        codes = data.draw(st.lists(PLAIN, min_size=length, max_size=length))
        rows.append([f"{month:{way}}", *codes, *[""] * (31 - length)])
        roster |= {month.replace(day=day): code for day, code in enumerate(codes, start=1)}
    answers = {"year": str(on.year), "staff_number": "7", "code_table": "response"}
    assert found(read(text(*rows), **answers)) == duties_of({"7": roster})
