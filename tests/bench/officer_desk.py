"""A whole force on a care desk, for its bench: built once in a folder, then served by a process of its own.

`python -m tests.bench.officer_desk FOLDER PORT` serves what `built(FOLDER)` left there.
"""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.care.domain.referral import Referral
from app.care.services.plan_booking import book_plan
from app.care.services.referral import refer
from app.care.store.tables.officers import Officer
from app.care.store.tables.rosters import OfficerMonth, PulledVersion
from app.foundation.ids import new_id
from app.foundation.signin.sign_ins import begin_sign_in
from app.main import Care, open_care
from app.serving import serve_app
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
    for some in _parts(range(going), 50):
        with store.write() as db:
            for place in some:
                _planned(db, db.get_one(Officer, ids[place]), people[place % COUNSELLORS], place // COUNSELLORS)
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


def _planned(db: Session, officer: Officer, counsellor_id: str, turn: int) -> None:
    course = a_course(db, officer)
    start = at(7 + turn % 5, 9 + 2 * (turn // 5))
    book_plan(db, course.id, rows(counsellor_id, weekly(start)), a_basis(course, roster_version=1), now=NOW)


def _weekdays() -> list[tuple[datetime, datetime]]:
    return [(at(d, 8), at(d, 18)) for d in range(140) if at(d).weekday() < 5]


def _token(care: Care, officer_id: str) -> str:
    doors = care.app.state.sign_in
    with care.desk.store.write() as db:
        return begin_sign_in(db, doors.tables, doors.door("officer"), officer_id, now=NOW).token


def _parts(things: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    return (things[start : start + size] for start in range(0, len(things), size))


def main(folder: Path, port: int) -> None:
    """Serve until told to stop. Jobs are left, and done by nobody: another process would."""
    care = opened(folder)
    try:
        serve_app(care.app, "127.0.0.1", port)
    finally:
        care.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
