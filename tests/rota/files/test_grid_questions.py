"""What a grid leaves open is asked, what it says itself is decided with its evidence; each guard with its control."""

import pytest

from app.rota.domain.decision import Confidence
from app.rota.files.findings import ReadOrder
from app.rota.files.read import read_upload
from tests.rota.builders import CODES, ZONE, grid_csv, read
from tests.rota.small_grids import GRID, TWO, answers, asked, starts, sure, text

# Order of day and month


def test_days_that_follow_each_other_one_way_only_settle_the_order_and_can_be_changed() -> None:
    rows = [["Staff no", "1/6/2026", "2/6/2026", "3/6/2026"], ["7", "E", "E", "E"]]
    reading = read(text(*rows), **GRID)
    assert starts(reading) == ["2026-06-01", "2026-06-02", "2026-06-03"]
    assert sure(reading)["date_order"] is Confidence.LIKELY
    changed = read(text(*rows), **GRID, date_order="month_first")
    assert starts(changed) == ["2026-01-06", "2026-02-06", "2026-03-06"]
    assert sure(changed)["date_order"] is Confidence.ANSWERED


def test_control_days_that_follow_each_other_neither_way_are_asked_about() -> None:
    rows = [["Staff no", "1/6/2026", "3/8/2026", "5/9/2026"], ["7", "E", "E", "E"]]
    assert asked(read(text(*rows), **GRID)) == ["date_order"]


# The year


def test_a_missing_year_offers_the_years_in_which_the_days_of_the_week_fit() -> None:
    rows = [["Staff no", "Sun 30/03", "Mon 31/03", "Tue 01/04"], ["7", "E", "E", "E"]]
    reading = read(text(*rows), **GRID)
    assert asked(reading) == ["year"]
    assert "2025" in dict(reading.questions[0].choices)
    assert "2026" not in dict(reading.questions[0].choices)
    assert starts(read(text(*rows), **GRID, year="2025")) == ["2025-03-30", "2025-03-31", "2025-04-01"]


def test_the_year_in_the_files_name_counts_where_the_days_of_the_week_agree() -> None:
    rows = text(["Staff no", "Sun 30/03", "Mon 31/03", "Tue 01/04"], ["7", "E", "E", "E"])
    told = ReadOrder("Rota - 2025-03-30.csv", GRID, {"response": CODES}, ZONE)
    assert sure(read_upload(rows.encode(), told))["year"] is Confidence.LIKELY
    other = ReadOrder("Rota - 2026-03-30.csv", GRID, {"response": CODES}, ZONE)
    assert asked(read_upload(rows.encode(), other)) == ["year"]


def test_control_the_year_in_the_files_name_alone_is_only_a_hint() -> None:
    rows = text(["Staff no", "30/03", "31/03", "01/04"], ["7", "E", "E", "E"])
    told = ReadOrder("Rota - 2025-03-30.csv", GRID, {"response": CODES}, ZONE)
    [question] = read_upload(rows.encode(), told).questions
    assert (question.code, question.choices, question.example) == ("year", (), "2025")


def test_dates_without_a_year_run_over_new_year() -> None:
    rows = [["Staff no", "30 Dec", "31 Dec", "1 Jan"], ["7", "E", "E", "E"]]
    assert starts(read(text(*rows), **GRID, year="2026")) == ["2026-12-30", "2026-12-31", "2027-01-01"]


# The month


NUMBERS = [str(day) for day in range(1, 32)]


def test_a_month_above_the_grid_that_its_days_of_the_week_contradict_is_asked() -> None:
    names = [
        ("Do", "Fr", "Sa", "So", "Mo", "Di", "Mi")[day % 7] for day in range(31)
    ]  # January 2026 begins on a Thursday
    rows = [["", *names], ["Staff no", *NUMBERS], ["7", *["E"] * 31]]
    right = read(text(["Januar 2026"], *rows), **GRID)
    assert sure(right)["month"] is Confidence.CERTAIN
    assert starts(right)[0] == "2026-01-01"
    wrong = read(text(["Januar 2025"], *rows), **GRID)
    assert asked(wrong) == ["month"]
    assert "do not fit" in wrong.questions[0].text


def test_control_without_days_of_the_week_the_month_above_is_likely_only() -> None:
    reading = read(text(["Januar 2025"], ["Staff no", *NUMBERS], ["7", *["E"] * 31]), **GRID)
    assert sure(reading)["month"] is Confidence.LIKELY


def test_days_beyond_the_end_of_the_month_do_not_fit_it() -> None:
    assert asked(read(text(["February 2026"], ["Staff no", *NUMBERS], ["7", *["E"] * 31]), **GRID)) == ["month"]


