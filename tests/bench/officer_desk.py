"""A whole force on a care desk, for its bench: built once in a folder, then served by a process of its own.

`python -m tests.bench.officer_desk FOLDER PORT WORKERS` serves what `built(FOLDER)` left there.
"""

import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, insert, select
from sqlalchemy import inspect as sa_inspect
from sqlalchemy.orm import Session

from app.care.domain.referral import Referral
from app.care.services.plan_booking import book_plan
from app.care.services.referral import refer
from app.care.store.tables.appointments import Appointment, AppointmentFact
from app.care.store.tables.base import CareBase
from app.care.store.tables.courses import Course
from app.care.store.tables.ledger import LedgerEntry
from app.care.store.tables.officers import Officer
from app.care.store.tables.rosters import OfficerMonth, PulledVersion
from app.foundation.ids import new_id
from app.foundation.signin.sign_ins import begin_sign_in
from app.main import Care, open_care
from app.serving import Shared, serve_app, serve_workers
from app.settings import CareSettings
from tests.support.builders import NOW, VIDEO, a_basis, a_counsellor, a_course, at, rows, weekly
from tests.support.duties import pack

COUNSELLORS, EACH = 70, 14
_CYCLE = ("early", "early", "late", "late", "night", "night", None, None, None, None)
_HOURS = {"early": (7, 10), "late": (14, 10), "night": (21, 10)}
_MONTHS = {"2026-03": (-1, 30), "2026-04": (30, 60), "2026-05": (60, 91), "2026-06": (91, 121)}


def opened(folder: Path) -> Care:
    """The desk over the folder, on a clock that began at NOW when this process did."""
    begun = time.monotonic()
    settings = CareSettings(data=folder, demo=False, quiet=True)
    return open_care(settings, clock=lambda: NOW + timedelta(seconds=time.monotonic() - begun))


def built(folder: Path, *, staff: int, going: int, asking: int) -> None:
    """`staff` identities with rosters, `going` planned courses, `asking` referrals; tokens of some into tokens.json."""
    care = opened(folder)
    store = care.desk.store
    with store.write() as db:
        ids = _staff(db, staff)
        people = [a_counsellor(db, hours=_weekdays(), places=(VIDEO,)).id for _ in range(COUNSELLORS)]
        model = _planned(db, db.get_one(Officer, ids[0]), people[0])
        db.flush()
        for some in _parts(range(1, going), 100):
            _as_planned(db, model, [(ids[n], people[n % COUNSELLORS], _begins(n // COUNSELLORS)) for n in some])
    with store.write() as db:
        fresh = {one: refer(db, one, Referral(), now=NOW).id for one in ids[going : going + asking]}
    tokens = {
        "going": [_token(care, one) for one in ids[: min(going, 100)]],
        "asking": [(_token(care, one), course) for one, course in fresh.items()],
    }
    (folder / "tokens.json").write_text(json.dumps(tokens))
    care.close()


def _staff(db: Session, count: int) -> list[str]:
    covers = {"covers_from_on": at(0).date(), "covers_to_on": at(110).date()}
    db.add(PulledVersion(number=1, published_at=NOW, pulled_at=NOW, digest="1" * 64, staff=count, **covers))
    packs = [{month: _duties(team, *days) for month, days in _MONTHS.items()} for team in range(len(_CYCLE))]
    ids = [new_id() for _ in range(count)]
    for some in _parts(range(count), 5_000):
        db.execute(insert(Officer), [{"id": ids[n], "staff_number": f"B{n:06}", "created_at": NOW} for n in some])
        months = [
            {"officer_id": ids[n], "month": month, "version": 1, "duties": duties}
            for n in some
            for month, duties in packs[n % len(packs)].items()
        ]
        db.execute(insert(OfficerMonth), months)
    return ids


def _duties(team: int, first: int, last: int) -> bytes:
    def turns() -> Iterator[tuple[str, datetime, datetime]]:
        for day in range(first, last):
            kind = _CYCLE[(day + team) % len(_CYCLE)]
            if kind is not None:
                starts, hours = _HOURS[kind]
                yield kind, at(day, starts), at(day, starts) + timedelta(hours=hours)

    return pack(turns())


def _begins(turn: int) -> datetime:
    """When the first session of a counsellor's course number `turn` is; the others follow weekly."""
    return at(7 + turn % 5, 9 + 2 * (turn // 5))


def _planned(db: Session, officer: Officer, counsellor_id: str) -> str:
    """One planned course, by the services that make one."""
    course = a_course(db, officer)
    book_plan(db, course.id, rows(counsellor_id, weekly(_begins(0))), a_basis(course, roster_version=1), now=NOW)
    return course.id


def _as_planned(db: Session, model_id: str, others: Sequence[tuple[str, str, datetime]]) -> None:
    """The rows of the model for other officers, each with their counsellor and beginning: the services book 12 a
    second, and a whole force would have to be waited for.
    """
    course = _told(db, Course, Course.id == model_id)
    booked = _told(db, Appointment, Appointment.course_id == model_id)
    facts = _told(db, AppointmentFact, AppointmentFact.appointment_id.in_([row["id"] for row in booked]))
    ledger = _told(db, LedgerEntry, LedgerEntry.course_id == model_id)
    for officer_id, counsellor_id, begins in others:
        new = {row["id"]: new_id() for row in (*course, *booked)}
        later = begins - _begins(0)
        whose = {"officer_id": officer_id, "counsellor_id": counsellor_id}
        mine = [row | whose | {"start_at": row["start_at"] + later, "end_at": row["end_at"] + later} for row in booked]
        for table, told in (
            (Course, [row | whose for row in course]),
            (Appointment, mine),
            (AppointmentFact, [row | {"id": new_id()} for row in facts]),
            (LedgerEntry, [row | {"id": new_id()} for row in ledger]),
        ):
            db.execute(insert(table), [{name: _renamed(value, new) for name, value in row.items()} for row in told])


def _renamed(value: Any, new: Mapping[str, str]) -> Any:
    return new.get(value, value) if isinstance(value, str) else value


def _told(db: Session, table: type[CareBase], which: ColumnElement[bool]) -> list[dict[str, Any]]:
    columns = [column.key for column in sa_inspect(table).column_attrs]
    return [{name: getattr(row, name) for name in columns} for row in db.scalars(select(table).where(which))]


def _weekdays() -> list[tuple[datetime, datetime]]:
    return [(at(d, 8), at(d, 18)) for d in range(140) if at(d).weekday() < 5]


def _token(care: Care, officer_id: str) -> str:
    doors = care.app.state.sign_in
    with care.desk.store.write() as db:
        return begin_sign_in(db, doors.tables, doors.door("officer"), officer_id, now=NOW).token


def _parts(things: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    return (things[start : start + size] for start in range(0, len(things), size))


def main(folder: Path, port: int, workers: int) -> int:
    """Serve until told to stop. Jobs are left, and done by nobody: another process would."""
    if workers > 1:
        again = ["-m", "tests.bench.officer_desk", str(folder), str(port), "1"]
        return serve_workers(again, ("127.0.0.1", port), workers)
    shared, care = Shared.from_environment(), opened(folder)
    try:
        serve_app(care.app, "127.0.0.1", port, listening=None if shared is None else shared.socket)
    finally:
        care.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
