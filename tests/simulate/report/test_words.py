"""Figures are written as people write them, and differences always with their sign."""

import pytest

from app.simulate.records import PolicyName
from app.simulate.report.words import POLICIES, TOLD, figure, policy_words, with_sign


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (0.9915, "share", "99.2 %"),
        (None, "share", "–"),
        (1234.5, "pounds", "£1,234"),
        (-91.2, "pounds", "−£91"),
        (0.98765, "ratio", "0.988"),
        (0, "count", "0"),
        (12.34, "days", "12.3"),
        (1234.5, "hours", "1,234"),
    ],
)
def test_a_figure_is_written_by_its_unit(value: float | None, unit: str, written: str) -> None:
    assert figure(value, unit) == written


def test_a_difference_has_its_sign() -> None:
    assert [with_sign(value, "share") for value in (0.012, -0.012, 0.0)] == ["+1.2", "−1.2", "+0.0"]
    assert with_sign(-3.5, "days") == "−3.5"


def test_every_policy_has_words() -> None:
    assert set(POLICIES) == set(TOLD) == set(PolicyName)
    assert policy_words(PolicyName.WITHOUT_RISK) == "Relief without miss risk"
    assert policy_words(PolicyName.NUDGED) == "Self-booking, nudged"
