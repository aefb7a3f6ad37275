"""A reader in mass is told of a grid only when a few of its rows can stand for all."""

from zoneinfo import ZoneInfo

import pytest

from app.rota.files import grid_shape
from app.rota.files.duty_maker import DutyMaker
from app.rota.files.findings import Findings
from app.rota.files.table import Row, Table
from tests.rota.builders import ZONE, order

HEAD = ("Staff no", "13/12/2026", "14/12/2026", "15/12/2026")
PLAIN = (HEAD, ("7", "E", "E", "L"), ("8", "E", "RD", "L"))
TOLD = order(code_table="response")


def table(*rows: tuple[str, ...]) -> Table:
    return Table("R", tuple(Row(number, cells) for number, cells in enumerate(rows, start=1)))


def why(*rows: tuple[str, ...]) -> str:
    maker = DutyMaker(ZoneInfo(ZONE), TOLD.answers, Findings())
    header = grid_shape.header_of(table(*rows), TOLD)
    assert header is not None
    assert grid_shape.staff_column(table(*rows), header, TOLD, maker) == 0
    found = grid_shape.read_grid(table(*rows), header, TOLD, maker, None)
    return grid_shape.why_not_plain(table(*rows), header, found, maker.findings.questions)


def test_a_grid_of_people_and_dates_is_plain() -> None:
    assert why(*PLAIN) == ""


@pytest.mark.parametrize(
    "row", [("Total", "2", "1", "2"), ("", "2", "1", "2"), ("Notes", "", "", "")], ids=["total", "counts", "notes"]
)
def test_a_row_that_is_nobodys_makes_it_another_matter(row: tuple[str, ...]) -> None:
    assert "totals" in why(*PLAIN, row)


def test_a_header_further_down_that_was_taken_for_a_person_is_told_by_its_codes() -> None:
    mixed = ("9", "16/12/2026", "E", "L")
    assert "rows of dates" in why(*PLAIN, mixed)


@pytest.mark.parametrize(
    "rows",
    [
        (("Date", "Anna", "Ben"), *((f"{day}/12/2026", "x", "y") for day in range(13, 17))),
        (("Staff no", "Date", "Shift"), ("7", "13/12/2026", "E"), ("7", "14/12/2026", "E")),
        (("Staff no", "13/12/2026", "", "14/12/2026", ""), ("", "In", "Out", "In", "Out"), ("7", "1", "2", "3", "4")),
    ],
    ids=["dates down", "one duty a row", "two columns a day"],
)
def test_other_shapes_have_no_plain_header(rows: tuple[tuple[str, ...], ...]) -> None:
    assert grid_shape.header_of(table(*rows), TOLD) is None
