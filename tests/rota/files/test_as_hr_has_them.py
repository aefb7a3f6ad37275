"""Rosters as police forces and hospitals keep them in spreadsheets: what is asked, and what is read then."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rota.domain.reading import Reading
from app.rota.files.shapes.side_by_side import SIDE_BY_SIDE
from tests.rota.builders import Cell, read, workbook
from tests.rota.made_up import Roster, duties_of, found, rosters
from tests.rota.small_grids import asked, sure, text

WEEK = [f"{day:02d}/12/2026" for day in range(7, 14)]
OWN = ["E", "E", "L", "L", "RD", "RD", "N"]
CODES = {
    "code_table": "each", "code__E": "early 07:00-15:00", "code__L": "late 14:00-22:00",
    "code__N": "night 22:00-07:00", "code__RD": "rest day", "code__AL": "leave",
}  # fmt: skip
APART = {"side_by_side": "apart"}


def starts(reading: Reading) -> list[tuple[str, str, str]]:
    """Whose, which kind, and when it begins, in winter in London."""
    assert reading.is_clean, (reading.faults, reading.questions)
    return sorted((x.staff_number, f"{x.duty.start_at:%d/%m %H:%M}", x.duty.kind.value) for x in reading.lines)


def grid(*rows: Sequence[str], days: Sequence[str] = WEEK, who: str = "Collar no") -> str:
    return text([who, *days], *rows)


def test_teams_with_headings_totals_and_a_signature() -> None:
    blank = [""] * 9
    rows = [
        ["Response roster", *blank],
        ["Collar", "Name", *WEEK, "Hrs"],
        ["TEAM A - Sgt Poole", *blank],
        ["0123", "PC Reed", *OWN, "38:45"],
        ["TEAM B", *blank],
        ["0125", "PC Moss", *["AL"] * 5, "RD", "RD", "0:00"],
        ["Total on duty", "", *["1"] * 7, ""],
        ["Signed", "Insp. Grey", *[""] * 8],
    ]
    reading = read(text(*rows), **CODES)
    assert reading.staff == ("0123", "0125")
    assert len(reading.lines) == 14
    assert all(word in " ".join(reading.notes) for word in ("row 3", "row 5", "row 7", "row 8"))


@pytest.mark.parametrize(
    ("cell", "start"),
    [
        ("0600x1400", "07/12 06:00"),
        ("2200X0600", "07/12 22:00"),
        ("E 0600x1400", "07/12 06:00"),
        ("E 06-14", "07/12 06:00"),
    ],
)
def test_hours_as_a_duty_sheet_writes_them(cell: str, start: str) -> None:
    answers = {"bare_hours": "hours", "blank_cells": "not_rostered", "code__E": "early", "code_table": "each"}
    [(_, begins, _)] = starts(read(grid(["7", cell, *[""] * 6]), **answers))
    assert begins == start


def test_two_numbers_beside_a_letter_are_asked_about_and_beside_a_ward_are_a_code() -> None:
    assert asked(read(grid(["7", "N 22-07", *["off"] * 6]), code_table="each")) == ["bare_hours"]
    assert asked(read(grid(["7", "Ward 5-6", *["off"] * 6]), code_table="each")) == ["code.Ward 5-6"]


def test_a_tick_is_asked_about_with_its_hours_and_a_nought_is_no_total() -> None:
    data = grid(["7", *"1011001"], ["8", *"0100110"])
    questions = {q.code: q.text for q in read(data, code_table="each").questions}
    assert set(questions) == {"code.1", "code.0"}
    assert "from when to when" in questions["code.1"]
    reading = read(data, code_table="each", code__1="early 07:00-15:00", code__0="not rostered")
    assert len(starts(reading)) == 7


def test_a_duty_column_of_codes_beside_book_on_and_book_off() -> None:
    head = ["Collar No", "Name", "Date", "Duty", "Book On", "Book Off", "Hours"]
    rows = [head, ["00421", "Poole, Ann", "17/12/2026", "E", "0700", "1500", "8.00"]]
    assert asked(read(text(*rows))) == ["kinds"]
    assert starts(read(text(*rows), kinds="hours")) == [("00421", "17/12 07:00", "early")]
    slip = [head, ["00421", "", "17/12/2026", "eraly", "0700", "1500", "8.00"]]
    assert "not a kind" in read(text(*slip)).faults[0].message


def test_noughts_kept_by_an_equals_sign_stay() -> None:
    assert read(grid(['="00123"', *OWN]), **CODES).staff == ("00123",)


def test_weeks_commencing_in_two_digits_follow_each_other() -> None:
    days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    blank = [""] * 7
    rows = [["w/c 04/01/27", *blank], ["Staff no", *days], ["7", *OWN], ["", *blank]]
    rows += [["w/c 11/01/27", *blank], ["Staff no", *days], ["7", *OWN]]
    assert starts(read(text(*rows), **CODES))[7] == ("7", "11/01 07:00", "early")
    alone = [["w/c 11/01/27", *blank], ["Staff no", *days], ["7", *OWN]]
    assert asked(read(text(*alone), **CODES)) == ["first_day"]  # 11 January and 1 November are Mondays both


def test_a_week_commencing_in_each_row_settles_the_order_by_its_day_of_the_week() -> None:
    days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    rows = [["Staff no", "W/C", *days], ["7", "04/01/27", *OWN], ["7", "11/01/27", *OWN]]
    reading = read(text(*rows), short_years="2000", **CODES)
    assert starts(reading)[0] == ("7", "04/01 07:00", "early")
    assert sure(reading)["date_order"].value == "likely"


def test_five_days_of_two_weeks_stand_side_by_side_without_a_gap() -> None:
    five = ["Mon", "Tue", "Wed", "Thu", "Fri"]
    reading = read(grid(["7", *OWN[:5], *OWN[:5]], days=[*five, *five]), first_day="2026-12-07", **CODES)
    assert [begins for _, begins, _ in starts(reading)][5] == "14/12 07:00"


def test_words_between_the_rows_are_offered_to_be_left_out() -> None:
    head = ["Staff no", "Date", "Start", "End"]
    rows = [head, ["7", "17/12/2026", "07:00", "15:00"], ["Page 1 of 2", "", "", ""], head]
    rows += [["8", "17/12/2026", "07:00", "15:00"]]
    reading = read(text(*rows))
    assert "no time" in reading.faults[0].message
    assert [q.code for q in reading.questions] == ["word_rows"]
    assert len(starts(read(text(*rows), word_rows="leave_out"))) == 2


def test_a_date_beside_a_signature_is_no_duty() -> None:
    rows = [["Staff no", "Date", "Start", "End", "Kind"], ["7", "17/12/2026", "07:00", "15:00", "early"]]
    rows += [["Authorised by:", "Chief Insp. Grey", "", "", ""], ["Date:", "01/12/2026", "", "", ""]]
    assert asked(read(text(*rows))) == ["rest_of_sheet"]


def test_times_that_a_twelve_hour_clock_shows_as_well_are_asked_about() -> None:
    rows = [["Staff no", "Date", "Start", "End"], ["7", "17/12/2026", "7:00", "3:00"]]
    assert asked(read(text(*rows))) == ["which_clock"]
    assert starts(read(text(*rows), which_clock="twenty_four")) == [("7", "17/12 07:00", "night")]
    assert "morning or in the evening" in read(text(*rows), which_clock="twelve").faults[0].message
    plain = [rows[0], ["7", "17/12/2026", "07:00", "03:00"], ["7", "19/12/2026", "7:00", "15:00"]]
    assert not asked(read(text(*plain)))


BESIDE: list[list[Cell]] = [
    ["Name", *WEEK[:3], None, "Name", *WEEK[:3]],
    ["Poole", "E", "E", "L", None, "Reed", "L", "L", "RD"],
    ["Moss", "E", "RD", "L", None, "Ash", "L", "N", "RD"],
]


def _csv(rows: Sequence[Sequence[Cell]]) -> str:
    return text(*[[str(cell or "") for cell in row] for row in rows])


@pytest.mark.parametrize("make", [_csv, lambda rows: workbook({"R": rows, "Other": [["x"]]})])
def test_tables_side_by_side_are_asked_about_and_then_each_has_its_own_people(
    make: Callable[[Sequence[Sequence[Cell]]], str | bytes],
) -> None:
    data = make(BESIDE)
    assert asked(read(data, **CODES)) == [SIDE_BY_SIDE]
    answers = {"date_order": "day_first", "column__staff_number": "Name", **CODES, **APART}
    found_then = starts(read(data, **answers))
    assert ("Ash", "08/12 22:00", "night") in found_then
    assert ("Moss", "08/12 00:00", "rest_day") in found_then
    assert len(found_then) == 12


def test_a_month_beside_the_other_never_goes_to_the_person_of_the_first() -> None:
    numbers = [str(day) for day in range(1, 32)]
    rows = [["Name", *numbers, "", "Name", *numbers], ["Poole", *["E"] * 31, "", "Reed", *["L"] * 31]]
    answers = {"column__staff_number": "Name", **CODES}
    assert asked(read(text(*rows), month="2026-12", **answers)) == [SIDE_BY_SIDE]
    apart = read(text(*rows), **answers, **APART)
    assert asked(apart) == ["month.column A", "month.column AH"]
    assert "Column AH: " in apart.questions[1].text
    months = {"month__column A": "2026-12", "month__column AH": "2026-12"}
    assert {who: kind for who, _, kind in starts(read(text(*rows), **answers, **APART, **months))} == {
        "Poole": "early",
        "Reed": "late",
    }
    rows[0][33] = "B team"  # no title that comes again, but the numbers begin again
    assert "side by side" in read(text(*rows), month="2026-12", **answers).faults[0].message


def test_control_a_name_that_is_only_repeated_needs_no_question() -> None:
    rows = [list(row) for row in BESIDE]
    rows[0][6:] = WEEK[3:6]
    rows[1][5], rows[2][5] = "Poole", "Moss"
    reading = read(_csv(rows), column__staff_number="Name", date_order="day_first", **CODES)
    assert len(starts(reading)) == 12


@settings(max_examples=6)
@given(rosters(), rosters(), st.booleans())
def test_any_duties_in_tables_side_by_side(left: Roster, right: Roster, long: bool) -> None:
    right = {f"R{number}": days for number, days in right.items()}
    parts = []
    for roster in (left, right):
        if long:
            part = [["Staff no", "Date", "Code"]]
            part += [[n, f"{on:%d %b %Y}", code] for n, days in roster.items() for on, code in days.items()]
        else:
            part = [["Staff no", *(f"{on:%d %b %Y}" for on in next(iter(roster.values())))]]
            part += [[n, *days.values()] for n, days in roster.items()]
        parts.append(part)
    height = max(map(len, parts))
    whole = [[*(part[at] if at < len(part) else [""] * len(part[0])), ""] for part in parts[:1] for at in range(height)]
    beside = [part[at] if at < len(part) else [""] * len(part[0]) for part in parts[1:] for at in range(height)]
    rows = [[*one, *other] for one, other in zip(whole, beside, strict=True)]
    answers = {"code_table": "response", "same_person": "", **APART}
    assert found(read(text(*rows), **answers)) == duties_of(left) | duties_of(right)
