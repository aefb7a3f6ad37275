"""Calibration error and Brier score from published figures: what they come to, and that they need nothing exact."""

import pytest

from app.care.domain.disclosure import Published, Row, gate
from app.care.domain.outcome import Outcome
from app.care.domain.quarter_figures import Ending, Happened, Staff, exact_tables
from app.care.domain.reliability import reliability
from tests.support.figures_attack import a_table


def risk(*rows: tuple[str, int, int, int], people: int = 60) -> Published:
    """A quarter: name, attended, missed and the chance told in thousandths, of a large force."""
    return gate(
        a_table("risk", *(Row(name, (kept, missed), people, 9_000, told=told * (kept + missed))
                          for name, kept, missed, told in rows))
    )  # fmt: skip


ROWS = (("low", 950, 50, 50), ("middle", 850, 150, 150), ("high", 300, 200, 300))


def test_chances_that_came_true_have_no_error_and_beat_the_same_for_all() -> None:
    found = reliability([risk(*ROWS[:2])])
    assert found is not None
    assert (found.appointments, round(found.error, 9)) == (2000, 0)
    assert found.brier == pytest.approx((0.05 * 0.95 + 0.15 * 0.85) / 2)
    assert found.same_for_all == pytest.approx(0.1 * 0.9)
    assert found.brier < found.same_for_all == found.one_in_ten


def test_what_was_told_wrongly_shows() -> None:
    found = reliability([risk(*ROWS)])
    assert found is not None
    assert found.error == pytest.approx(500 * 0.1 / 2500), "the high band was told 30 % and missed 40 %"


def test_quarters_are_taken_together_and_what_is_withheld_is_left_out() -> None:
    found = reliability([risk(*ROWS[:2], ("high", 8, 30, 300)), risk(*ROWS)])
    assert found is not None
    sizes = {band.name: band.appointments for band in found.bands}
    assert sizes["high"] in {0, 500}
    few = risk(*ROWS, people=29)
    assert all(row.mean_told is None for row in few.rows), "control: of so few officers no chance is said"
    assert reliability([few]) is None
    assert reliability([]) is None


def test_the_chance_told_comes_from_what_appointments_were_planned_with() -> None:
    endings = [
        Ending(f"o{n % 40}", Outcome.ATTENDED if n % 5 else Outcome.UNWELL, 120 if n % 2 else 240) for n in range(200)
    ]
    happened = Happened([], [], [], endings, 100, 200)
    tables = {table.name: table for table in exact_tables(happened, Staff({"days": 5_000}, {}))}
    (row,) = (row for row in tables["risk"].rows if row.name == "middle")
    assert row.told == 100 * 120 + 100 * 240
    (said,) = (row for row in gate(tables["risk"]).rows if row.name == "middle")
    assert said.is_withheld or said.mean_told == 18
