"""Binary workbooks (.xlsb) are read as the others are: numbers as they are shown, cells in their places."""

from tests.rota.binary_files import Rows, Shaped, xlsb
from tests.rota.builders import read
from tests.rota.files.test_as_hr_has_them import CODES
from tests.rota.small_grids import asked

GRID: Rows = [["Staff no", 46_363.0, 46_364.0, 46_365.0], [123.0, "AL", "", "E"]]


def test_leading_zeros_stay_as_they_are_shown() -> None:
    shown = xlsb({"Roster": GRID}, {"Roster": Shaped(digits=5)})
    assert read(shown, blank_cells="not_rostered", **CODES).staff == ("00123",)
    assert read(xlsb({"Roster": GRID}), blank_cells="not_rostered", **CODES).staff == ("123",)


def test_cells_merged_over_days_are_asked_about() -> None:
    merged = xlsb({"Roster": GRID}, {"Roster": Shaped(merged=((1, 1, 1, 2),))})
    assert "merged_cells" in asked(read(merged, blank_cells="not_rostered", **CODES))


def test_places_are_those_of_the_sheet_and_a_broken_cell_is_no_blank() -> None:
    shaped = Shaped(first_row=4, first_column=2, errors=((5, 5),))
    [fault] = read(xlsb({"Roster": GRID}, {"Roster": shaped}), blank_cells="not_rostered", **CODES).faults
    assert (fault.sheet, fault.row, fault.column, fault.value) == ("Roster", 6, "F", "(a formula error)")
