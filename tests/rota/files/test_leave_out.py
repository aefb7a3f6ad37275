"""A partial import: only when somebody chose it, whole people only, and what is left out is kept."""

from dataclasses import replace

from app.foundation.refusals import Fault
from app.rota.domain.downloads import rejected_csv
from app.rota.files.who_stands_where import WhoStandsWhere
from tests.rota.builders import grid_csv, line, long_csv, read

BAD = "x" * 50  # longer than any code can be
FAULTY = long_csv(line("1"), line("2"), line("2", "2026-12-03,14:00", "2026-12-03,22:00", "gardening"), line("3"))


def test_nothing_is_left_out_unless_somebody_chose_it() -> None:
    reading = read(FAULTY)
    assert (reading.fault_count, reading.rejected, reading.lines) == (1, (), ())


def test_whoever_has_a_faulty_row_is_left_out_whole() -> None:
    reading = read(FAULTY, faulty_rows="leave_out")
    assert reading.is_clean and reading.staff == ("1", "3")
    assert {line.staff_number for line in reading.lines} == {"1", "3"}
    assert [row.row for row in reading.rejected] == [3, 4]
    assert "left out whole" in reading.rejected[0].why and "not a kind of duty" in reading.rejected[1].why
    assert reading.rejected[1].cells == ("2", "2026-12-03", "14:00", "2026-12-03", "22:00", "gardening")
    assert "One person is left out whole, with 2 rows" in reading.notes[-1]


def test_a_row_of_nobody_is_left_out_and_shown() -> None:
    reading = read(long_csv(line("1"), line("?")), faulty_rows="leave_out")
    assert reading.staff == ("1",)
    assert [(row.row, row.cells[0]) for row in reading.rejected] == [(3, "?")]


def test_in_a_grid_a_faulty_cell_takes_its_row() -> None:
    rows = {"1": ["E", "E"], "2": ["E", BAD], "3": ["L", "L"]}
    reading = read(grid_csv(rows), faulty_rows="leave_out", code_table="response")
    assert reading.staff == ("1", "3") and len(reading.lines) == 4
    assert [row.cells for row in reading.rejected] == [("2", "E", BAD)]


def test_an_overlap_takes_the_person_and_nobody_else() -> None:
    twice = line("2", "2026-12-01,15:00", "2026-12-01,23:00")
    reading = read(long_csv(line("1"), line("2"), twice, line("3")), faulty_rows="leave_out")
    assert reading.staff == ("1", "3")
    assert [row.row for row in reading.rejected] == [3, 4]


def test_more_than_half_is_asked_about() -> None:
    rows = {"1": ["E", "E"], "2": ["E", BAD], "3": [BAD, "L"]}
    reading = read(grid_csv(rows), faulty_rows="leave_out", code_table="response")
    assert [question.code for question in reading.questions] == ["faulty_rows_most"] and not reading.lines
    assert "2 of 3 people" in reading.questions[0].text
    reading = read(grid_csv(rows), faulty_rows="leave_out", faulty_rows_most="yes", code_table="response")
    assert reading.is_clean and reading.staff == ("1",)


def test_when_nothing_is_left_it_is_refused() -> None:
    reading = read(grid_csv({"1": ["E", BAD]}), faulty_rows="leave_out", code_table="response")
    assert reading.fault_count == 2 and "nothing would be left" in reading.faults[0].message


def test_a_fault_of_the_file_is_not_mended_by_leaving_rows_out() -> None:
    reading = read(long_csv(line("1")), faulty_rows="leave_out", time_zone="Nowhere/Land")
    assert reading.fault_count and not reading.lines


def test_rows_left_out_are_safe_to_open() -> None:
    reading = read(long_csv(line("1"), line("=cmd()")), faulty_rows="leave_out")
    assert "'=cmd()" in rejected_csv(reading.rejected)


def _fault(row: int, column: str) -> Fault:
    return Fault("This cannot be.", "Roster", row, column)


def _people_across() -> WhoStandsWhere:
    places = WhoStandsWhere()
    for column, number in (("B", "1"), ("C", "2"), ("D", "3")):
        places.note(number, "Roster", 1, column)
    return places


def test_with_people_across_a_fault_is_whoever_heads_the_column() -> None:
    assert _people_across().of(_fault(5, "C"), frozenset({"E", "zz"})) == {"2"}


def test_a_row_that_could_not_be_taken_apart_is_whoever_it_mentions() -> None:
    slipped = line("2") + ",x"
    reading = read(long_csv(line("1"), line("2"), slipped, line("3"), line("4")), faulty_rows="leave_out")
    assert reading.staff == ("1", "3", "4") and [row.row for row in reading.rejected] == [3, 4]


def test_a_second_line_is_the_person_of_the_line_above() -> None:
    places = WhoStandsWhere()
    places.note("1", "Roster", 2, "A")
    places.note("2", "Roster", 4, "A")
    assert places.of(_fault(3, "C"), frozenset({"", "25:00"})) == {"1"}
    assert places.of(_fault(5, "C"), frozenset({"", "25:00"})) == {"2"}


def test_a_row_whose_staff_number_is_wrong_is_nobody_and_not_the_person_above() -> None:
    places = WhoStandsWhere()
    places.note("1", "Roster", 2, "A")
    places.note(None, "Roster", 3, "A")
    assert places.of(_fault(3, "C"), frozenset({"?", "E"})) == set()


def test_where_nothing_is_clear_everybody_of_the_row_is_left_out() -> None:
    places = WhoStandsWhere()
    reading = read(long_csv(line("1"), line("2")))
    places.take(replace(one, sheet="Roster", row=3, column=None) for one in reading.lines)
    assert places.of(_fault(3, "C"), frozenset()) == {"1", "2"}
