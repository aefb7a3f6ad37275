"""Over a network that loses, doubles, delays and spoils, every event arrives or is seen not to, and counts once."""

import os
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from tests.soak.doors import as_it_is, without_memory, without_verifier
from tests.soak.holding import broken
from tests.soak.run import Run, a_run

A_FEW, WEEKS, OFTEN = 4, 2, 0.9
DELIVERIES_OF_A_COURSE = 58


def lived_through(
    run: Run, courses: int, weeks: int = WEEKS, put_right: float = OFTEN, watch: Callable[[int], None] = lambda _: None
) -> list[str]:
    run.weeks, run.put_right = weeks, put_right
    run.begin_courses(courses)
    run.live(watch)
    run.settle()
    return broken(run)


def told_of(run: Run) -> str:
    counts = sum((phone.network.counts for phone in run.phones.values()), type(run.counts)())
    return f"{run.deliveries} deliveries: {dict(counts)}; {dict(run.counts)}"


def test_a_few_hundred_deliveries_leave_both_sides_of_one_mind(care_template_file: Path, tmp_path: Path) -> None:
    with a_run(care_template_file, tmp_path, seed=1, door=as_it_is, providers=2) as run:
        assert lived_through(run, A_FEW) == []
        for fault in ("dropped", "doubled", "delayed", "spoilt", "reset"):
            assert sum(phone.network.counts[fault] for phone in run.phones.values()) > 0, "control: faults happen"
        assert run.counts["put right"] > 0
        assert sum(phone.practice.counts["repeated"] for phone in run.phones.values()) > 0


def test_control_without_inbox_and_rank_a_report_has_its_effect_twice(care_template_file: Path, tmp_path: Path) -> None:
    with a_run(care_template_file, tmp_path, seed=1, door=without_memory, providers=2) as run:
        assert any("has happened" in one for one in lived_through(run, A_FEW))


def test_control_without_the_verifier_attendance_is_forged(care_template_file: Path, tmp_path: Path) -> None:
    with a_run(care_template_file, tmp_path, seed=1, door=without_verifier, providers=2) as run:
        assert any("has happened" in one for one in lived_through(run, A_FEW))


@pytest.mark.soak
def test_two_hundred_thousand_deliveries_leave_both_sides_of_one_mind(care_template_file: Path, tmp_path: Path) -> None:
    """RELIEF_SOAK_DELIVERIES: another size."""
    wanted = int(os.environ.get("RELIEF_SOAK_DELIVERIES", "200000"))
    begun = time.monotonic()
    with a_run(care_template_file, tmp_path, seed=2, providers=60) as run:
        run.step = timedelta(minutes=1)

        def watch(day: int) -> None:
            print(f"day {day}: {run.deliveries} deliveries, {time.monotonic() - begun:.0f} s", flush=True)

        courses = max(A_FEW, wanted // DELIVERIES_OF_A_COURSE)
        assert lived_through(run, courses, weeks=10, put_right=0.1, watch=watch) == []
        print(f"\n{told_of(run)}; {courses} courses, {time.monotonic() - begun:.0f} s")
        assert run.deliveries >= wanted
