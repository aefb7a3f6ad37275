"""`make bench` finds every bench, renders its table, and writes it where it belongs."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from scheduler.check import check
from scheduler.problem import DAY
from tests.bench import bench_plan_40, bench_repair, plan_40
from tests.bench.plain_plans import by_priority, first_come_first_served
from tests.bench.rows import Row, Table, seconds
from tests.bench.run import HERE, bench_names, measured, placed, rendered
from tests.scheduler.solve.building import course, problem

ANSWER = {
    "yardstick": 0.25,
    "title": "Planning",
    "note": "Forty courses.",
    "rows": [
        {"what": "one worker", "value": 8.0, "unit": "s", "against": ""},
        {"what": "two workers", "value": 4.0, "unit": "s", "against": "one worker"},
        {"what": "cells", "value": 12345.0, "unit": "", "against": ""},
        {"what": "half a worker", "value": None, "unit": "s", "against": "one worker"},
        {"what": "three workers", "value": 3.0, "unit": "s", "against": "half a worker"},
    ],
}


def test_a_ratio_compares_two_rows_of_one_run() -> None:
    assert "| two workers | 4 s | 0.50 × one worker |" in rendered(ANSWER)
    assert "| cells | 12,345  |  |" in rendered(ANSWER)


def test_what_never_came_about_is_a_row_that_says_so_and_no_ratio() -> None:
    assert "| half a worker | none |  |" in rendered(ANSWER)
    assert "| three workers | 3 s |  |" in rendered(ANSWER)
    assert "none" not in rendered({**ANSWER, "rows": ANSWER["rows"][:3]})  # type: ignore[index]


def test_a_table_is_written_again_in_its_own_place() -> None:
    page = placed(placed("# Page\n", "bench_a", "old"), "bench_b", "b")
    again = placed(page + "\nHand-written.\n", "bench_a", "new")
    assert "old" not in again
    assert again.index("new") < again.index("<!-- bench:bench_b -->") < again.index("Hand-written.")


def test_a_row_compares_only_with_a_row_of_its_table() -> None:
    with pytest.raises(ValueError, match="yesterday"):
        Table("t", "n", (Row("today", 1, against="yesterday"),))


def test_every_bench_measures() -> None:
    assert {"bench_demo", "bench_first_page", "bench_plan_40", "bench_repair"} <= set(bench_names())
    assert all("def measure() -> Table:" in (HERE / f"{name}.py").read_text() for name in bench_names())


def test_names_are_those_of_benches_only(tmp_path: Path) -> None:
    for name in ("bench_b.py", "bench_a.py", "test_bench.py", "rows.py"):
        (tmp_path / name).touch()
    assert bench_names(tmp_path) == ["bench_a", "bench_b"]


def test_a_bench_without_its_problems_is_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(plan_40, "BENCH", tmp_path / "absent")
    assert "is not here" in json.loads(measured("bench_plan_40"))["skipped"]


def test_a_refused_plan_fails_the_bench() -> None:
    clean = plan_40.Judged(20.5, 19.2, 130_000, 125_000, 4.0, "")
    rows = bench_plan_40.rows_of(1, clean, clean)
    assert Table("t", "n", rows).ratio(rows[1]) == 1
    with pytest.raises(ValueError, match="two sessions at once"):
        bench_plan_40.rows_of(1, clean, replace(clean, fault="two sessions at once"))


def test_a_small_plan_is_mended_and_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_repair, "NOW", 3 * DAY)
    monkeypatch.setattr(bench_repair, "MUCH", 1)
    monkeypatch.setattr(bench_repair, "WARM", 0)
    days = tuple(range(28))
    asked = problem(*(course(f"k{number}", days=days, sessions=3) for number in range(3)))
    table = Table("t", "n", tuple(bench_repair.rows(asked, misses=2, offers=2, team=2)))
    figures = {row.what: row.value for row in table.rows if row.value is not None}
    assert figures["by priority: cost"] <= figures["first come, first served: cost"]
    assert figures["one miss, others make room: cost"] <= figures["one miss, nobody else moves: cost"]
    for change in ("a day later", "one to three days later"):
        assert figures[f"2 officers {change}, 1 s: cost"] <= figures[f"2 officers {change}, 5 s: cost"]


def test_plain_plans_are_lawful() -> None:
    days = tuple(range(28))
    asked = problem(course("k1", days=days), course("k2", days=days, priority=4), course("k3", counsellors=()))
    for plan in (first_come_first_served(asked), by_priority(asked)):
        assert check(asked, plan.appointments()) == []
        assert len(plan.appointments()) == 4


@pytest.mark.shared
def test_a_small_plan_is_judged() -> None:
    if not plan_40.BENCH.is_dir():
        pytest.skip("../shared/bench is not here")
    plan = plan_40.judged(1, 5, ["--courses", "4", "--counsellors", "1", "--weeks", "12"])
    assert not plan.fault
    assert plan.bound <= plan.objective


def test_the_least_disturbed_run_counts() -> None:
    assert 0 <= seconds(lambda: None, times=3) < 1
