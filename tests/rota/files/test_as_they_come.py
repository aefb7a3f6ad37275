"""Rosters as they come from the programs and people that make them: what is asked, and what is read then."""

from collections.abc import Sequence

import pytest

from app.rota.domain.decision import Confidence
from app.rota.domain.reading import Reading
from tests.rota.builders import read, workbook
from tests.rota.small_grids import asked, sure, text

TWO = ("13/12/2026", "14/12/2026")
CODES = {"code_table": "each", "code__E": "early 07:00-15:00", "code__L": "late 14:00-22:00"}
HEADINGS = "the heading above each table"


def hours(reading: Reading) -> list[tuple[str, str]]:
    """Whose, and the hours by the wall clock of a winter in London."""
    assert reading.is_clean, (reading.faults, reading.questions)
    return [(x.staff_number, f"{x.duty.start_at:%d %H:%M}-{x.duty.end_at:%d %H:%M}") for x in reading.lines]


def grid(*rows: Sequence[str], days: Sequence[str] = TWO) -> str:
    return text(["Staff no", *days], *rows)


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("9a-5p", "13 09:00-13 17:00"),
        ("10p-6:30a", "13 22:00-14 06:30"),
        ("22:00-06:00+1", "13 22:00-14 06:00"),
        ("20:00-08:00 (+1)", "13 20:00-14 08:00"),
        ("09:00 - 17:30 (30m)", "13 09:00-13 17:30"),
        ("09:00-17:00 8h", "13 09:00-13 17:00"),
        ("Nacht 22:00-06:00", "13 22:00-14 06:00"),
    ],
)
def test_hours_as_programs_and_people_write_them(cell: str, meant: str) -> None:
    assert hours(read(grid(["7", cell, "not rostered"]))) == [("7", meant)]


def test_more_than_a_day_is_not_read_as_the_hour_after_it() -> None:
    assert asked(read(grid(["7", "08:00-09:00+1", "sick"]), **CODES)) == ["code.08:00-09:00+1"]


def test_hours_that_a_twelve_hour_clock_may_mean_are_asked_about_one_by_one() -> None:
    data = grid(["7", "7.30-3.30", "sick"], ["8", "2.30-10.30", "sick"])
    assert asked(read(data)) == ["bare_hours"]
    each = read(data, bare_hours="twelve")
    assert {q.code: [choice for choice, _ in q.choices] for q in each.questions} == {
        "code.7.30-3.30": ["07:30-15:30", "19:30-03:30"],
        "code.2.30-10.30": ["02:30-10:30", "14:30-22:30"],
    }
    answers = {"code__7.30-3.30": "07:30-15:30", "code__2.30-10.30": "14:30-22:30"}
    read_then = hours(read(data, bare_hours="twelve", **answers))
    assert [meant for _, meant in read_then if "00:00" not in meant] == ["13 07:30-13 15:30", "13 14:30-13 22:30"]


def test_hours_with_minutes_that_no_duty_would_make_too_long_need_no_question() -> None:
    assert not asked(read(grid(["7", "7.30-10.30", "sick"])))


def test_parts_of_an_hour_make_quarters_doubtful() -> None:
    data = grid(["7", "9.5-17.5", "8-16.25"])
    assert asked(read(data)) == ["bare_hours"]
    [question] = read(data, bare_hours="hours").questions
    assert [choice for choice, _ in question.choices] == ["08:00-16:25", "08:00-16:15"]


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("OFF", "rest_day"), ("Ruhetag", "rest_day"), ("repos", "rest_day"), ("Libre", "rest_day"),
        ("riposo", "rest_day"), ("vrij", "rest_day"), ("Urlaub", "leave"), ("Congé", "leave"),
        ("vacaciones", "leave"), ("Ferie", "leave"), ("verlof", "leave"), ("annual leave", "leave"),
        ("krank", "sick"), ("maladie", "sick"), ("malattia", "sick"), ("ziek", "sick"),
    ],
)  # fmt: skip
def test_a_plain_word_is_proposed_and_can_be_changed(word: str, kind: str) -> None:
    data = grid(["7", word, word])
    reading = read(data)
    assert {line.duty.kind.value for line in reading.lines} == {kind}
    assert sure(reading)[f"code.{word}"] is Confidence.LIKELY
    assert not read(data, **{f"code__{word}": "not rostered"}).lines


