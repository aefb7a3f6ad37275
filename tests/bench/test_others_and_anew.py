"""What benches beside other planners say of no plan, of a plan planned anew, and of a package that is not there."""

from dataclasses import replace
from pathlib import Path

import pytest

from scheduler.problem import DAY, Window
from scheduler.standing.standing_plan import promised
from tests.bench import bench_anew, bench_others, timefold_run
from tests.bench.bench_anew import outcome, remaining, without_promises
from tests.bench.bench_others import CP_SAT, ENGINE, HIGHS, Found
from tests.bench.line_chart import drawn
from tests.bench.plain_plans import by_priority
from tests.bench.roster_changes import a_day_later, period
from tests.bench.rows import Table
from tests.scheduler.solve.building import course, problem

WEEKS = tuple(range(56))
FOUND = (
    Found(40, ENGINE, "", 100, 90),
    Found(40, CP_SAT, "300", 250, None),
    Found(40, HIGHS, "300", None, 10),
    Found(40, "by priority", "", 150, None),
)


def test_a_planner_without_a_plan_has_a_row_that_says_so() -> None:
    table = Table("t", "n", tuple(bench_others.rows(FOUND)))
    values = {row.what: row.value for row in table.rows}
    assert values[f"40 courses: {HIGHS}, 300 s"] is None
    assert values[f"40 courses: {HIGHS}, 300 s: bound"] == 10
    assert values[f"40 courses: {CP_SAT}, 300 s: bound"] is None
    assert "40 courses: by priority: bound" not in values
    assert [table.ratio(row) for row in table.rows] == [None, None, 2.5, None, None, None, 1.5]


def test_the_picture_leaves_out_who_has_no_plan() -> None:
    svg = drawn(bench_others.chart(FOUND))
    assert f"{HIGHS} (none)" in svg
    assert f"{CP_SAT} (none)" not in svg


def test_a_planner_is_judged_by_what_it_left(tmp_path: Path) -> None:
    assert bench_others._judged(tmp_path / "problem.json", tmp_path / "absent.json") == (None, None)


@pytest.mark.parametrize(("told", "version"), [("javac 17.0.15\n", 17), ("javac 1.8.0_292", 1), ("", 0)])
def test_the_version_of_java_is_read(told: str, version: int) -> None:
    assert timefold_run.java_of(told) == version


def test_timefold_is_passed_over_with_a_word(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(timefold_run, "FETCHED", tmp_path)
    javac = tmp_path / "javac"
    javac.write_text("#!/bin/sh\necho javac 11.0.1\n")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "no javac" in (timefold_run.why_absent() or "")
    javac.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert "older than 17" in (timefold_run.why_absent() or "")
    javac.write_text("#!/bin/sh\necho javac 21.0.1\n")
    assert "could not be fetched" in (timefold_run.why_absent() or "")
    jars = tmp_path / "timefold" / "solver" / "jars"
    jars.mkdir(parents=True)
    (jars / "solver.jar").touch()
    assert timefold_run.why_absent() is None


def test_what_is_over_is_owed_no_more() -> None:
    asked = problem(course("k1", days=WEEKS, sessions=4), course("k2", days=WEEKS, sessions=1))
    planned = by_priority(asked).appointments()
    now = sorted(a.start for a in planned if a.course == "k1")[2]
    left, coming = remaining(asked, planned, now)
    assert [(c.id, c.sessions, c.first_number, c.earliest) for c in left.courses] == [("k1", 2, 3, now)]
    assert left.courses[0].previous == planned[1].start
    assert coming == planned[2:4]
    untouched, all_of_them = remaining(asked, planned, 0)
    assert untouched == asked
    assert all_of_them == planned


def test_a_plan_is_judged_by_whom_it_moved() -> None:
    asked = problem(course("k1", days=WEEKS, sessions=3))
    before = by_priority(asked).appointments()
    told = promised(asked, before, before[1].start)
    assert (outcome(told, before, before, 1).moved, outcome(told, before, before, 1).firm_moved) == (0, 0)
    fewer = outcome(told, before, before[:-1], 1)
    assert fewer.moved == 1
    assert fewer.cost >= fewer.plain_cost > outcome(told, before, before, 1).plain_cost
    assert without_promises(told) == asked
    with pytest.raises(ValueError, match="breaks"):
        outcome(told, before, (*before, replace(before[0], start=before[0].start + DAY)), 1)


def test_every_change_is_mended_and_planned_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_anew, "NOW", 3 * DAY)
    asked = problem(*(course(f"k{at}", days=WEEKS[at:], sessions=3) for at in range(3)))
    table = Table("t", "n", tuple(bench_anew.rows(asked, 1)))
    values = {row.what: row.value for row in table.rows}
    assert len(values) == 4 * 3 * 5
    assert min(value or 0 for what, value in values.items() if what.startswith("one miss") and "ts moved" in what) >= 1
    assert values["3 officers, anew, promises known: cost"] == values["3 officers, mended: cost"]


def test_rosters_that_have_begun_stay() -> None:
    mine = course(days=(0, 7, 14))
    first, *later = mine.windows
    moved = a_day_later(mine, now=first.end)
    assert moved[0] == first
    assert moved[1:] == tuple(Window(w.start + DAY, w.end + DAY, w.place, w.risk, w.cost) for w in later[:-1])


@pytest.mark.parametrize(
    ("free", "repeats"), [((5, 6), 7), ((6, 7, 8, 9), 10), ((6, 7, 8), 9), ((4, 5, 6, 8, 19, 20, 21, 25, 31, 34), 35)]
)
def test_a_pattern_is_known_by_when_it_repeats(free: tuple[int, ...], repeats: int) -> None:
    assert period(course(days=tuple(day for day in range(112) if day % repeats in free))) == repeats
