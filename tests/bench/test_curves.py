"""Progress is read as the command tells it, and curves say when a gap was reached, and when it never was."""

import subprocess
from dataclasses import replace
from math import log2
from pathlib import Path

import pytest

from scheduler.__main__ import main
from tests.bench import bench_curve_size, bench_curve_time, reading
from tests.bench.bench_curve_size import Sized
from tests.bench.followed import Moment, Run, cpu_of, followed, heard
from tests.bench.line_chart import drawn
from tests.bench.plan_40 import BENCH
from tests.bench.problem_files import make_problem, must_be_clean
from tests.bench.rows import Table

RUN = Run((Moment(2, 3, 300, 0), Moment(4, 6, 110, 100), Moment(8, 12, 102, 100)), 10, 15, 200)
NEVER = Run((), 10, 15, 200)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    if not BENCH.is_dir():
        pytest.skip("../shared/bench is not here")
    make_problem(4, tmp_path / "problem.json")
    return tmp_path / "problem.json"


def test_a_line_of_progress_is_understood() -> None:
    assert heard("    40.8 s  value 239700000  bound 2216900  gap 10712.396 %\n") == (239_700_000, 2_216_900)
    assert heard("     0.1 s  value 5  bound -7  gap -\n") == (5, -7)


@pytest.mark.parametrize("line", ["feasible: 0 appointments, cost 5, at least 3\n", "", "value 5  bound 3\n"])
def test_any_other_line_is_not(line: str) -> None:
    assert heard(line) is None


@pytest.mark.shared
def test_the_command_speaks_as_it_is_understood(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(small), "--out", str(small.with_name("plan.json")), "--seconds", "2", "--progress"]) == 0
    *told, summary = capsys.readouterr().err.splitlines()
    assert told
    assert all(heard(line) for line in told)
    assert heard(summary) is None


@pytest.mark.shared
def test_a_run_is_followed_and_its_plan_judged(small: Path) -> None:
    plan = small.with_name("plan.json")
    run = followed(small, plan, 4)
    assert run.moments
    assert 0 < run.moments[0].cpu_seconds <= run.cpu_seconds
    assert 0 < run.moments[0].seconds <= run.seconds
    assert run.megabytes > 10
    assert reading.cpu_seconds(small) > 0
    must_be_clean(small, plan)
    plan.write_text(plan.read_text().replace('"number": 2', '"number": 1').replace('"number":2', '"number":1'))
    with pytest.raises(ValueError, match="refuses"):
        must_be_clean(small, plan)


def test_a_run_that_fails_fails_the_bench(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        followed(tmp_path / "absent.json", tmp_path / "plan.json", 1)


def test_what_a_process_used_is_read_whatever_it_is_called() -> None:
    fields = "S 1 1 1 0 -1 4194304 100 0 0 0 250 50 0 0 20 0"
    assert cpu_of(f"7 (python) {fields}") == cpu_of(f"7 (a ) b (c) {fields}") == pytest.approx(3, rel=0.9)
    assert cpu_of(f"7 (python) {fields}") == 2 * cpu_of(f"7 (python) {fields.replace('250 50', '125 25')}")


def test_a_gap_is_reached_when_it_is_first_no_larger() -> None:
    assert RUN.within(10) is RUN.moments[1]
    assert RUN.within(9.9) is RUN.moments[2]
    assert RUN.within(1.9) is None
    assert RUN.moments[0].gap_percent is None
    assert RUN.gaps() == ((4, 10), (8, 2), (10, 2))
    assert NEVER.gaps() == ()


def test_the_table_over_time_says_when_and_none() -> None:
    values = {row.what: row.value for row in bench_curve_time.rows_of(60, RUN)}
    assert values["60 s asked: the first plan after"] == 2
    assert values["60 s asked: 2 % after"] == 8
    assert values["60 s asked: 1.5 % after"] is None
    assert values["60 s asked: gap at the end"] == 2
    assert {row.value for row in bench_curve_time.rows_of(60, NEVER)} == {None}


def test_time_over_size_is_compared_with_the_first_size() -> None:
    small, large = Sized(450, 1, 1, RUN), Sized(900, 2, 1, RUN)
    table = Table("t", "n", tuple(bench_curve_size.rows([small, large])))
    ratios = {row.what: table.ratio(row) for row in table.rows}
    values = {row.what: row.value for row in table.rows}
    assert values["450 courses: until 2 %"] == 11
    assert ratios["900 courses: reading, per n log n"] == pytest.approx(2 * 450 * log2(450) / (900 * log2(900)))
    assert values["900 courses: until 1.5 %"] is None
    assert ratios["900 courses: until 1.5 %, per n log n"] is None
    assert ratios["900 courses: gap at the end"] == 1


def test_pictures_are_drawn_of_whatever_was_reached() -> None:
    for run in (RUN, NEVER):
        sizes = [Sized(450, 1, 0, run), Sized(900, 2, 0, replace(run, moments=run.moments[:1]))]
        assert "n log n" in drawn(bench_curve_size.time_chart(sizes))
        assert "200 MB" in drawn(bench_curve_size.memory_chart(sizes))
        missing = "nothing was measured" in drawn(bench_curve_size.gap_chart(sizes))
        assert missing == ("nothing proven" in drawn(bench_curve_time.gap_chart({60: run})))
        assert missing == ("no plan" in drawn(bench_curve_time.cost_chart(60, run)))
        assert missing == (run is NEVER)
