"""The model beside what was published."""

from app.simulate.parameters import Parameters
from app.simulate.world.published import HEADINGS, comparisons


def test_the_model_agrees_with_what_was_published() -> None:
    found = comparisons(Parameters.read())
    assert len(found) >= 9
    assert [one.row for one in found if not one.agrees] == []
    assert {len(one.row) for one in found} == {len(HEADINGS)}


def test_another_model_would_not_agree() -> None:
    """Control: each of these moves a figure out of what was published."""
    changed = Parameters.read().with_("changes.rest_days_cancelled_a_year", 1.0).with_("overruns.late", 0.05)
    changed = changed.with_("attendance.plain", 0.14).with_("behaviour.stops", 0.05)
    assert sum(not one.agrees for one in comparisons(changed)) >= 4
