"""Any history of referrals, bookings, misses, corrections and changes keeps every promise, on both stores."""

import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import URL, event

from app.foundation.database import Database
from app.foundation.jobs import ListJobs
from app.foundation.sealing import new_key, use_key
from tests.care.machine.machine import CareMachine
from tests.support.care_store import emptied

QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def test_every_history_keeps_the_promises_on_sqlite(care_template_file: Path, tmp_path: Path) -> None:
    """Many histories."""
    serial = count(1)

    def fresh() -> Database:
        path = tmp_path / f"{next(serial)}.sqlite"
        shutil.copy(care_template_file, path)
        store = Database(f"sqlite:///{path}", jobs=ListJobs())
        event.listen(store.engine, "connect", _careless)
        return store

    _run(fresh, examples=int(__import__("os").environ.get("EX", "60")), steps=40)


def test_every_history_keeps_the_promises_on_postgresql(care_shared_database: URL) -> None:
    """Fewer: a step costs more here."""

    def fresh() -> Database:
        return Database(emptied(care_shared_database), jobs=ListJobs())

    _run(fresh, examples=8, steps=30)


def _run(fresh: Callable[[], Database], *, examples: int, steps: int) -> None:
    use_key(new_key())

    class Machine(CareMachine):
        def __init__(self) -> None:
            super().__init__(fresh())

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            phases=tuple(__import__("hypothesis").Phase)
            if not __import__("os").environ.get("NS")
            else (__import__("hypothesis").Phase.generate,),
            suppress_health_check=QUIET,
        ),
    )


def _careless(raw: object, _record: object) -> None:
    """No power will fail in this test, so nothing need wait for the disk."""
    raw.execute("PRAGMA synchronous=OFF")  # type: ignore[attr-defined]
