"""The real rosters in ../shared, read as HR would have them read."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from app.rota.domain.reading import Reading
from app.rota.files.read import read_upload
from tests.rota.builders import order
from tests.support.roster_answers import ANSWERS
from tests.support.rosters_table import WRITTEN, asked_on_the_way, files_there

pytestmark = pytest.mark.shared


def _read(shared_data: Path, name: str, answers: Mapping[str, str]) -> Reading:
    return read_upload((shared_data / "data" / "rosters" / name).read_bytes(), order(**answers))


def test_uk_hospital_asks_whose_it_is_and_reads_every_duty(shared_data: Path) -> None:
    name = "csv/uk_hospital_split_datetime.csv"
    assert [q.code for q in _read(shared_data, name, {}).questions if q.required] == ["staff_number"]
    reading = _read(shared_data, name, {"staff_number": "00123"})
    assert reading.is_clean
    assert [(x.duty.kind.value, x.duty.length.total_seconds() / 3600) for x in reading.lines] == [
        ("early", 6),
        ("night", 12),
    ] * 5
    assert str(reading.lines[1].duty.start_at) == "2018-10-17 19:00:00+00:00"  # 20:00 in London's summer


@pytest.mark.parametrize(
    ("name", "answers", "lines", "staff"),
    [
        ("csv/hk_rail_staff_pattern.csv", {"time_zone": "Asia/Hong_Kong"}, 686, {"09011"}),
        ("csv/three_shift_iso_datetime.csv", {"kinds": "hours"}, 20, {f"E{n:03d}" for n in range(1, 21)}),
        ("csv/google_calendar_import_shape.csv", {"staff_number": "7"}, 13, {"7"}),
    ],
)
def test_long_tables_read_whole(
    shared_data: Path, name: str, answers: dict[str, str], lines: int, staff: set[str]
) -> None:
    reading = _read(shared_data, name, answers)
    assert reading.is_clean, (reading.faults[:3], reading.questions)
    assert (len(reading.lines), set(reading.staff)) == (lines, staff)


@pytest.mark.parametrize(
    ("name", "lines", "staff"),
    [
        ("csv/contact_centre_month_matrix_bom.csv", 1451, 11),
        ("csv/stacked_weeks_no_year.csv", 118, 5),
        ("csv/uk_oncall_by_date.csv", 30, 3),
        ("xlsx/uk_doctors_simple_rota.xlsx", 30, 3),
        ("xlsx/de_icu_doctors_month_legend.xlsx", 564, 19),
        ("xlsx/nurse_month_codes_multi_sheet.xlsx", 46 * 31, 46),
        ("xlsx/year_calendar_stacked_months.xlsx", 366 * 5, 5),
    ],
)
def test_grids_read_whole_with_the_answers_of_the_table(shared_data: Path, name: str, lines: int, staff: int) -> None:
    answers = {code.replace(".", "__"): answer for code, answer in ANSWERS[name].items()}
    reading = _read(shared_data, name, answers)
    assert reading.is_clean, (reading.faults[:3], reading.questions)
    assert (len(reading.lines), len(reading.staff)) == (lines, staff)


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_nothing_is_imported_before_the_questions_are_answered(shared_data: Path, name: str) -> None:
    first = asked_on_the_way(name, {})
    reading = _read(shared_data, name, {})
    assert not first or not reading.lines
    assert all(decision.evidence for decision in reading.decisions)


def test_the_table_has_a_row_for_every_real_file(shared_data: Path) -> None:
    rows = [line for line in WRITTEN.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert [row.split("`")[1] for row in rows] == files_there()
    assert set(ANSWERS) <= set(files_there())


@pytest.mark.parametrize(
    ("name", "answers", "says", "row"),
    [
        ("xlsx/clinic_12week_four_columns_a_day.xlsx", {}, "planner of weeks", 2),
        ("csv/integer_hours_slash_dates.csv", {"staff_number": "7"}, "overlaps row 2", 3),
    ],
)
def test_what_cannot_be_read_yet_is_told_with_its_row(
    shared_data: Path, name: str, answers: dict[str, str], says: str, row: int | None
) -> None:
    reading = _read(shared_data, name, answers)
    assert says in reading.faults[0].message
    assert reading.faults[0].row == row


def test_every_real_file_is_read_asked_about_or_refused(shared_data: Path) -> None:
    for path in sorted((shared_data / "data" / "rosters").rglob("*.*")):
        reading = read_upload(path.read_bytes(), order())
        assert reading.faults or reading.questions or reading.is_clean, path.name
