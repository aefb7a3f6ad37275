"""What every hold, booking and double-booking guard looks for is found by an index, however many there ever were."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from app.care.store import appointments
from app.foundation.database import Database
from app.foundation.ids import new_id
from tests.support.builders import NOW

_SEARCHES: dict[str, Callable[[Session], object]] = {
    "ix_appointment_held": lambda db: appointments.lapsed_holds(db, NOW),
    "ix_appointment_proposed": lambda db: appointments.proposed_before(db, NOW),
}
_GUARDS = {
    "ix_appointment_live_counsellor": "one_live_of_counsellor_insert",
    "ix_appointment_live_room": "one_live_of_room_insert",
}


def _plan(db: Session, query: str, told: Any) -> str:
    fresh = f"/* {new_id()} */"  # the driver keeps a statement, and with it the plan that it had before
    rows = db.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {fresh} {query}", told)
    return " ".join(str(row[-1]) for row in rows)


def _sent(db: Session, search: Callable[[Session], object]) -> tuple[str, Any]:
    """The statement that a search sends, and its values."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        sent.append((statement, values))

    connection = db.connection()
    event.listen(connection, "before_cursor_execute", note)
    search(db)
    event.remove(connection, "before_cursor_execute", note)
    return sent[-1]


@pytest.mark.parametrize("index", _SEARCHES)
def test_a_search_by_status_and_time_goes_by_its_index(care_sqlite: Database, index: str) -> None:
    """Without the index (the control) the store looks at every appointment there ever was."""
    with care_sqlite.write() as db:
        statement, told = _sent(db, _SEARCHES[index])
        assert index in _plan(db, statement, told)
        db.execute(text(f"DROP INDEX {index}"))
        assert "SCAN" in _plan(db, statement, told)


@pytest.mark.parametrize("index", _GUARDS)
def test_a_guard_looks_at_what_is_live_only(care_sqlite: Database, index: str) -> None:
    """A trigger's own plan cannot be asked for; that of what it looks for can. PostgreSQL has exclusion constraints.

    Without the index (the control) it goes through all that the counsellor or the place ever had.
    """
    with care_sqlite.write() as db:
        laid = db.scalar(text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": _GUARDS[index]})
        (looked_for,) = re.findall(r"EXISTS \((.*)\)\s*BEGIN", laid, re.DOTALL)
        guard = re.sub(r"\bNEW\.", ":", looked_for)
        told = dict.fromkeys(re.findall(r":(\w+)", guard), "-")
        assert index in _plan(db, guard, told)
        db.execute(text(f"DROP INDEX {index}"))
        assert index not in _plan(db, guard, told)
