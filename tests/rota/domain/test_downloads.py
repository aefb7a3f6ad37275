"""What can be taken away does not run in a spreadsheet program."""

import csv
import io

import pytest

from app.foundation.csv_tables import formula_safe
from app.foundation.refusals import Fault
from app.rota.domain.downloads import faults_csv


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "=cmd|' /C calc'!A0"])
def test_a_cell_that_would_run_is_made_text(cell: str) -> None:
    assert formula_safe(cell) == f"'{cell}"


def test_faults_with_formulas_in_them_are_saved_as_text() -> None:
    text = faults_csv([Fault("Unknown code.", "=S", 2, "@C", '=HYPERLINK("http://x")', "Mend it.")])
    row = list(csv.reader(io.StringIO(text)))[1]
    assert row == ["'=S", "2", "'@C", '\'=HYPERLINK("http://x")', "Unknown code.", "Mend it."]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)
