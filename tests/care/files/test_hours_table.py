"""Tables of hours, CSV or XLSX, with every fault that they have; and the way back as a file that runs nothing."""

import io
import zipfile
from datetime import UTC, date, datetime, time
from typing import Any

import openpyxl
import pytest

from app.care.domain.hours_line import HoursLine
from app.care.files.calendar_times import Unreadable
from app.care.files.hours_sheet import read_cells
from app.care.files.hours_table import as_csv, read_lines
from app.care.files.in_child import cells_of_sheet
from app.foundation.refusals import Invalid

HEAD = "Counsellor,Date,From,Until,Places\n"
LINE = HoursLine(2, "Robin Hale", date(2026, 3, 9), time(9), time(12, 30), ("Video", "Riverside"))


def workbook(*rows: tuple[Any, ...]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        (HEAD + "Robin Hale,2026-03-09,09:00,12:30,Video; Riverside\n").encode(),
        ("\ufeff" + HEAD + 'Robin Hale,09/03/2026,9.00,1230,"Video, Riverside"\r\n').encode(),
        b"Name;Day;Start;End;Where\nRobin Hale;9.3.2026;9:00:00;12:30;Video|Riverside\n",
        b"x\tWho\tOn\tFrom\tTo\tPlace\n1\tRobin Hale\t2026-03-09\t0900\t12:30\tVideo;Riverside\n",
        (HEAD + "Robin Hale,2026-03-09,09:00,12:30,Video; Riverside\n").encode("utf-16"),
    ],
)
def test_a_table_is_read_however_it_is_saved(data: bytes) -> None:
    assert read_lines(read_cells(data)) == [LINE]


def test_a_workbook_says_the_same_with_dates_and_times_as_cells_or_as_texts() -> None:
    head = ("Counsellor", "Date", "From", "Until", "Places")
    typed = workbook(head, ("Robin Hale", date(2026, 3, 9), time(9), time(12, 30), "Video; Riverside"))
    text = workbook(head, ("Robin Hale", "2026-03-09", "09:00", "12:30", "Video; Riverside"))
    moment = workbook(
        head,
        ("Robin Hale", datetime(2026, 3, 9, tzinfo=UTC).replace(tzinfo=None), "9:00", time(12, 30), "Video; Riverside"),
    )
    for data in (typed, text, moment):
        assert read_lines(cells_of_sheet(data)) == [LINE]


def test_a_row_without_times_says_that_there_are_none() -> None:
    (line,) = read_lines(read_cells((HEAD + "Robin Hale,2026-03-09,,,\n").encode()))
    assert (line.starts, line.places) == (None, ())


