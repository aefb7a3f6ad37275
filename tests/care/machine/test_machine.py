"""Any history of referrals, bookings, misses, corrections and changes keeps every promise, on both stores."""

import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import URL

from app.care.domain.ledger import EntryKind
from app.care.services.ledger_post import Line, post
from app.foundation.database import Database
from app.foundation.jobs import ListJobs
from app.foundation.sealing import new_key, use_key
from tests.care.machine.invariants import check
from tests.care.machine.machine import CareMachine
from tests.support.builders import NOW, a_planned_course
from tests.support.care_store import emptied
from tests.support.quickened import quickened

QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def test_every_history_keeps_the_promises_on_sqlite(care_template_file: Path, tmp_path: Path) -> None:
    """Many histories."""
    _run(_files(care_template_file, tmp_path), examples=12, steps=40)


def test_every_history_keeps_the_promises_on_postgresql(care_shared_database: URL) -> None:
    """Fewer: a step costs more here."""

    def fresh() -> Database:
        return Database(emptied(care_shared_database), jobs=ListJobs())

    _run(fresh, examples=6, steps=30)


@pytest.mark.soak
def test_every_long_history_keeps_the_promises(care_template_file: Path, tmp_path: Path) -> None:
    """Many more, and longer: only on purpose."""
    _run(_files(care_template_file, tmp_path), examples=1500, steps=80)


def _files(template: Path, folder: Path) -> Callable[[], Database]:
    serial = count(1)

    def fresh() -> Database:
        path = folder / f"{next(serial)}.sqlite"
        shutil.copy(template, path)
        return quickened(Database(f"sqlite:///{path}", jobs=ListJobs()))

    return fresh


def _run(fresh: Callable[[], Database], *, examples: int, steps: int) -> None:
    use_key(new_key())

    class Machine(CareMachine):
        def __init__(self) -> None:
            super().__init__(fresh())

    run_state_machine_as_test(
        Machine,
        settings=settings(max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=QUIET),
    )


def test_the_control_a_unit_given_back_behind_the_services_back_is_noticed(care_sqlite: Database) -> None:
    """So the invariants see what they are there to see."""
    with care_sqlite.write() as db:
        course = a_planned_course(db)
        check(db)
        post(db, course.id, Line(EntryKind.RELEASE, "by hand"), now=NOW)
        with pytest.raises(AssertionError):
            check(db)
