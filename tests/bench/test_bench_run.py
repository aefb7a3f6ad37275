"""`make bench` finds every bench, renders its table, and writes it where it belongs."""

from pathlib import Path

import pytest

from tests.bench.rows import Row, Table, seconds
from tests.bench.run import HERE, bench_names, placed, rendered

ANSWER = {
    "yardstick": 0.25,
    "title": "Planning",
    "note": "Forty courses.",
    "rows": [
        {"what": "one worker", "value": 8.0, "unit": "s", "against": ""},
        {"what": "two workers", "value": 4.0, "unit": "s", "against": "one worker"},
        {"what": "cells", "value": 12345.0, "unit": "", "against": ""},
    ],
}


def test_a_ratio_compares_two_rows_of_one_run() -> None:
    assert "| two workers | 4 s | 0.50 × one worker |" in rendered(ANSWER)
    assert "| cells | 12,345  |  |" in rendered(ANSWER)


def test_a_table_is_written_again_in_its_own_place() -> None:
    page = placed(placed("# Page\n", "bench_a", "old"), "bench_b", "b")
    again = placed(page + "\nHand-written.\n", "bench_a", "new")
    assert "old" not in again
    assert again.index("new") < again.index("<!-- bench:bench_b -->") < again.index("Hand-written.")


def test_a_row_compares_only_with_a_row_of_its_table() -> None:
    with pytest.raises(ValueError, match="yesterday"):
        Table("t", "n", (Row("today", 1, against="yesterday"),))


def test_every_bench_measures() -> None:
    assert {"bench_demo", "bench_first_page"} <= set(bench_names())
    assert all("def measure() -> Table:" in (HERE / f"{name}.py").read_text() for name in bench_names())


def test_names_are_those_of_benches_only(tmp_path: Path) -> None:
    for name in ("bench_b.py", "bench_a.py", "test_bench.py", "rows.py"):
        (tmp_path / name).touch()
    assert bench_names(tmp_path) == ["bench_a", "bench_b"]


def test_the_least_disturbed_run_counts() -> None:
    assert 0 <= seconds(lambda: None, times=3) < 1
