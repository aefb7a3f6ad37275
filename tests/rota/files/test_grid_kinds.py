"""Grids of one kind are told from those of another, or somebody is asked; each kind with its control."""

import pytest

from app.rota.domain.decision import Confidence
from app.rota.domain.duty_line import name_fault, staff_number_fault
from tests.rota.builders import read, workbook
from tests.rota.small_grids import GRID, asked, starts, sure, text

# Names and shapes


def test_names_with_commas_stand_for_staff_numbers_only_by_answer() -> None:
    data = 'Name,13/12/2026,14/12/2026\n"O’Brien, Zoë",E,L\n"Hofer, Gerda B.",E,L\n'
    given = {"column.staff_number": "Name", **GRID}
    assert asked(read(data, **given)) == ["staff_by"]
    assert read(data, staff_by="name", **given).staff == ("Hofer, Gerda B.", "O’Brien, Zoë")


@pytest.mark.parametrize("text", ["135, 125", "a, b, c", ", x", "x,", "7, Smith"])
def test_two_numbers_are_never_one_name(text: str) -> None:
    assert name_fault(text)


def test_control_a_staff_number_still_has_no_comma() -> None:
    assert staff_number_fault("Hofer, Gerda")
    assert not name_fault("Hofer, Gerda")
    assert not staff_number_fault("Siobhán O'Neil-Gray")


def test_a_header_that_fits_two_readings_is_asked_and_each_answer_reads() -> None:
    rows = [["Date", "Anna", "Ben"], *([f"{day:02d}/03/2026", "X", "Y"] for day in range(10, 16))]
    reading = read(text(*rows))
    assert asked(reading) == ["shape"]
    assert [answer for answer, _ in reading.questions[0].choices] == ["people_across", "posts"]
    people = read(text(*rows), shape="people_across", **GRID)
    assert asked(people) == ["code.X", "code.Y"]
    posts = read(text(*rows), shape="posts", **GRID)
    assert asked(posts) == ["staff_by", "code.Anna", "code.Ben"]


def test_control_one_duty_a_row_is_no_grid() -> None:
    rows = [["Date", "Shift"], *([f"{day:02d}/03/2026", "E"] for day in range(10, 16))]
    assert read(text(*rows), staff_number="7", **GRID).shape == "one duty a row"


def test_two_people_in_a_cell_are_asked_about_where_a_comma_or_stroke_may_mean_one() -> None:
    rows = [["Date", "Desk"], *([f"{day:02d}/03/2026", "101/102"] for day in range(10, 14))]
    given = {"shape": "posts", "code_table": "each", "code.Desk": "early 07:00-15:00"}
    assert asked(read(text(*rows), **given)) == ["people_in_cell"]
    assert read(text(*rows), people_in_cell="several", **given).staff == ("101", "102")
    assert read(text(*rows), people_in_cell="one", **given).staff == ("101/102",)


def test_nobody_in_a_cell_is_warned_of_not_imported() -> None:
    rows = [["Date", "Desk"], *([f"{day:02d}/03/2026", "101" if day % 2 else "TBC"] for day in range(10, 14))]
    given = {"shape": "posts", "code_table": "each", "code.Desk": "early 07:00-15:00"}
    reading = read(text(*rows), **given)
    assert reading.staff == ("101",)
    assert reading.warning_count == 2


def test_the_header_row_can_be_changed() -> None:
    rows = [
        ["Staff no", "1/12/2026", "2/12/2026", "3/12/2026"],
        ["Staff no", "13/12/2026", "14/12/2026"],
        ["7", "E", "L"],
    ]
    data = text(*[[*row, *[""] * (4 - len(row))] for row in rows])
    assert sure(read(data, **GRID, header_row="2"))["header_row"] is Confidence.ANSWERED
    assert starts(read(data, **GRID, header_row="2")) == ["2026-12-13", "2026-12-14"]


def test_a_planner_of_half_days_is_refused_with_what_to_do() -> None:
    rows = [
        ["", "Mon", "", "", "", "Tue", "", "", "", "Wed"],
        ["", "AM:", "A", "PM:", "B", "AM:", "C", "PM:", "D", "AM:"],
    ]
    [fault] = read(text(*rows)).faults
    assert "planner of weeks" in fault.message
    assert fault.remedy


