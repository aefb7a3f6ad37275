"""Every shape that is read has a test in which any duties, written so, read back the same."""

import importlib
from collections.abc import Mapping

import pytest
from hypothesis import is_hypothesis_test

from app.rota.files.containers import Kind as Container
from app.rota.files.shapes.day_cells import WAYS_OF_A_DAY
from app.rota.files.shapes.known import SHAPES
from app.rota.files.shapes.marks import Kind
from app.rota.files.shapes.people import SECOND_LINES
from app.rota.files.shapes.wall import BOXES

PROOFS: Mapping[str, str] = {
    "shape teams": "shapes.test_team_on_a_pattern",
    "shape wall": "shapes_as_they_come.test_a_wall_calendar_of_one_person",
    "shape planner": "shapes_with_questions.test_a_year_of_one_person_with_months_down",
    "shape half_days": "shapes_with_questions.test_a_planner_of_half_days_is_always_refused",
    "shape cycle": "shapes_with_questions.test_a_cycle_of_weeks_is_always_refused_with_the_way_to_patterns",
    "shape weeks": "shapes_with_questions.test_columns_of_whole_weeks_are_always_refused",
    "shape grid": "shapes.test_month_grid_as_text",
    "shape posts_down": "shapes_with_questions.test_posts_down_and_dates_across",
    "shape people_across": "grid_shapes.test_dates_down_and_people_across",
    "shape posts": "grid_shapes.test_posts_across_with_nobody_one_or_two_people_in_a_cell",
    "shape long": "shapes.test_long_table_with_moments",
    "header DATES": "shapes.test_month_grid_as_text",
    "header NUMBERS": "grid_shapes.test_day_numbers_below_a_month_and_above_days_of_the_week",
    "header WEEKDAYS": "shapes_with_questions.test_weeks_side_by_side",
    "header COUNTED": "shapes_with_questions.test_counted_days",
    "columns of a day start_end": "grid_shapes.test_two_columns_a_day_for_start_and_end",
    "columns of a day several": "shapes_with_questions.test_several_columns_below_each_day",
    "columns of a day first": "shapes_with_questions.test_several_columns_below_each_day",
    "columns of a day halves": "shapes_with_questions.test_half_days_in_two_columns_or_two_lines",
    "second line also": "shapes_with_questions.test_a_second_line_of_everybody",
    "second line instead": "shapes_with_questions.test_a_second_line_of_everybody",
    "second line ignore": "shapes_with_questions.test_a_second_line_of_everybody",
    "second line start_end": "shapes_as_they_come.test_a_start_and_an_end_in_two_lines_of_each_person",
    "second line halves": "shapes_with_questions.test_half_days_in_two_columns_or_two_lines",
    "boxes one_person": "shapes_as_they_come.test_a_wall_calendar_of_one_person",
    "boxes people": "shapes_with_questions.test_a_wall_calendar_with_people_in_its_boxes",
    "file SHEETS": "shapes.test_month_grid_as_workbook_with_real_dates_and_its_own_codes",
    "file TEXT": "shapes.test_month_grid_as_text",
    "file CALENDAR": "calendars.test_any_duties_in_a_calendar_read_back_the_same",
    "file RECORDS": "shapes_as_they_come.test_json_by_person_by_date_and_within_records",
}
"""What can be read, and the test that proves it; a file that is always refused has one that proves that."""


def _supported() -> set[str]:
    return {
        *(f"shape {shape.code}" for shape in SHAPES),
        *(f"header {kind.name}" for kind in Kind),
        *(f"columns of a day {way}" for way, _ in WAYS_OF_A_DAY),
        *(f"second line {way}" for way, _ in SECOND_LINES),
        *(f"boxes {way}" for way, _ in BOXES),
        *(f"file {kind.name}" for kind in Container),
    }


def test_every_shape_that_is_supported_is_named_with_its_proof() -> None:
    assert set(PROOFS) == _supported()


@pytest.mark.parametrize("name", sorted(set(PROOFS.values())))
def test_a_proof_is_a_test_of_any_duties(name: str) -> None:
    module, _, test = name.partition(".")
    assert is_hypothesis_test(getattr(importlib.import_module(f"tests.rota.files.test_{module}"), test))
