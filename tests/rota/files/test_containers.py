"""A roster reads the same in whatever container it comes, told by content and not by name."""

from datetime import date, time

import pytest
import xlwt
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from app.rota.files.read import read_upload
from tests.rota.builders import line, long_csv, order, read, workbook
from tests.rota.made_up import LONDON, Roster, duties_of, found, rosters
from tests.rota.sheet_files import CONTAINERS, changed, html_page, ods_of, xls, xlsx, xml_2003

HEAD = ["Staff number", "Start date", "Start time", "End date", "End time", "Kind"]
ROWS = [HEAD, ["00123", "2026-12-01", "14:00", "2026-12-02", "00:00", "late"]]


def _rows(roster: Roster) -> list[list[str]]:
    rows = list[list[str]]()
    for number, duty in sorted(duties_of(roster), key=lambda pair: (pair[0], pair[1].start_at, pair[1].kind.value)):
        ends = [at.astimezone(LONDON) for at in (duty.start_at, duty.end_at)]
        rows.append([number, *(f"{at:{form}}" for at in ends for form in ("%Y-%m-%d", "%H:%M")), duty.kind.value])
    return rows


@pytest.mark.parametrize("container", CONTAINERS)
@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(rosters())
def test_any_duties_read_back_the_same_from_every_container(container: str, roster: Roster) -> None:
    assume(duties_of(roster))
    assert found(read(CONTAINERS[container]([HEAD, *_rows(roster)]))) == duties_of(roster)


@pytest.mark.parametrize("container", CONTAINERS)
@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(rosters())
def test_any_grid_reads_back_the_same_from_every_container(container: str, roster: Roster) -> None:
    assume(duties_of(roster))
    days = list(next(iter(roster.values())))
    grid = [["Staff number", *(f"{on:%Y-%m-%d}" for on in days)]]
    grid += [[number, *(codes[on] for on in days)] for number, codes in roster.items()]
    assert found(read(CONTAINERS[container](grid), code_table="response")) == duties_of(roster)


@pytest.mark.parametrize("name", ["roster.csv", "roster.xls", "roster.xlsx", "roster", "roster.pdf"])
@pytest.mark.parametrize("container", CONTAINERS)
def test_the_name_of_the_file_tells_nothing(container: str, name: str) -> None:
    told = order()
    reading = read_upload(
        CONTAINERS[container](ROWS), type(told)(name, told.answers, told.code_tables, "Europe/London")
    )
    assert reading.is_clean, (reading.faults, reading.questions)
    assert [x.staff_number for x in reading.lines] == ["00123"]


@pytest.mark.parametrize("container", ["XLSX", "XLS", "ODS", "web page", "XML of Excel 2003"])
def test_a_table_that_begins_further_in_is_told_of_by_its_own_letters(container: str) -> None:
    moved = [["", "", ""], ["", "", ""], *(["", "", *row] for row in ROWS)]
    moved[-1][4] = "25:00"
    fault = read(CONTAINERS[container](moved)).faults[0]
    assert (fault.row, fault.column, fault.value) == (4, "Start time", "25:00")


def test_numbers_that_are_shown_with_leading_zeros_keep_them() -> None:
    def as_shown(book: object) -> None:
        cell = book["Roster"]["A2"]  # type: ignore[index]
        cell.value, cell.number_format = 123, "00000"

    plain = changed(xlsx(ROWS), lambda book: book["Roster"].__setitem__("A2", 123))
    assert read(plain).staff == ("123",)
    reading = read(changed(xlsx(ROWS), as_shown))
    assert reading.staff == ("00123",)
    assert [d.code for d in reading.decisions if d.code == "leading_zeros"] == ["leading_zeros"]
    style = xlwt.easyxf(num_format_str="00000")
    old = [HEAD, ["", *ROWS[1][1:]]]
    assert read(xls(old, lambda book: book.get_sheet(0).write(1, 0, 123, style))).staff == ("00123",)
    assert read(xls(old, lambda book: book.get_sheet(0).write(1, 0, 123))).staff == ("123",)
    number = '<table:table-cell office:value-type="float" office:value="123"><text:p>00123</text:p></table:table-cell>'
    head, row = (
        "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in cells) for cells in ROWS
    )
    row = number + row.partition("</table:table-cell>")[2]
    rows = "".join(f"<table:table-row>{cells}</table:table-row>" for cells in (head, row))
    assert read(ods_of(f'<table:table table:name="R">{rows}</table:table>')).staff == ("00123",)


def test_real_dates_and_times_of_old_and_open_workbooks() -> None:
    def real(book: xlwt.Workbook) -> None:
        sheet = book.get_sheet(0)
        day, clock = xlwt.easyxf(num_format_str="YYYY-MM-DD"), xlwt.easyxf(num_format_str="HH:MM")
        sheet.write(1, 1, date(2026, 12, 1), day)
        sheet.write(1, 2, time(14), clock)
        sheet.write(1, 3, date(2026, 12, 2), day)
        sheet.write(1, 4, 0, clock)

    reading = read(xls([HEAD, ["00123", "", "", "", "", "late"]], real))
    assert found(reading) == found(read(long_csv(line())))
    rows = [
        [f"<table:table-cell><text:p>{title}</text:p></table:table-cell>" for title in HEAD],
        [
            '<table:table-cell office:value-type="string"><text:p>00123</text:p></table:table-cell>',
            '<table:table-cell office:value-type="date" office:date-value="2026-12-01"/>',
            '<table:table-cell office:value-type="time" office:time-value="PT14H00M00S"/>',
            '<table:table-cell office:value-type="date" office:date-value="2026-12-02"/>',
            '<table:table-cell office:value-type="time" office:time-value="PT00H00M00S"/>',
            "<table:table-cell><text:p>late</text:p></table:table-cell>",
        ],
    ]
    body = "".join(f"<table:table-row>{''.join(cells)}</table:table-row>" for cells in rows)
    assert found(read(ods_of(f'<table:table table:name="R">{body}</table:table>'))) == found(read(long_csv(line())))


def test_cells_of_a_page_that_span_rows_and_columns_stand_in_each() -> None:
    page = (
        "<table><tr><th>Staff number<th>Date<th>Start<th>End<th>Kind</tr>"
        "<tr><td rowspan=2>00123<td rowspan=2>2026-12-01<td>07:00<td>11:00<td rowspan=2>early</tr>"
        "<tr><td>12:00<td>16:00</tr></table>"
    )
    assert [x.staff_number for x in read(page).lines] == ["00123", "00123"]


def test_a_page_inside_a_page_is_a_table_of_its_own() -> None:
    inner = html_page(ROWS).decode().partition("<body>")[2].partition("</body>")[0]
    reading = read(f"<html><body><table><tr><td>Menu</td><td>{inner}</td></tr></table></body></html>")
    assert reading.is_clean, reading.faults


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=6)), max_size=4)
)
def test_no_text_in_a_page_or_in_xml_breaks_the_reader(cells: list[list[str]]) -> None:
    for data in (html_page(cells), xml_2003([[c for c in row if c.isprintable()] for row in cells])):
        reading = read(data)
        assert reading.faults or reading.questions or reading.lines


def test_several_sheets_are_asked_about_and_one_is_read() -> None:
    data = workbook({"One": ROWS, "Two": ROWS})
    assert [q.code for q in read(data).questions] == ["sheet"]
    assert read(data, sheet="Two").is_clean
