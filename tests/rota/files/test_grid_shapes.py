"""Duties written in any shape of the grid family read back the same."""

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.rota.domain.reading import Reading
from scheduler.duty import Duty, DutyKind, kind_of_hours
from tests.rota.builders import CODES, Cell, read, workbook
from tests.rota.made_up import DAYS, LONDON, STAFF, Roster, duties_of, found, rosters

FEW = settings(max_examples=20)
RESPONSE = {"code_table": "response"}
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
}
WEEKDAYS = {
    "en": "Mon Tue Wed Thu Fri Sat Sun",
    "de": "Mo Di Mi Do Fr Sa So",
    "fr": "lun mar mer jeu ven sam dim",
    "es": "lun mar mié jue vie sáb dom",
    "it": "lun mar mer gio ven sab dom",
    "nl": "ma di wo do vr za zo",
}
LANGUAGES = st.sampled_from(sorted(MONTHS))
Rows = Sequence[Sequence[Cell]]


def text(rows: Rows) -> str:
    """The rows as CSV; nothing in them needs quotation marks."""
    width = max(len(row) for row in rows)
    return "\n".join(",".join([*(str(cell or "") for cell in row), *[""] * (width - len(row))]) for row in rows) + "\n"


def days_of(roster: Roster) -> list[date]:
    return list(next(iter(roster.values())))


@st.composite
def months(draw: st.DrawFn) -> Roster:
    """A few people over one whole month."""
    first = draw(DAYS).replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    days = [first + timedelta(days=i) for i in range(last.day)]
    people = draw(st.lists(STAFF, min_size=1, max_size=3, unique=True))
    codes = st.lists(st.sampled_from(["E", "L", "RD", "AL", "-"]), min_size=len(days), max_size=len(days))
    return {number: dict(zip(days, draw(codes), strict=True)) for number in people}


def codes_of(reading: Reading) -> dict[str, str]:
    return {decision.code: decision.answer for decision in reading.decisions}


@FEW
@given(months(), LANGUAGES, st.booleans())
def test_day_numbers_below_a_month_and_above_days_of_the_week(roster: Roster, language: str, above: bool) -> None:
    days = days_of(roster)
    month = MONTHS[language].split()[days[0].month - 1]
    names = ["", *(WEEKDAYS[language].split()[on.weekday()] for on in days)]
    head: list[Sequence[Cell]] = [["Staff no", *(on.day for on in days)]]
    head = [names, *head] if above else [*head, names]
    body = [[number, *codes.values()] for number, codes in roster.items()]
    rows: list[Sequence[Cell]] = [[f"Roster {month} {days[0].year}"], *head, *body]
    reading = read(text(rows), **RESPONSE)
    assert found(reading) == duties_of(roster)
    assert codes_of(reading)["month"] == f"{days[0]:%Y-%m}"
    assert set(reading.staff) == set(roster)


@FEW
@given(months(), LANGUAGES)
def test_days_of_the_week_and_numbers_in_one_cell_with_month_and_year_apart(roster: Roster, language: str) -> None:
    days = days_of(roster)
    names = WEEKDAYS[language].split()
    title: list[Cell] = ["Month", MONTHS[language].split()[days[0].month - 1], "Year", days[0].year]
    head: list[Cell] = ["Staff no", *(f"{names[on.weekday()]} {on.day:02d}" for on in days), "Total"]
    body: list[list[Cell]] = [[number, *codes.values(), 17] for number, codes in roster.items()]
    totals: list[Cell] = ["", *(3 for _ in days), 9]
    reading = read(text([title, head, *body, totals]), **RESPONSE)
    assert found(reading) == duties_of(roster)
    assert any("totals" in note for note in reading.notes)
    assert any("Columns not used: Total" in note for note in reading.notes)


@FEW
@given(rosters())
def test_dates_down_and_people_across(roster: Roster) -> None:
    days = days_of(roster)
    rows = [["Date", *roster], *([f"{on:%d %b %Y}", *(codes[on] for codes in roster.values())] for on in days)]
    assume(len(days) > 2)
    reading = read(text(rows), shape="people_across", **RESPONSE)
    assert found(reading) == duties_of(roster)
    assert [reading.cover and reading.cover.first_on, reading.cover and reading.cover.last_on] == [days[0], days[-1]]


@FEW
@given(st.integers(2, 4), rosters(), st.booleans())
def test_stacked_weeks_with_a_header_each(blocks: int, roster: Roster, blank: bool) -> None:
    days = days_of(roster)
    length = timedelta(days=len(days))
    rows: list[Sequence[Cell]] = []
    whole: Roster = {number: {} for number in roster}
    for block in range(blocks):
        rows += [[]] if blank and rows else []
        rows += [["Staff no", *(f"{on + block * length:%a %d/%m/%Y}" for on in days)]]
        for number, codes in roster.items():
            plain = ["RD" if code == "N" else code for code in codes.values()]
            rows.append([number, *plain])
            whole[number] |= {on + block * length: code for on, code in zip(days, plain, strict=True)}
    reading = read(text(rows), date_order="day_first", **RESPONSE)
    assert found(reading) == duties_of(whole)


HOURS = st.sampled_from(
    [
        ("07:00-16:00", "07:00", "16:00"),
        ("7:00 AM - 4:00 PM", "07:00", "16:00"),
        ("0700-1500", "07:00", "15:00"),
        ("14h30-22h", "14:30", "22:00"),
        ("6.00 – 14.30", "06:00", "14:30"),
        ("12:00 PM to 8:30 pm", "12:00", "20:30"),
        ("16:00-24:00", "16:00", "00:00"),
    ]
)


