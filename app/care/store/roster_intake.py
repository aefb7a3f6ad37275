"""What taking in a roster version reads, and the lock between taking one in and booking by the last one."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Table, delete, insert, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.care.domain.appointment import LIVE
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.officers import Officer
from app.care.store.tables.rosters import ComingMonth, OfficerMonth, PulledVersion
from app.foundation.bulk_rows import add_rows
from app.foundation.ids import new_id

Thing = TypeVar("Thing")


def known_version(db: Session, number: int) -> PulledVersion | None:
    """The pulled version of that number, if it was pulled."""
    return db.get(PulledVersion, number)


def latest_locked(db: Session, *, to_change: bool) -> int:
    """Number of the version pulled last (0: none), kept so until the transaction ends.

    Bookers share the lock, taking in a version excludes them: nothing can be booked by a roster that has just been
    replaced. SQLite has one writer at a time anyway.
    """
    latest = select(PulledVersion.number).order_by(PulledVersion.number.desc()).limit(1)
    locked = db.scalar(latest.with_for_update() if to_change else latest.with_for_update(read=True))
    # Who waited for the lock may hold one on what is no longer the last row: look again.
    return max(locked or 0, db.scalar(latest) or 0)


def months_by_staff(db: Session, staff_numbers: Collection[str], version: int) -> dict[str, dict[str, bytes]]:
    """Every month of these members of staff as `version` left it; not what a broken pull of a later one put there."""
    wanted = select(Officer.staff_number, OfficerMonth.month, OfficerMonth.duties).join(
        Officer, Officer.id == OfficerMonth.officer_id
    )
    found: dict[str, dict[str, bytes]] = {}
    for number, month, duties in db.execute(
        wanted.where(Officer.staff_number.in_(staff_numbers), OfficerMonth.version <= version)
    ):
        found.setdefault(number, {})[month] = duties
    return found


def add_coming(db: Session, rows: Iterable[tuple[str, str, str, bytes]]) -> None:
    """Lay aside (pull, staff number, month, packed duties)."""
    add_rows(db, _table(ComingMonth), ("pull_id", "staff_number", "month", "duties"), rows)


def forget_coming(db: Session, pull_id: str) -> None:
    """Throw away what a pull laid aside."""
    db.execute(delete(ComingMonth).where(ComingMonth.pull_id == pull_id))


def add_officers(db: Session, staff_numbers: Sequence[str], now: datetime) -> None:
    """An identity for each of them."""
    for some in batched(staff_numbers):
        fresh = [{"id": new_id(), "staff_number": number, "created_at": now} for number in some]
        db.execute(insert(Officer), fresh)


def without_officer(db: Session, staff_numbers: Sequence[str]) -> list[str]:
    """Which of these have no identity yet, in order."""
    known = set(db.scalars(select(Officer.staff_number).where(Officer.staff_number.in_(staff_numbers))))
    return sorted(set(staff_numbers) - known)


def land(db: Session, pull_id: str, version: int, staff_numbers: Sequence[str] | None = None) -> list[str]:
    """Put what a pull laid aside in its place, of these or of all that is left; whose it is: ids, in order."""
    ours = select(Officer.id, ComingMonth.month, literal(version), ComingMonth.duties).join(
        Officer, Officer.staff_number == ComingMonth.staff_number
    )
    ours = ours.where(ComingMonth.pull_id == pull_id)
    done = delete(ComingMonth)  # all of it: what broken pulls left, too
    if staff_numbers is not None:
        ours = ours.where(ComingMonth.staff_number.in_(staff_numbers))
        done = done.where(ComingMonth.pull_id == pull_id, ComingMonth.staff_number.in_(staff_numbers))
    upsert: Any = (postgresql if db.get_bind().dialect.name == "postgresql" else sqlite).insert(OfficerMonth)
    put = upsert.from_select(["officer_id", "month", "version", "duties"], ours)
    same = [OfficerMonth.officer_id, OfficerMonth.month]
    changed = sorted(set(db.scalars(ours.with_only_columns(Officer.id).distinct())))
    values = {"version": put.excluded.version, "duties": put.excluded.duties}
    db.execute(put.on_conflict_do_update(index_elements=same, set_=values))
    db.execute(done)
    return changed


def batched(things: Sequence[Thing], size: int = 5_000) -> Iterator[Sequence[Thing]]:
    """Parts of at most `size`."""
    return (things[at : at + size] for at in range(0, len(things), size))


def _table(mapped: type[ComingMonth]) -> Table:
    table = mapped.__table__
    assert isinstance(table, Table)
    return table


def courses_ahead_of(db: Session, officer_ids: Collection[str], since: datetime) -> list[str]:
    """Courses in which one of these officers has a live appointment that starts after `since`."""
    query = select(Appointment.course_id).where(
        Appointment.officer_id.in_(officer_ids), Appointment.status.in_(LIVE), Appointment.start_at > since
    )
    return sorted(db.scalars(query.distinct()))