def test_two_months_that_both_fit_are_offered() -> None:
    rows = [["March 2026", "", "made in", "January 2026"], ["Staff no", *NUMBERS], ["7", *["E"] * 31]]
    [question] = read(text(*rows), **GRID).questions
    assert [answer for answer, _ in question.choices] == ["2026-03", "2026-01"]


def test_a_week_without_dates_asks_for_its_first_day_and_takes_no_other_weekday() -> None:
    rows = [["Staff no", "Mon", "Tue", "Wed", "Thu", "Fri"], ["7", *["E"] * 5]]
    assert asked(read(text(*rows), **GRID)) == ["first_day"]
    assert starts(read(text(*rows), **GRID, first_day="2026-01-05"))[0] == "2026-01-05"
    assert asked(read(text(*rows), **GRID, first_day="2026-01-06")) == ["first_day"]


def test_a_week_beginning_is_read_beside_the_week() -> None:
    rows = [["Week commencing 05/01/2026"], ["Staff no", "Mon", "Tue", "Wed", "Thu", "Fri"], ["7", *["E"] * 5]]
    reading = read(text(*rows), **GRID)
    assert starts(reading)[0] == "2026-01-05"  # as 1 May it would be a Friday
    assert sure(reading)["first_day"] is Confidence.LIKELY


# Codes


def test_an_unknown_code_is_one_question_and_its_answer_counts_for_every_cell() -> None:
    data = grid_csv({"1": ["X1", "E"], "2": ["X1", "X1"]})
    reading = read(data, **GRID)
    assert asked(reading) == ["code.X1"]
    assert "not in the code table" in reading.questions[0].text
    answered = read(data, **GRID, **answers(**{"code.X1": "late 14:00-22:00"}))
    assert [line.duty.kind.value for line in answered.lines] == ["late", "early", "late", "late"]
    assert sure(answered)["code.X1"] is Confidence.ANSWERED


@pytest.mark.parametrize("answer", ["late", "gardening", "late 14:00-25:00", "22:00-02:00 04:00-06:00"])
def test_an_answer_that_cannot_be_a_meaning_is_asked_again_with_the_reason(answer: str) -> None:
    reading = read(grid_csv({"1": ["X1", "E"]}), **GRID, **answers(**{"code.X1": answer}))
    assert asked(reading) == ["code.X1"]
    assert "cannot be" in reading.questions[0].text
    assert not reading.lines


@pytest.mark.parametrize(("answer", "kinds"), [("rest day", ["rest_day"]), ("not rostered", []), ("E", ["early"])])
def test_rest_day_and_not_rostered_are_different_answers(answer: str, kinds: list[str]) -> None:
    reading = read(grid_csv({"1": ["X1", "-"]}), **GRID, **answers(**{"code.X1": answer}))
    assert [line.duty.kind.value for line in reading.lines] == kinds


@pytest.mark.parametrize(("answer", "kinds"), [("rest_day", ["early", "rest_day"]), ("not_rostered", ["early"])])
def test_a_blank_cell_is_what_was_answered(answer: str, kinds: list[str]) -> None:
    assert asked(read(grid_csv({"1": ["E", ""]}), **GRID)) == ["blank_cells"]
    reading = read(grid_csv({"1": ["E", ""]}), **GRID, blank_cells=answer)
    assert [line.duty.kind.value for line in reading.lines] == kinds


def test_more_unknown_codes_than_anybody_answers_are_faults() -> None:
    data = grid_csv({str(n): [f"A{n}", f"B{n}"] for n in range(30)})
    reading = read(data, **GRID)
    assert len(asked(reading)) == 40
    assert reading.fault_count == 20
    assert "different codes" in reading.faults[0].message


def test_split_duties_are_several_stretches_and_must_follow_each_other() -> None:
    reading = read(grid_csv({"1": ["08:00-12:00 / 16:00-20:00", "09:00-17:00"]}))
    assert [f"{line.duty.start_at:%H}" for line in reading.lines] == ["08", "16", "09"]
    wrong = read(grid_csv({"1": ["16:00-20:00 / 08:00-12:00", "09:00-17:00"]}))
    assert "do not follow" in wrong.faults[0].message


def test_two_bare_numbers_are_hours_only_by_answer() -> None:
    data = grid_csv({"1": ["19-7", "9-17"]})
    assert asked(read(data)) == ["bare_hours"]
    assert [f"{line.duty.start_at:%H}" for line in read(data, bare_hours="hours").lines] == ["19", "09"]
    assert asked(read(data, bare_hours="codes", **GRID)) == ["code.19-7", "code.9-17"]


