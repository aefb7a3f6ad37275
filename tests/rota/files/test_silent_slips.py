"""What would be read, but wrongly, if nobody asked: merged days, midnights, crews, months that look like days."""

from collections.abc import Callable

import openpyxl
import pytest

from app.rota.domain.reading import Reading
from tests.rota.builders import read, workbook
from tests.rota.files.test_as_hr_has_them import CODES, OWN, WEEK, grid, starts
from tests.rota.sheet_files import changed, ods_of, ods_table, xls
from tests.rota.small_grids import asked, text

MERGED = [["Staff no", *WEEK[:4]], ["7", "AL", "", "", "E"], ["8", "E", "L", "L", "L"]]
BLANK = {"blank_cells": "not_rostered", "date_order": "day_first"}


def _xlsx() -> bytes:
    return changed(workbook({"Roster": MERGED}), lambda book: book["Roster"].merge_cells("B2:D2"))


def _xls() -> bytes:
    rows = [row if at != 1 else ["7", "", "", "", "E"] for at, row in enumerate(MERGED)]
    return xls(rows, lambda book: book.get_sheet(0).write_merge(1, 1, 1, 3, "AL"))


def _ods() -> bytes:
    table = ods_table(MERGED).replace(
        '<table:table-cell office:value-type="string"><text:p>AL<',
        '<table:table-cell table:number-columns-spanned="3" office:value-type="string"><text:p>AL<',
    )
    return ods_of(table)


@pytest.mark.parametrize("make", [_xlsx, _xls, _ods])
def test_leave_merged_over_three_days_is_asked_about(make: Callable[[], bytes]) -> None:
    data = make()
    assert "merged_cells" in asked(read(data, **CODES, **BLANK))
    each = starts(read(data, merged_cells="each", **CODES, **BLANK))
    assert [begins for who, begins, kind in each if kind == "leave"] == ["07/12 00:00", "08/12 00:00", "09/12 00:00"]
    first = starts(read(data, merged_cells="first", **CODES, **BLANK))
    assert [begins for who, begins, kind in first if kind == "leave"] == ["07/12 00:00"]


def test_control_cells_that_are_merged_elsewhere_need_no_question() -> None:
    def merge(book: openpyxl.Workbook) -> None:
        for place in ("A1:C1", "A4:A5", "A6:E6"):
            book["Roster"].merge_cells(place)

    rows = [
        ["December", "", "", "", ""],
        MERGED[0],
        *[["7", *["E"] * 4], ["8", *["E"] * 4], ["", *["L"] * 4], ["Note"]],
    ]
    assert "merged_cells" not in asked(read(changed(workbook({"Roster": rows}), merge), **CODES, **BLANK))


@pytest.mark.parametrize(
    ("answer", "read_then"),
    [("duty", ("7", "19/12 00:00", "night")), ("rest_day", ("7", "19/12 00:00", "rest_day")), ("not_rostered", None)],
)
def test_from_midnight_to_midnight_is_asked_about(answer: str, read_then: tuple[str, str, str] | None) -> None:
    data = text(
        ["Staff no", "Date", "Start", "End"],
        ["7", "17/12/2026", "07:00", "15:00"],
        ["7", "19/12/2026", "00:00", "00:00"],
    )
    assert asked(read(data)) == ["midnights"]
    assert starts(read(data, midnights=answer))[1:] == ([read_then] if read_then else [])
    cells = grid(["7", "00:00-00:00", *["off"] * 6])
    assert asked(read(cells)) == ["code.00:00-00:00"]
    assert starts(read(cells, **{"code.00:00-00:00": "on call 00:00-00:00"}))[0][2] == "on_call"


def test_a_row_of_two_names_is_asked_about() -> None:
    data = grid(["Poole / Reed", *OWN], ["Moss", *OWN], who="Crew")
    answers = {"column__staff_number": "Crew", **CODES}
    assert asked(read(data, **answers)) == ["people_in_row"]
    both = starts(read(data, people_in_row="several", **answers))
    assert len(both) == 21
    assert {who for who, _, _ in both} == {"Poole", "Reed", "Moss"}
    assert "Poole / Reed" in read(data, people_in_row="one", **answers).staff
    assert not asked(read(grid(["12/345", *OWN]), **CODES))