@FEW
@given(STAFF, DAYS, st.lists(HOURS, min_size=3, max_size=9))
def test_cells_of_hours_need_no_code_table(number: str, first: date, cells: list[tuple[str, str, str]]) -> None:
    days = [first + timedelta(days=i) for i in range(len(cells))]
    reading = read(text([["Staff no", *days], [number, *(cell for cell, _, _ in cells)]]))
    clocks = [(time.fromisoformat(start), time.fromisoformat(end)) for _, start, end in cells]
    wanted = {(kind_of_hours(start, end), on, start) for on, (start, end) in zip(days, clocks, strict=True)}
    assert reading.is_clean, (reading.faults, reading.questions)
    assert {(x.duty.kind, *local(x.duty)) for x in reading.lines} == wanted


def local(duty: Duty) -> tuple[date, time]:
    at = duty.start_at.astimezone(LONDON)
    return at.date(), at.time()


@FEW
@given(rosters())
def test_two_columns_a_day_for_start_and_end(roster: Roster) -> None:
    days = days_of(roster)
    worked = {n: {on: code for on, code in codes.items() if code in ("E", "L", "N")} for n, codes in roster.items()}
    assume(all(worked.values()) and len(days) > 2)
    head: list[Cell] = ["Staff no"]
    below: list[Cell] = [""]
    for on in days:
        head += [f"{on:%d %b %Y}", ""]
        below += ["In", "Out"]
    body: list[list[Cell]] = []
    for number, codes in worked.items():
        row: list[Cell] = [number]
        for on in days:
            meaning: Mapping[str, str] = CODES.get(codes.get(on, ""), {})
            row += [meaning.get("starts", ""), meaning.get("ends", "")]
        body.append(row)
    reading = read(text([head, below, *body]), blank_cells="not_rostered")
    assert found(reading) == duties_of(worked)


# Two people or fewer on early turn, two or fewer on late: nobody on both.
TURNS = st.tuples(st.permutations(["101", "102", "103", "104"]), st.integers(0, 2), st.integers(0, 2)).map(
    lambda drawn: (drawn[0][: drawn[1]], drawn[0][2 : 2 + drawn[2]])
)


@FEW
@given(DAYS, st.lists(TURNS, min_size=4, max_size=12), st.sampled_from([" & ", "\n", "; "]))
def test_posts_across_with_nobody_one_or_two_people_in_a_cell(
    first: date, cells: list[tuple[list[str], list[str]]], between: str
) -> None:
    cells = [*cells, (["105"], ["106"])]
    days = [first + timedelta(days=i) for i in range(len(cells))]
    rows: list[list[Cell]] = [["Date", "Early turn", "Late turn"]]
    rows += [[on, between.join(early), between.join(late)] for on, (early, late) in zip(days, cells, strict=True)]
    answers: dict[str, Any] = {"code.Early turn": "early 07:00-14:00", "code.Late turn": "late 14:00-22:00"}
    reading = read(workbook({"Posts": rows}), shape="posts", **answers)
    wanted = {
        (number, kind, on, time(hour))
        for on, both in zip(days, cells, strict=True)
        for people, kind, hour in zip(both, (DutyKind.EARLY, DutyKind.LATE), (7, 14), strict=True)
        for number in people
    }
    assert reading.is_clean, (reading.faults, reading.questions)
    assert {(x.staff_number, x.duty.kind, *local(x.duty)) for x in reading.lines} == wanted


@FEW
@given(months())
def test_one_sheet_for_each_month(roster: Roster) -> None:
    second = {n: {on + timedelta(days=400): code for on, code in codes.items()} for n, codes in roster.items()}
    sheets: dict[str, Rows] = {
        f"Block {number}": [
            ["Staff no", *(on for on in days_of(one))],
            *([n, *codes.values()] for n, codes in one.items()),
        ]
        for number, one in enumerate((roster, second))
    }
    asked = read(workbook(sheets), **RESPONSE)
    assert [q.code for q in asked.questions] == ["sheet"]
    assert [answer for answer, _ in asked.questions[0].choices] == ["Block 0", "Block 1", "all"]
    assert found(read(workbook(sheets), sheet="all", **RESPONSE)) == duties_of(roster) | duties_of(second)
    assert found(read(workbook(sheets), sheet="Block 1", **RESPONSE)) == duties_of(second)


@pytest.mark.parametrize("answer", ["also", "instead", "ignore"])
def test_a_second_line_of_a_person_is_what_was_answered(answer: str) -> None:
    rows = [["Staff no", "13/12/2026", "14/12/2026"], ["001", "E", "E"], ["", "", "14:00-22:00"], ["002", "E", "E"]]
    asked = read(text(rows), **RESPONSE)
    assert [q.code for q in asked.questions] == ["second_line"]
    reading = read(text(rows), second_line=answer, **RESPONSE)
    starts = [f"{x.duty.start_at:%d %H:%M}" for x in reading.lines if x.staff_number == "001"]
    if answer == "also":
        assert "overlaps" in reading.faults[0].message  # the early and the late really do
    else:
        assert starts == {"instead": ["13 07:00", "14 14:00"], "ignore": ["13 07:00", "14 07:00"]}[answer]
