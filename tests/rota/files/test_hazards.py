"""Every known way a roster file goes wrong, by name, and what is said about it."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from app.rota.domain.reading import Reading
from app.rota.files.findings import ReadOrder
from app.rota.files.read import read_upload
from tests.rota.builders import (
    Cell,
    claiming,
    grid_csv,
    line,
    long_csv,
    read,
    with_far_cell,
    with_part,
    workbook,
)


@dataclass(frozen=True)
class Hazard:
    """A file, and what its first fault must say: words in the message, row, column, value."""

    name: str
    data: str | bytes
    says: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    answers: tuple[tuple[str, str], ...] = ()


GRID = (("code_table", "response"),)
_SHORT = "staff number,date,start,end"
_WEEK = (("first_day", "2026-12-07"), ("column.staff_number", "Staff No"), *GRID)
_DAYS = "Mon,Tue,Wed,Thu,Fri"
_SIDE_BY_SIDE = f"Staff No,{_DAYS},,{_DAYS}\n00123,E,E,E,E,E,00124,L,L,L,L,L\n"
_BACKWARDS = long_csv("7,2026-12-01,2026-11-30,leave", header="staff number,start date,end date,kind")
HAZARDS = (
    Hazard("empty file", b"", "empty"),
    Hazard("only blank lines", b"\r\n \r\n", "empty"),
    Hazard("grid of bytes", b"\x81\x8d\x8f" * 50, "not text"),
    Hazard("header only", long_csv(), "header but no duty", 1),
    Hazard("grid header only", grid_csv({}), "header but nobody", 1, answers=GRID),
    Hazard("wrong delimiter", "staff~date~start~end\n1~2026-12-01~07:00~15:00\n", "do not split", 1),
    Hazard("stray quotation mark", long_csv(line(), '"00124,2026-12-01'), "quotation marks"),
    Hazard("15:0", long_csv(line(start="2026-12-01,15:0")), "two digits", 2, "start time", "15:0"),
    Hazard("begins at 24:00", long_csv(line(start="2026-12-01,24:00")), "24:00", 2, "start time", "24:00"),
    Hazard("25:00", long_csv(line(start="2026-12-01,25:00")), "not a time", 2, "start time", "25:00"),
    Hazard("hours without minutes", long_csv(line(start="2026-12-01,9")), "no minutes", 2, "start time", "9"),
    Hazard("13 p.m.", long_csv(line(start="2026-12-01,13:00 PM")), "24-hour", 2, "start time"),
    Hazard("no time", long_csv(line(start="2026-12-01,")), "no time", 2, "start time"),
    Hazard(
        "overlapping duties", long_csv(line(), line(start="2026-12-01,23:00", end="2026-12-02,07:00")), "overlaps", 3
    ),
    Hazard("duplicate rows", long_csv(line(), line()), "repeats row 2", 3),
    Hazard("a date that is not there", long_csv(line(start="31/02/2026,07:00")), "does not exist", 2, "start date"),
    Hazard("29 February of a common year", long_csv(line(start="2026-02-29,07:00")), "does not exist", 2),
    Hazard("a year far away", long_csv(line(start="1926-12-01,07:00")), "far from any roster", 2),
    Hazard("not a date", long_csv(line(start="tomorrow,07:00")), "not a date", 2, "start date", "tomorrow"),
    Hazard(
        "weekday of another year",
        grid_csv({"00123": ["E", "L"]}, ("Sun 30/03", "Mon 31/03")),
        "Monday",
        1,
        answers=(*GRID, ("year", "2026")),
    ),
    Hazard("ends before it begins", long_csv(line(end="2026-12-01,13:00")), "end before it begins", 2),
    Hazard("four days of work", long_csv(line(end="2026-12-05,14:00")), "96 hours", 2),
    Hazard(
        "spring-forward hour that does not exist",
        long_csv(line(start="2026-03-29,01:30", end="2026-03-29,09:00", kind="early")),
        "does not exist",
        2,
        "start time",
    ),
    Hazard("no staff number in a row", long_csv(line(staff="")), "no staff number", 2, "staff number"),
    Hazard("a person and a gap in a cell", long_csv(line(staff='"135, "')), "staff number is made of", 2),
    Hazard("endless staff number", long_csv(line(staff="1" * 41)), "at most 40", 2),
    Hazard("a second table beside the first", _SIDE_BY_SIDE, "side by side", 2, "G", "00124", _WEEK),
    Hazard("nothing but colours", grid_csv({"00123": ["", ""]}), "No cell under the days", 1, answers=GRID),
    Hazard("more than a day", long_csv("7,2026-12-01,08:00,09:00+1", header=_SHORT), "25 hours", 2),
    Hazard("a run of days backwards", _BACKWARDS, "do not run forward", 2, "end date", "2026-11-30"),
    Hazard(
        "numbers of a 12-hour clock",
        long_csv("7,2026-12-01,9,5", "8,2026-12-01,7,3", header=_SHORT),
        "in the morning or in the evening",
        2,
        "start",
        "9",
        (("numbers_mean", "twelve"),),
    ),
    Hazard("an address and nobody", long_csv(line(staff="@example")), "staff number is made of", 2),
    Hazard(
        "work on a day of leave, put together",
        long_csv(line(), "00123,2026-12-01,,2026-12-01,,leave"),
        "overlaps",
        2,
        answers=(("overlaps", "one"),),
    ),
    Hazard("ragged long row", long_csv("00123,2026-12-01,14:00"), "3 cells where the header has 6", 2),
    Hazard("row with a cell too many", long_csv(line() + ",x"), "7 cells where the header has 6", 2),
    Hazard("ragged grid row", "Staff No,13/12/2026,14/12/2026\n00123,E\n", "ends after 2 cells", 2, answers=GRID),
    Hazard("one person on two rows", grid_csv({"00123": ["E", "L"]}) + "00123,E,L\n", "Row 2", 3, answers=GRID),
    Hazard("dates out of order", grid_csv(dates=("14/12/2026", "13/12/2026")), "forward", 1, answers=GRID),
    Hazard("NUL bytes", long_csv(line()).replace("late", "la\0te"), "NUL", 2),
    Hazard("not text", b"staff number,date\n\x81\x8d\x8f\x90", "not text"),
    Hazard("unknown kind", long_csv(line(kind="gardening")), "not a kind", 2, "kind", "gardening"),
    Hazard("kind that needs hours", "staff no,date,kind\n1,2026-12-01,night\n", "needs its hours", 2),
    Hazard("nothing known in the header", "a,b\n1,2\n", "No header"),
    Hazard(
        "duty outside the period given",
        long_csv(line()),
        "outside the period",
        2,
        answers=(("period_from", "2026-12-02"), ("period_to", "2026-12-31")),
    ),
    Hazard(
        "period that runs back",
        long_csv(line()),
        "period",
        answers=(("period_from", "2026-12-02"), ("period_to", "2026-12-01")),
    ),
    Hazard("unknown time zone", long_csv(line()), "time zone", answers=(("time_zone", "Europe/Lundun"),)),
    Hazard("time zone that climbs", long_csv(line()), "time zone", answers=(("time_zone", "../../etc/passwd"),)),
    Hazard("damaged .xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "damaged"),
    Hazard("PDF", b"%PDF-1.7\n", "PDF"),
    Hazard("cut-off calendar", b"BEGIN:VCALENDAR\r\n", "broken"),
    Hazard("2 GB claim in the zip directory", claiming(2**31), "2,048 MiB"),
    Hazard("4 GB claim in the zip directory", claiming(2**32 - 2), "MiB"),
    Hazard("far cell", with_far_cell(), "row 1,048,576 and column 16,384"),
    Hazard("far row", with_far_cell("A900000"), "row 900,000"),
    Hazard("packed too tightly", with_part(workbook({"R": [["x"]]}), "xl/media/x.bin", bytes(8 * 2**20)), "tightly"),
    Hazard("damaged zip", b"PK\x03\x04" + b"\x00" * 60, "damaged"),
    Hazard(
        "a zip that is no workbook", with_part(workbook({"R": []}), "[Content_Types].xml", b"<x/>")[:-30], "damaged"
    ),
    Hazard(
        "formula error in a shift cell",
        workbook({"R": [["Staff No", "13/12/2026", "14/12/2026"], ["00123", "E", "=1/0"]]}),
        "not in the code table",
        2,
        "C",
        "(a formula that was never worked out)",
        GRID,
    ),
    Hazard("broken JSON", b'{"teams": [', "not JSON"),
    Hazard("deep JSON", b'{"a":' * 50_000, "not JSON"),
    Hazard("JSON of something else", b"[1, 2]", "no list of records"),
)


@pytest.mark.parametrize("hazard", HAZARDS, ids=lambda hazard: hazard.name)
def test_hazard_is_told_with_its_place(hazard: Hazard) -> None:
    reading = read(hazard.data, **dict(hazard.answers))
    assert reading.faults, reading
    first = reading.faults[0]
    assert hazard.says in first.message
    assert hazard.row in (None, first.row)
    assert hazard.column in (None, first.column)
    assert hazard.value in (None, first.value)
    assert not reading.lines
    assert not reading.is_clean


def _asks(reading: Reading) -> set[str]:
    return {question.code for question in reading.questions if question.required}


@pytest.mark.parametrize(
    ("name", "data", "asked", "answer"),
    [
        (
            "ambiguous day and month",
            long_csv(line(start="03/04/2026,07:00", end="03/04/2026,15:00")),
            "date_order",
            "day_first",
        ),
        ("year of two digits", long_csv(line(start="17/10/26,07:00", end="17/10/26,15:00")), "short_years", "2000"),
        ("two people in a cell", long_csv(line(staff='"135, 125"')), "several_people", "each"),
        (
            "numbers that are hours or parts of a day",
            "staff no,date,start,end\n1,2026-12-01,0.25,0.75\n",
            "numbers_mean",
            "fraction",
        ),
        (
            "times with the offset of another zone",
            "staff no,start,end\n1,2026-12-01T07:00:00+13:00,2026-12-01T15:00:00+13:00\n",
            "time_zone",
            "Pacific/Auckland",
        ),
        (
            "a week that comes again",
            "staff no,day of week,start,end\n1,Monday,7:00,15:00\n",
            "period_from",
            "2026-12-01",
        ),
        ("missing year", "staff no,date,start,end\n1,17/10,07:00,15:00\n", "year", "2026"),
        ("missing staff column", "date,start,end\n2026-12-01,07:00,15:00\n", "staff_number", "00123"),
        (
            "autumn hour that comes twice",
            long_csv(line(start="2026-10-25,01:30", end="2026-10-25,09:00")),
            "repeated_hour",
            "second",
        ),
        ("hours beside a code", "staff no,date,start,end,shift\n1,2026-12-01,07:00,15:00,E\n", "kinds", "hours"),
        (
            "two separators fit",
            "date;start,end;staff no,kind\n2026-12-01;07:00,15:00;00123,early\n",
            "separator",
            "comma",
        ),
    ],
)
def test_what_the_file_does_not_settle_is_asked(name: str, data: str, asked: str, answer: str) -> None:
    before = read(data)
    assert asked in _asks(before)
    assert not before.lines
    assert asked not in _asks(read(data, **{asked: answer}))


def test_day_order_is_settled_by_the_column_where_it_can_be() -> None:
    data = long_csv(
        line(start="03/04/2026,07:00", end="03/04/2026,15:00", kind="early"),
        line(start="13/04/2026,07:00", end="13/04/2026,15:00", kind="early"),
    )
    reading = read(data)
    assert reading.is_clean
    assert [str(x.duty.start_at.date()) for x in reading.lines] == ["2026-04-03", "2026-04-13"]


def test_both_orders_in_one_file_are_asked_about_and_then_told() -> None:
    data = long_csv(line(start="13/04/2026,07:00", end="04/13/2026,15:00", kind="early"))
    assert "date_order" in _asks(read(data))
    assert "does not exist" in read(data, date_order="day_first").faults[0].message


def test_blank_cells_and_grid_facts_are_asked() -> None:
    data = "Name,Team,1,2,3,4,5,6,7,8,9,10,11,12,13,14\n00123,A,E,L,,,,,,,,,,,,\n"
    asked = _asks(read(data))
    assert asked == {"column.staff_number", "month"}
    assert _asks(read(data, column__staff_number="Name")) == {"code_table", "month"}
    answers = {"column__staff_number": "Name", "code_table": "response", "month": "2026-12"}
    assert _asks(read(data, **answers)) == {"blank_cells"}
    reading = read(data, **answers, blank_cells="not_rostered")
    assert reading.is_clean
    assert len(reading.lines) == 2
    assert str(reading.cover and reading.cover.last_on) == "2026-12-14"


def test_leading_zeros_of_staff_numbers_stay() -> None:
    assert read(long_csv(line(staff="00123"))).staff == ("00123",)
    grid = workbook({"R": [["Staff No", "13/12/2026", "14/12/2026"], ["00123", "E", "L"]]})
    assert read(grid, code_table="response").staff == ("00123",)


@pytest.mark.parametrize(
    ("name", "encode"),
    [
        ("UTF-8 with mark", lambda text: text.encode("utf-8-sig")),
        ("UTF-16 with mark", lambda text: text.encode("utf-16")),
        ("UTF-16 big-endian with mark", lambda text: b"\xfe\xff" + text.encode("utf-16-be")),
        ("UTF-16 without mark", lambda text: text.encode("utf-16-le")),
        ("UTF-16 big-endian without mark", lambda text: text.encode("utf-16-be")),
        ("Windows-1252", lambda text: text.encode("cp1252")),
        ("CR LF", lambda text: text.replace("\n", "\r\n").encode()),
        ("CR", lambda text: text.replace("\n", "\r").encode()),
        ("semicolons", lambda text: text.replace(",", ";").encode()),
        ("tabs", lambda text: text.replace(",", "\t").encode()),
        ("blank lines", lambda text: text.replace("\n", "\n\n").encode()),
    ],
)
def test_any_way_of_writing_text_reads_the_same(name: str, encode: Callable[[str], bytes]) -> None:
    text = long_csv(
        line(staff="Müller-7") + ",Zoë", header="staff number,start date,start time,end date,end time,kind,name"
    )
    reading = read(encode(text))
    assert reading.is_clean, (reading.faults, reading.questions)
    assert [(x.staff_number, x.duty) for x in reading.lines] == [(x.staff_number, x.duty) for x in read(text).lines]


def test_every_fault_is_listed_not_only_the_first() -> None:
    reading = read(long_csv(*(line(start=f"2026-12-{day:02d},15:0") for day in range(1, 31))))
    assert reading.fault_count == 30
    assert [fault.row for fault in reading.faults] == list(range(2, 32))


def test_a_night_and_the_rest_day_it_runs_into_are_both_true() -> None:
    reading = read(grid_csv({"00123": ["N", "RD"]}), code_table="response")
    assert [x.duty.kind.value for x in reading.lines] == ["night", "rest_day"]
    assert read(grid_csv({"00123": ["RD", "RD"]}), code_table="response").is_clean


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    rows: list[list[Cell]] = [
        [None, None, None],
        [None, "Staff No", "13/12/2026", "14/12/2026"],
        [None, "00123", "E", "(x)" * 20],
    ]
    fault = read(workbook({"R": rows}), code_table="response").faults[0]
    assert (fault.sheet, fault.row, fault.column) == ("R", 3, "D")


def test_bytes_that_are_called_a_workbook_are_told_to_be_saved_again_as_one() -> None:
    told = ReadOrder("random.xlsx", {}, {}, "Europe/London")
    (fault,) = read_upload(b"\x81\x8d\x8f" * 50, told).faults
    assert "no workbook in it" in fault.message
    assert fault.remedy is not None and ".xlsx" in fault.remedy


@pytest.mark.parametrize("data", [long_csv(), grid_csv({})])
def test_a_header_alone_has_a_remedy(data: str) -> None:
    assert all(fault.remedy for fault in read(data, code_table="response").faults)


@pytest.mark.parametrize(("on", "until"), [("2026-10-25", "2026-10-26"), ("2026-10-24", "2026-10-25")])
def test_a_day_and_a_night_on_call_are_a_day_by_the_clocks_when_these_go_back(on: str, until: str) -> None:
    reading = read(long_csv(line(start=f"{on},00:00", end=f"{until},00:00", kind="on_call")))
    assert reading.is_clean, reading.faults
    longer = read(long_csv(line(start=f"{on},00:00", end=f"{until},03:30", kind="on_call")))
    assert "hours" in longer.faults[0].message