def test_a_word_beside_hours_tells_the_kind_or_is_asked() -> None:
    reading = read(grid_csv({"1": ["Training 07:00-15:00", "AL 07:00-15:00"]}), **GRID)
    assert [line.duty.kind.value for line in reading.lines] == ["training", "leave"]
    assert asked(read(grid_csv({"1": ["QX 07:00-15:00", "E"]}), **GRID)) == ["code.QX"]


def test_a_code_that_means_not_rostered_beside_hours_is_a_fault() -> None:
    data = grid_csv({"1": ["NW 07:00-15:00", "E"]})
    reading = read(data, **GRID, **answers(**{"code.NW": "not rostered"}))
    assert "not rostered" in reading.faults[0].message


def test_a_legend_below_the_grid_is_proposed_and_used_only_by_answer() -> None:
    rows = [TWO, ["7", "F", "S"], [], ["Legend"], ["F = Frühdienst 06:00-14:00"], ["S", "Spät", "14:00", "22:00"]]
    reading = read(text(*rows))
    assert asked(reading) == ["legend"]
    used = read(text(*rows), legend="use")
    assert [line.duty.kind.value for line in used.lines] == ["early", "late"]
    assert asked(read(text(*rows), legend="ignore")) == ["code_table"]


# Rows and columns that are nobody's


def test_totals_and_notes_are_left_out_with_a_word() -> None:
    rows = [
        [*TWO, "Hours"],
        ["7", "E", "L", "18"],
        ["Total", "1", "1", ""],
        ["", "2", "3", ""],
        ["Notes"],
        ["be on time"],
    ]
    reading = read(text(*[[*row, *[""] * (4 - len(row))] for row in rows]), **GRID)
    assert reading.staff == ("7",)
    [note] = [note for note in reading.notes if note.startswith("Left out")]
    assert all(f"row {row} " in note for row in (3, 4, 5, 6))
    assert "Columns not used: Hours." in reading.notes


def test_a_heading_among_people_is_left_out_and_a_person_without_duties_is_warned_of() -> None:
    head, heading = ["Name", "Rank", "13/12/2026", "14/12/2026"], ["Response A", "", "", ""]
    given = {"column.staff_number": "Name", "blank_cells": "not_rostered", **GRID}
    total = ["TOTAL", "", "1", "1"]
    reading = read(text(head, heading, ["Lee", "PC", "E", "L"], ["Ray", "PS", "", ""], total), **given)
    assert reading.staff == ("Lee", "Ray")
    assert any("row 2 (Response A" in note for note in reading.notes)
    assert [(fault.row, fault.value) for fault in reading.warnings] == [(4, "Ray")]


def test_days_without_anything_that_says_whose_they_are_are_a_fault() -> None:
    fault = read(text(["13/12/2026", "14/12/2026", "15/12/2026"], ["E", "L", "N"])).faults[0]
    assert "whose they are" in fault.message
    assert fault.remedy


def test_control_a_row_with_duties_but_without_a_staff_number_is_never_left_out() -> None:
    rows = [TWO, [], ["", "E", "L"], ["7", "E", "L"]]
    assert "no staff number" in read(text(*rows), **GRID).faults[0].message


def test_a_column_between_the_days_without_a_date_is_a_fault_unless_it_counts() -> None:
    head = ["Staff no", "12/12/2026", "13/12/2026", "", "15/12/2026"]
    wrong = read(text(head, ["7", "E", "E", "E", "L"]), **GRID)
    assert "has no date" in wrong.faults[0].message
    assert read(text(head, ["7", "E", "E", "40", "L"]), **GRID).is_clean


def test_days_that_no_column_is_for_are_warned_of() -> None:
    reading = read(text(["Staff no", "12/12/2026", "14/12/2026"], ["7", "E", "L"]), **GRID)
    assert "between 12/12/2026 and 14/12/2026" in reading.warnings[0].message


def test_one_number_on_two_rows_is_a_second_line_only_if_it_says_something_else() -> None:
    assert "Row 2" in read(text(TWO, ["7", "E", "L"], ["7", "E", "L"]), **GRID).faults[0].message
    assert asked(read(text(TWO, ["7", "E", "L"], ["7", "", "N"]), **GRID)) == ["second_line"]
    far = read(text(TWO, ["7", "E", "L"], ["8", "E", "L"], ["7", "", "N"]), **GRID)
    assert "Row 2" in far.faults[0].message
