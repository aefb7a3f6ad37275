"""Who waits for loops to be compiled waits no longer than they asked."""

import sys
from pathlib import Path
from time import monotonic

from scheduler.clock import Clock, never
from scheduler.compile_loops import load_in_background
from scheduler.compiling import Compiling
from scheduler.market.kept import can_keep, is_compiled

LONG = (sys.executable, "-c", "import time; time.sleep(60)")
SHORT = (sys.executable, "-c", "pass")


def test_it_is_called_off_when_time_is_up_or_the_caller_has_had_enough() -> None:
    for clock in (Clock(0.3), Clock(60, cancelled=lambda: True)):
        begun = monotonic()
        with Compiling(LONG) as compiling:
            assert not compiling.wait(clock.over)
            assert not compiling.is_over()
        assert compiling.is_over(), "nobody goes on compiling behind the caller's back"
        assert monotonic() - begun < 20


def test_it_is_waited_for_while_there_is_time() -> None:
    with Compiling(SHORT) as compiling:
        assert compiling.wait(never)


def test_machine_code_is_kept_only_where_a_folder_can_be_made(tmp_path: Path) -> None:
    assert can_keep(tmp_path)
    no_folder = tmp_path / "file"
    no_folder.write_text("")
    assert not can_keep(no_folder)


def test_loops_are_loaded_beside_whatever_else_is_done_where_there_are_any() -> None:
    loading = load_in_background()
    assert (loading is not None) == is_compiled()
    if loading is not None:
        loading.join()
        assert "scheduler.market.search" in sys.modules