def test_posts_down_with_people_in_the_cells_are_asked_about_and_read() -> None:
    rows = [
        ["Desk", "12/12/2026", "13/12/2026"],
        ["Front", "Anna Lee", "Ben Ray"],
        ["Van", "Cara Moe", "Anna Lee & Eve Fox"],
    ]
    assert asked(read(text(*rows))) == ["shape"]
    codes = {"code.Front": "early 07:00-15:00", "code.Van": "late 14:00-22:00", "staff_by": "name"}
    reading = read(text(*rows), shape="posts_down", **codes)
    assert reading.staff == ("Anna Lee", "Ben Ray", "Cara Moe", "Eve Fox")
    assert [line.duty.kind.value for line in reading.lines] == ["early", "early", "late", "late", "late"]


def test_control_people_down_are_told_by_their_title_or_by_codes_that_come_twice_a_day() -> None:
    cells = [["x", "Morning", "Evening"], ["y", "Afternoon", "Nights"]]
    days = ["12/12/2026", "13/12/2026"]
    assert "shape" not in asked(read(text(["Name", *days], *cells)))
    twice = [["x", "Morning", "Evening"], ["y", "Morning", "Evening"], ["z", "Nights", "Nights"]]
    assert "shape" not in asked(read(text(["", *days], *twice)))
    assert "shape" in asked(read(text(["", *days], *cells)))


WEEK = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def test_rows_that_each_have_a_week_of_their_own_are_read_by_its_date() -> None:
    rows = [["Staff no", "Week of", *WEEK], ["7", "05/01/2026", *["E"] * 7], ["7", "12/01/2026", *["L"] * 7]]
    rows += [["8", "05/01/2026", *["E"] * 7]]
    reading = read(text(*rows), **GRID)
    assert [str(reading.cover and reading.cover.first_on), len(reading.lines)] == ["2026-01-05", 21]
    assert sure(reading)["date_order"] is Confidence.LIKELY  # 12 January is a Monday, 1 December 2026 a Tuesday
    assert "8 has no row for 12/01/2026" in reading.warnings[0].message
    rows[1][1] = "06/01/2026"
    assert "begins on a Tuesday" in read(text(*rows), **GRID, date_order="day_first").faults[0].message


def test_a_cycle_of_weeks_is_refused_with_the_way_to_patterns() -> None:
    rows = [["Week", *WEEK], ["1", *["N"] * 7], ["2", *["E"] * 7], ["3", *["RD"] * 7]]
    [fault] = read(text(*rows), **GRID).faults
    assert "pattern of 3 weeks" in fault.message
    people = [["Staff no", *WEEK], ["71", *["N"] * 7], ["72", *["E"] * 7]]
    assert asked(read(text(*people), **GRID)) == ["first_day"]


# Fingerprints


def test_a_fingerprint_is_the_same_for_other_dates_people_and_answers() -> None:
    one = read(text(["Staff no", "Name", "13/12/2026", "14/12/2026"], ["7", "A", "E", "L"]))
    later = read(text(["Staff no", "Name", "1/1/2027", "2/1/2027", "3/1/2027"], ["8", "B", "E", "L", "L"]), **GRID)
    assert one.fingerprint
    assert one.fingerprint == later.fingerprint


@pytest.mark.parametrize(
    "other",
    [
        text(["Collar no", "Name", "13/12/2026", "14/12/2026"], ["7", "A", "E", "L"]),
        text(["Staff no", "Name", "Date", "Shift"], ["7", "A", "13/12/2026", "L"]),
    ],
)
def test_control_another_title_or_shape_has_another_fingerprint(other: str) -> None:
    one = read(text(["Staff no", "Name", "13/12/2026", "14/12/2026"], ["7", "A", "E", "L"]))
    assert read(other).fingerprint not in ("", one.fingerprint)


def test_control_the_container_counts() -> None:
    rows = [["Staff no", "13/12/2026", "14/12/2026"], ["7", "E", "L"]]
    assert read(workbook({"R": rows})).fingerprint != read(text(*rows)).fingerprint
