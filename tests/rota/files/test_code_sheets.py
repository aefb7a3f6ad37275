"""A workbook's own sheet of codes: a slip in it is one fault, told where it is and how to mend it."""

from datetime import time

import pytest

from tests.rota.builders import read, workbook

HEAD = ["Code", "Kind", "Starts", "Ends"]
GRID = [["Staff No", "13/12/2026", "14/12/2026", "15/12/2026"], ["00123", "R", "E", "R"], ["00124", "R", "R", "E"]]
EARLY = ["E", "early", "07:00", "15:00"]


def test_one_bad_code_is_one_fault_with_its_cell_and_its_remedy() -> None:
    found = read(workbook({"December": GRID, "Codes": [HEAD, EARLY, ["R", "rest"]]}))
    [fault] = found.faults
    assert (fault.sheet, fault.row, fault.column, fault.value) == ("Codes", 3, "B", "rest")
    assert fault.message == "Code 'R': 'rest' is not a kind of duty."
    assert fault.remedy and "rest day" in fault.remedy and fault.remedy.endswith("Is rest day meant?")


def test_control_a_code_that_is_in_no_row_is_asked_about_once() -> None:
    found = read(workbook({"December": GRID, "Codes": [HEAD, EARLY]}))
    assert not found.faults
    assert [question.code for question in found.questions] == ["code.R"]


def test_the_kind_is_written_as_the_desk_calls_it() -> None:
    assert read(workbook({"December": GRID, "Codes": [HEAD, EARLY, ["R", "Rest day"]]})).is_clean


@pytest.mark.parametrize(
    ("starts", "ends"), [("9:00", "17:00"), ("0900", "1700"), (time(9), time(17)), (time(9), time(0))]
)
def test_hours_are_read_as_in_every_other_cell(starts: str | time, ends: str | time) -> None:
    grid = [["Staff No", "13/12/2026", "14/12/2026"], ["00123", "E", "E"]]
    found = read(workbook({"December": grid, "Codes": [HEAD, ["E", "early", starts, ends]]}))
    assert [f"{line.duty.start_at:%H:%M}" for line in found.lines] == ["09:00", "09:00"], found.faults


def test_hours_that_cannot_be_are_a_fault_at_the_cell_of_the_hours() -> None:
    [fault] = read(workbook({"December": GRID, "Codes": [HEAD, ["E", "early", "7", "15:00"], ["R", "leave"]]})).faults
    assert (fault.column, fault.value, fault.remedy) == ("C", "7", "Write 7:00 if that is meant.")
