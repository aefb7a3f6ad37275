"""What the bench of large plans leaves out of its net gaps, and what it says of a refused plan."""

from dataclasses import replace

import pytest

from tests.bench import bench_plan_large, plan_large
from tests.bench.plan_large import Measured, unavoidable
from tests.scheduler.solve.building import counsellor, course, problem, window

PLAN = Measured(61, 90, 300, 1_100, 1_000, 500, 99, 100, "")


def test_gaps_are_quoted_with_and_without_what_no_plan_can_avoid() -> None:
    assert PLAN.gap_percent == 10
    assert PLAN.net_gap_percent == 20


def test_sessions_without_a_possible_start_are_unavoidable() -> None:
    asked = problem(
        course(sessions=5, days=(0, 7, 14)),
        course("k2", days=(0, 2), priority=4),
        course("k3", windows=(window(0),), counsellors=(("c2", 0),)),
        counsellors=(counsellor(), counsellor("c2", windows=())),
    )
    assert unavoidable(asked) == (2 * 100_000 + 400_000 + 2 * 100_000, 3 + 1)


def test_a_plan_the_referee_refuses_fails_the_bench(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_large, "measured", lambda *_: replace(PLAN, fault="k1: overlap"))
    with pytest.raises(ValueError, match="overlap"):
        bench_plan_large.rows_of(900, 1)


def test_the_table_has_a_row_for_each_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_large, "measured", lambda *_: PLAN)
    rows = bench_plan_large.rows_of(900, 1)
    assert [row.value for row in rows] == [10, 20, 99, 61, 90, 300]