def test_an_abbreviation_is_asked_about_with_what_it_often_means() -> None:
    [question] = read(grid(["7", "RD", "RD"]), code_table="each").questions
    assert question.code == "code.RD"
    assert "often means rest day" in question.text


def test_both_parts_of_a_name_identify_a_person_in_a_grid() -> None:
    rows = [["First name", "Surname", *TWO], ["Ann", "Poole", "E", "E"], ["Ben", "Poole", "L", "L"]]
    [question] = [q for q in read(text(*rows)).questions if q.code == "column.staff_number"]
    assert question.choices[0][0] == "First name + Surname"
    reading = read(text(*rows), column__staff_number="First name + Surname", **CODES)
    assert {who for who, _ in hours(reading)} == {"Ann Poole", "Ben Poole"}


def test_both_parts_of_a_name_identify_a_person_in_a_long_table() -> None:
    rows = [["last_name", "first_name", "date", "start", "end"], ["Poole", "Ann", "2026-12-13", "07:00", "15:00"]]
    reading = read(text(*rows), column__staff_number="first_name + last_name")
    assert hours(reading) == [("Ann Poole", "13 07:00-13 15:00")]


@pytest.mark.parametrize("name", ["Poole (SHO)", "Reed*", "ann@example.org"])
def test_a_name_with_marks_counts_once_somebody_says_that_names_do(name: str) -> None:
    rows = [["Staff no", "date", "start", "end"], [name, "2026-12-13", "07:00", "15:00"]]
    assert asked(read(text(*rows))) == ["staff_by"]
    assert hours(read(text(*rows), staff_by="name")) == [(name, "13 07:00-13 15:00")]


def test_names_without_any_duty_are_people_or_headings_as_somebody_says() -> None:
    rows = [["Name", *TWO], ["KITCHEN", "", ""], ["Poole", "E", "E"], ["FRONT", "", ""], ["Reed", "L", "L"]]
    data = text(*rows)
    answers = {"column__staff_number": "Name", **CODES}
    assert asked(read(data, **answers)) == ["empty_rows"]
    assert set(read(data, empty_rows="headings", **answers).staff) == {"Poole", "Reed"}
    people = read(data, empty_rows="people", blank_cells="not_rostered", **answers)
    assert set(people.staff) == {"KITCHEN", "Poole", "FRONT", "Reed"}


def test_the_title_of_a_second_team_is_nobody() -> None:
    rows = [["Team A"], ["Staff no", *TWO], ["7", "E", "E"], [""], ["Team B"], ["Staff no", *TWO], ["8", "L", "L"]]
    assert set(read(text(*[[*row, *[""] * (3 - len(row))] for row in rows]), **CODES).staff) == {"7", "8"}


def test_a_second_line_of_times_is_never_taken_for_totals() -> None:
    rows = [
        ["Staff no", "", "13/12/2026", "", "14/12/2026", ""],
        ["", "", "DEBUT", "FIN", "DEBUT", "FIN"],
        ["7", "Matin", "08:00", "12:00", "08:00", "12:00"],
        ["", "Après-midi", "14:00", "18:00", "", ""],
    ]
    assert asked(read(text(*rows), blank_cells="not_rostered")) == ["second_line"]
    reading = read(text(*rows), blank_cells="not_rostered", second_line="also")
    assert [meant for _, meant in hours(reading)] == ["13 08:00-13 12:00", "13 14:00-13 18:00", "14 08:00-14 12:00"]


def test_a_start_and_an_end_may_stand_in_two_lines() -> None:
    rows = [["Staff no", "", *TWO], ["7", "In", "07:00", "22:00"], ["", "Out", "15:00", "07:00"]]
    reading = read(text(*rows), second_line="start_end")
    assert [meant for _, meant in hours(reading)] == ["13 07:00-13 15:00", "14 22:00-15 07:00"]