def test_two_names_in_a_long_table_are_several_people_or_one() -> None:
    data = text(["Staff no", "Date", "Start", "End"], ["Poole/Reed", "17/12/2026", "07:00", "15:00"])
    assert asked(read(data)) == ["several_people"]
    assert read(data, several_people="each").staff == ("Poole", "Reed")
    assert read(data, several_people="one").staff == ("Poole/Reed",)


def test_months_and_years_above_a_grid_are_not_its_days() -> None:
    over = ["", "Jan-27", *[""] * 15, "Feb-27", *[""] * 14]
    numbers = [*range(15, 32), *range(1, 16)]
    reading = read(
        text(over, ["Staff no", *map(str, numbers)], ["7", *["E"] * 32]), year="2027", month="2027-01", **CODES
    )
    assert [begins for _, begins, _ in starts(reading)][::31] == ["01/02 07:00", "31/01 07:00"]


def test_a_start_above_an_end_in_one_cell_is_their_hours() -> None:
    rows = [["Staff no", *WEEK[:2], WEEK[6]], ["7", "07:00\n15:00", "Late\n14:00\n22:00", "off"]]
    quoted = "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows)
    assert [kind for _, _, kind in starts(read(quoted))] == ["early", "late", "rest_day"]


def test_a_type_of_plain_words_tells_days_off_from_hours_that_are_missing() -> None:
    head = ["Staff no", "Date", "Start", "End", "Type"]
    rows = [["7", "17/12/2026", "07:00", "15:00", "Early"], ["7", "18/12/2026", "", "", "Annual Leave"]]
    reading = read(text(head, *rows))
    assert [kind for _, _, kind in starts(reading)] == ["early", "leave"]
    assert "word.Annual Leave" in {decision.code for decision in reading.decisions}
    other = read(text(head, *rows, ["7", "19/12/2026", "", "", "Gym"]))
    assert "no time" in other.faults[0].message


def test_dates_run_together_the_other_way_round() -> None:
    rows = [["Staff no", "Date", "Start", "End"], ["7", "17122026", "0700", "1500"]]
    assert starts(read(text(*rows))) == [("7", "17/12 07:00", "early")]
    assert asked(read(text(rows[0], ["7", "07122026", "0700", "1500"]))) == ["date_order"]


def test_a_week_in_each_row_with_a_start_and_a_finish_for_each_day() -> None:
    days = [f"{day} {part}" for day in ("Mon", "Tue", "Wed", "Thu", "Fri") for part in ("Start", "Finish")]
    rows = [["Staff no", "Week commencing", *days], ["7", "04/01/2027", *["07:00", "15:00"] * 5]]
    reading: Reading = read(text(*rows), blank_cells="not_rostered")
    assert len(starts(reading)) == 5


@pytest.mark.parametrize("as_dates", [False, True])
def test_a_sheet_for_january_after_one_for_december_is_asked_for_its_own_year(as_dates: bool) -> None:
    def sheet(month: str, code: str) -> list[list[str]]:
        days = [f"{day} {month}" if as_dates else str(day) for day in range(1, 32)]
        return [["Staff no", *days], ["7", *[code] * 31]]

    data = workbook({"Dec": sheet("Dec", "E"), "Jan": sheet("Jan", "L")})
    assert asked(read(data, sheet="all", year="2026", **CODES)) == ["year.Jan"]
    reading = read(data, sheet="all", year="2026", **{"year.Jan": "2027"}, **CODES)
    assert len(starts(reading)) == 62
    assert reading.cover is not None
    assert (str(reading.cover.first_on), str(reading.cover.last_on)) == ("2026-12-01", "2027-01-31")
    forward = workbook({"Jan": sheet("Jan", "L"), "Feb": [row[:29] for row in sheet("Feb", "E")]})
    assert not asked(read(forward, sheet="all", year="2027", **CODES))