def test_every_fault_of_every_row_is_named() -> None:
    rows = [",2026-03-09,09:00,10:00,Video", "A,31/02/2026,9,25:00,", "A,2026-03-09,10:00,09:00,Video", "A,x,,,"]
    with pytest.raises(Invalid) as refused:
        read_lines(read_cells((HEAD + "\n".join(rows)).encode()))
    assert [(fault.row, fault.column) for fault in refused.value.faults] == [
        (2, "Counsellor"),
        (3, "Date"),
        (3, "From"),
        (3, "Until"),
        (3, "Places"),
        (4, "Until"),
        (5, "Date"),
    ]
    with pytest.raises(Invalid) as refused:
        read_lines(read_cells(b"Counsellor,When\nA,b\n"))
    assert [fault.column for fault in refused.value.faults] == ["Date", "From", "Until", "Places"]


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b"0" * (65 * 2**20))
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"\n\n,,\n", "empty"),
        (b"x" * (2**20 + 1), "1 MiB"),
        (b"a\n" * 5_001, "5,000 rows"),
        (b"\x00\x01\x02", "neither CSV"),
        (b'a,"b\n', "quotation mark"),
        (b"PK\x03\x04broken", "broken"),
    ],
)
def test_what_is_no_table_is_a_sentence(data: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        read_cells(data)


def test_a_workbook_that_is_far_larger_inside_is_not_opened() -> None:
    with pytest.raises(Unreadable, match="far larger inside"):
        read_cells(bomb())


def test_a_downloaded_table_reads_the_same_and_no_cell_of_it_is_a_formula() -> None:
    text = as_csv([("=HYPERLINK(1)", "2026-03-09", "09:00", "12:30", "-Video; Riverside")])
    assert "'=HYPERLINK(1)" in text
    assert "'-Video" in text
    (line,) = read_lines(read_cells(text.encode()))
    assert (line.counsellor, line.places) == ("=HYPERLINK(1)", ("-Video", "Riverside"))


REPEATING = "Counsellor,Date,From,Until,Places,Repeat,Last date\n"


@pytest.mark.parametrize(
    ("repeat", "last", "days"),
    [
        ("fortnightly", "2026-04-06", [9, 23, 37]),
        ("Every 2 weeks", "2026-04-05", [9, 23]),
        ("weekly", "23/03/2026", [9, 16, 23]),
        ("fortnightly", "2026-03-09", [9]),
        ("", "", [9]),
    ],
)
def test_a_row_that_repeats_stands_for_all_its_dates(repeat: str, last: str, days: list[int]) -> None:
    lines = read_lines(read_cells(f"{REPEATING}Robin Hale,2026-03-09,09:00,12:30,Video,{repeat},{last}\n".encode()))
    assert [(one.on - date(2026, 2, 28)).days for one in lines] == days
    assert {(one.row, one.starts) for one in lines} == {(2, time(9))}


@pytest.mark.parametrize(
    ("repeat", "last", "column"),
    [
        ("monthly", "2026-04-06", "Repeat"),
        ("", "2026-04-06", "Repeat"),
        ("fortnightly", "", "Last date"),
        ("fortnightly", "for good", "Last date"),
        ("weekly", "2026-03-08", "Last date"),
        ("weekly", "2027-04-14", "Last date"),
    ],
)
def test_how_a_row_repeats_is_never_guessed(repeat: str, last: str, column: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_lines(read_cells(f"{REPEATING}Robin Hale,2026-03-09,09:00,12:30,Video,{repeat},{last}\n".encode()))
    assert [fault.column for fault in refused.value.faults] == [column]


def test_rows_that_stand_for_more_dates_than_anybody_has_are_refused() -> None:
    row = "Robin Hale,2026-03-09,09:00,12:30,Video,weekly,2027-04-12\n"
    with pytest.raises(Invalid) as refused:
        read_lines(read_cells((REPEATING + row * 400).encode()))
    assert "more than 20,000 dates" in refused.value.faults[0].message


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        ("2026-03-10 09:00", "12:30"),  # another day than its row
        ("09:00", "2026-03-10T12:30:00"),
        ("09:00:30", "12:30"),
        ("0.25", "0.50"),  # shares of a day: six o'clock and noon
        ("9:00 PM", "10:00 PM"),
        ("09:00Z", "12:30Z"),
        ("09:00+01:00", "12:30+01:00"),
    ],
)
def test_what_is_not_plainly_a_time_of_the_rows_own_day_is_refused(starts: str, ends: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_lines(read_cells(f"{HEAD}Robin Hale,2026-03-09,{starts},{ends},Video\n".encode()))
    assert {fault.column for fault in refused.value.faults} <= {"From", "Until"}


@pytest.mark.parametrize("day", ["1899-12-31", "1900-01-01", "2026-03-09"])
def test_the_day_that_workbooks_put_before_a_time_says_nothing(day: str) -> None:
    row = f"Robin Hale,2026-03-09,{day} 09:00:00,{day}T12:30:00,Video; Riverside\n"
    assert read_lines(read_cells((HEAD + row).encode())) == [LINE]


def test_a_cell_that_stands_under_no_heading_is_not_left_out() -> None:
    row = "Robin Hale,2026-03-09,09:00,12:30,Video, Riverside\n"
    with pytest.raises(Invalid) as refused:
        read_lines(read_cells((HEAD + row).encode()))
    assert [(fault.row, fault.value) for fault in refused.value.faults] == [(2, "Riverside")]
    read_lines(read_cells((HEAD + row.replace(", Riverside", ",,")).encode()))


@pytest.mark.parametrize("title", ["Status", "Time zone", "Show as", "Break", "Cancelled"])
def test_a_column_that_would_change_what_its_rows_say_is_refused_and_others_are_passed_over(title: str) -> None:
    def table(more: str) -> bytes:
        row = "Robin Hale,2026-03-09,09:00,12:30,Video;Riverside,busy"
        return f"Counsellor,Date,From,Until,Places,{more}\n{row}\n".encode()

    with pytest.raises(Invalid) as refused:
        read_lines(read_cells(table(title)))
    assert [fault.value for fault in refused.value.faults] == [title]
    assert read_lines(read_cells(table("Remark"))) == [LINE]


def test_a_day_of_which_two_rows_say_the_opposite_is_refused() -> None:
    rows = "Robin Hale,2026-03-09,,,\nrobin hale,09/03/2026,09:00,12:30,Video\nAnneke Vos,2026-03-09,,,\n"
    with pytest.raises(Invalid) as refused:
        read_lines(read_cells((HEAD + rows).encode()))
    assert [(fault.row, fault.column) for fault in refused.value.faults] == [(2, "From")]


def test_empty_lines_before_the_headings_say_nothing_of_what_parts_the_cells() -> None:
    data = b"\n\nCounsellor;Date;From;Until;Places\nRobin Hale;2026-03-09;09:00;12:30;Video,Riverside\n"
    (line,) = read_lines(read_cells(data))
    assert (line.row, line.places) == (4, ("Video", "Riverside"))


def test_two_columns_for_the_same_are_refused() -> None:
    with pytest.raises(Invalid) as refused:
        read_lines(
            read_cells(b"Counsellor,Date,From,Start,Until,Places\nRobin Hale,2026-03-09,9:00,8:00,12:00,Video\n")
        )
    assert (refused.value.faults[0].column, refused.value.faults[0].value) == ("From", "Start")


def test_a_workbook_of_which_several_sheets_say_something_is_refused() -> None:
    book = openpyxl.Workbook()
    for name in ("Mine", "Notes"):
        sheet = book.create_sheet(name, 0)
        sheet.append(("Counsellor", "Date", "From", "Until", "Places"))
        sheet.append(("Robin Hale", "2026-03-09", "09:00", "12:30", "Video"))
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(Unreadable, match="Several sheets"):
        cells_of_sheet(out.getvalue())
    del book["Notes"]
    out = io.BytesIO()
    book.save(out)
    assert len(cells_of_sheet(out.getvalue())) == 2, "an empty sheet beside it says nothing"