def test_halves_of_a_day_have_the_hours_that_somebody_says() -> None:
    rows = [
        ["Staff no", "13/12/2026", "", "14/12/2026", ""],
        ["", "AM", "PM", "AM", "PM"],
        ["7", "Clinic", "Off", "Clinic", "Clinic"],
    ]
    data = text(*rows)
    assert asked(read(data)) == ["morning_hours", "afternoon_hours"]
    halves = {"morning_hours": "08:00-12:00", "afternoon_hours": "13:00-17:00", "code_table": "each"}
    answers = {**halves, "code__Clinic": "other", "code__Off": "not rostered"}
    assert [meant for _, meant in hours(read(data, **answers))] == [
        "13 08:00-13 12:00",
        "14 08:00-14 12:00",
        "14 13:00-14 17:00",
    ]


def test_two_months_stand_over_one_row_of_day_numbers() -> None:
    header = ["Staff no", *map(str, [*range(16, 32), *range(1, 16)])]
    months = ["", "December 2026", *[""] * 15, "January 2027", *[""] * 14]
    reading = read(text(months, header, ["7", *["E"] * 31]), **CODES)
    assert (str(reading.cover and reading.cover.first_on), str(reading.cover and reading.cover.last_on)) == (
        "2026-12-16",
        "2027-01-15",
    )


def test_counted_days_begin_where_somebody_says() -> None:
    data = grid(["7", *["E"] * 5], days=[f"Day {n}" for n in range(1, 6)])
    assert asked(read(data, **CODES)) == ["first_day"]
    assert str(read(data, first_day="2026-12-09", **CODES).lines[-1].duty.start_at.date()) == "2026-12-13"


def test_weeks_side_by_side_run_on_and_tables_side_by_side_are_never_taken_for_one() -> None:
    week = ["Mon", "Tue", "Wed", "Thu", "Fri"]
    weeks = text(["Name", *week, "Total", *week], ["Poole", *["E"] * 5, "40", *["L"] * 5])
    answers = {"column__staff_number": "Name", "first_day": "2026-12-07", **CODES}
    assert [f"{x.duty.start_at:%d}" for x in read(weeks, **answers).lines][4:6] == ["11", "14"]
    tables = text(["Name", *week, "B team", *week], ["Poole", *["E"] * 5, "Reed", *["L"] * 5])
    assert "side by side" in read(tables, **answers).faults[0].message


def test_rows_that_end_early_are_a_fault_until_somebody_says_they_are_blank() -> None:
    data = "Staff no,13/12/2026,14/12/2026\n7,E\n8,E,L\n"
    assert "ends after 2 cells" in read(data, **CODES).faults[0].message
    assert len(read(data, short_rows="blank", blank_cells="not_rostered", **CODES).lines) == 3


def test_a_staff_number_that_stands_once_for_several_rows_is_filled_in_only_if_somebody_says_so() -> None:
    rows = [
        ["Staff no", "date", "start", "end"],
        ["7", "2026-12-13", "07:00", "15:00"],
        ["", "2026-12-14", "07:00", "15:00"],
    ]
    assert "no staff number" in read(text(*rows)).faults[0].message
    assert hours(read(text(*rows), same_person="above"))[1] == ("7", "14 07:00-14 15:00")


def test_tables_with_a_name_above_each_are_put_together() -> None:
    data = (
        "Employee: Poole\nDate,Start,End\n2026-12-13,07:00,15:00\n\n"
        "Employee: Reed\nDate,Start,End\n2026-12-13,14:00,22:00\n"
    )
    assert [who for who, _ in hours(read(data, column__staff_number=HEADINGS))] == ["Poole", "Reed"]


def test_the_name_of_a_sheet_may_say_whose_duties_are_in_it() -> None:
    rows = [["Date", "Start", "End"], ["2026-12-13", "07:00", "15:00"]]
    data = workbook({"Poole": rows, "Reed": rows})
    assert {who for who, _ in hours(read(data, sheet="all", column__staff_number="the name of the sheet"))} == {
        "Poole",
        "Reed",
    }


