"""The template reads back clean, as it comes, whenever it is taken."""

from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest

from app.rota.files.template import example_start, template_csv, template_workbook
from tests.rota.builders import read

DAYS = [date(2026, 11, 20), date(2027, 2, 15), date(2027, 9, 20), date(2027, 12, 31), date(2028, 2, 1)]


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_both_templates_read_back_clean_and_alike(today: date) -> None:
    as_csv, as_workbook = read("\ufeff" + template_csv(today)), read(template_workbook(today))
    for reading in (as_csv, as_workbook):
        assert reading.is_clean and not reading.questions
        assert reading.staff == ("00123", "00124", "00126", "CIV-7")
    said = [{(one.staff_number, one.duty) for one in reading.lines} for reading in (as_csv, as_workbook)]
    assert said[0] == said[1] and len(said[0]) == 49


def test_the_examples_begin_on_a_monday_in_time_to_be_published() -> None:
    for today in DAYS:
        start = example_start(today)
        assert start.weekday() == 0 and timedelta(days=28) < start - today < timedelta(days=43)


def test_the_workbook_opens_elsewhere_and_is_all_text(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    path.write_bytes(template_workbook(DAYS[0]))
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Roster", "Codes", "How to fill this in"]
    assert book["Roster"]["A2"].value == "00123"
    assert all(cell.data_type in ("s", "n", "inlineStr") for row in book["Roster"].iter_rows() for cell in row)