def test_what_lies_below_the_duties_is_asked_about() -> None:
    rows = [
        ["Staff no", "date", "start", "end"],
        ["7", "2026-12-13", "07:00", "15:00"],
        ["", "", "", ""],
        ["Signed by the sergeant", "", "", ""],
    ]
    assert asked(read(text(*rows))) == ["rest_of_sheet"]
    assert len(read(text(*rows), rest_of_sheet="leave_out").lines) == 1
    assert read(text(*rows), rest_of_sheet="read").faults


@pytest.mark.parametrize(("last", "days"), [("included", 3), ("not_included", 2)])
def test_a_run_of_days_counts_its_last_as_somebody_says(last: str, days: int) -> None:
    rows = [["Staff no", "kind", "start date", "end date"], ["7", "leave", "2026-12-13", "2026-12-15"]]
    assert asked(read(text(*rows))) == ["last_day"]
    assert len(read(text(*rows), last_day=last).lines) == days


def test_days_without_a_kind_or_hours_mean_what_somebody_says() -> None:
    rows = [["start", "end", "Staff no"], ["2026-12-13", "2026-12-14", "7"]]
    assert asked(read(text(*rows))) == ["day_meaning"]
    reading = read(text(*rows), day_meaning="on call 08:00-08:00", last_day="included")
    assert [meant for _, meant in hours(reading)] == ["13 08:00-14 08:00", "14 08:00-15 08:00"]


@pytest.mark.parametrize(("days", "count"), [("Mon-Fri", 5), ("Sat-Tue", 4), ("Mon, Wed & Fri", 3), ("weekends", 2)])
def test_a_row_may_be_for_several_days_of_the_week(days: str, count: int) -> None:
    rows = [["Staff no", "Days", "Hours"], ["7", days, "09:00-17:00"]]
    assert len(read(text(*rows), period_from="2026-12-07", period_to="2026-12-13").lines) == count


def test_duties_that_overlap_are_one_where_somebody_says_so_and_a_fault_until_then() -> None:
    rows = [
        ["Staff no", "date", "start", "end"],
        ["7", "2026-12-13", "07:00", "15:00"],
        ["7", "2026-12-13", "14:00", "22:00"],
        ["8", "2026-12-13", "07:00", "15:00"],
        ["8", "2026-12-13", "07:00", "15:00"],
    ]
    assert read(text(*rows)).fault_count == 2
    assert hours(read(text(*rows), overlaps="one")) == [("7", "13 07:00-13 22:00"), ("8", "13 07:00-13 15:00")]


def test_a_day_off_and_work_are_never_one() -> None:
    rows = [
        ["Staff no", "date", "start", "end", "kind"],
        ["7", "2026-12-13", "07:00", "15:00", "early"],
        ["7", "2026-12-13", "", "", "leave"],
    ]
    assert read(text(*rows), overlaps="one").fault_count == 1


def test_colours_alone_say_nothing() -> None:
    [fault] = read(grid(["7", "", ""], ["8", "", ""])).faults
    assert "colours are not read" in (fault.remedy or "")


def test_days_and_dates_in_chinese_and_japanese() -> None:
    data = text(["工号", "12月13日", "12月14日"], ["7", "E", "L"])
    assert [f"{x.duty.start_at:%Y-%m-%d}" for x in read(data, year="2026", **CODES).lines] == [
        "2026-12-13",
        "2026-12-14",
    ]
    week = text(["社員番号", *map(str, range(7, 14))], ["", *"月火水木金土日"], ["7", *["E"] * 7])
    assert len(read(week, month="2026-12", **CODES).lines) == 7


def test_rows_called_by_hours_are_posts_whose_cells_name_people() -> None:
    data = text(["Shift", *TWO], ["7am-3pm", "Poole", "Reed"], ["3pm-11pm", "Reed", "Poole"])
    assert asked(read(data)) == ["staff_by"]
    assert ("Reed", "13 15:00-13 23:00") in hours(read(data, staff_by="name"))
