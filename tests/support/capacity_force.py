"""A force large enough that something may be said of it: staff in rows, courses referred, counsellors on weekdays."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import insert

from app.care.domain.referral import Referral
from app.care.services.referral import refer
from app.care.store.tables.officers import Officer
from app.care.store.tables.rosters import OfficerMonth, PulledVersion
from app.foundation.database import Database
from app.foundation.ids import new_id
from tests.support.builders import NOW, VIDEO, a_counsellor, at
from tests.support.duties import pack

LAST_WEEK = NOW - timedelta(days=5)
_MONTHS = {"2026-03": (-1, 30), "2026-04": (30, 60), "2026-05": (60, 91), "2026-06": (91, 121)}
_DAY = ((7, 16),)


def a_force(store: Database, staff: int = 1000) -> list[str]:
    """Staff who work from seven to four on weekdays; returns their ids."""
    ids = [new_id() for _ in range(staff)]
    packs = {month: _day_shifts(*days) for month, days in _MONTHS.items()}
    covers = {"covers_from_on": at(-1).date(), "covers_to_on": at(110).date()}
    with store.write() as db:
        db.add(PulledVersion(number=1, published_at=NOW, pulled_at=NOW, digest="1" * 64, staff=staff, **covers))
        db.execute(
            insert(Officer), [{"id": one, "staff_number": f"C{n:06}", "created_at": NOW} for n, one in enumerate(ids)]
        )
        months = [
            {"officer_id": one, "month": month, "version": 1, "duties": duties}
            for one in ids
            for month, duties in packs.items()
        ]
        db.execute(insert(OfficerMonth), months)
    return ids


def referred(store: Database, officer_ids: Sequence[str], now: datetime = LAST_WEEK, **asked: object) -> list[str]:
    """Courses of these officers, referred before this week; returns their ids."""
    with store.write() as db:
        return [refer(db, one, Referral(**asked), now=now).id for one in officer_ids]  # type: ignore[arg-type]


def counsellors(store: Database, number: int, hours: tuple[int, int] = (9, 16), days: range = range(5)) -> list[str]:
    """Counsellors by video from and until these hours on these weekdays, for twenty weeks."""
    when = [(at(d, hours[0]), at(d, hours[1])) for d in range(140) if at(d).weekday() in days]
    with store.write() as db:
        return [a_counsellor(db, hours=when, places=(VIDEO,)).id for _ in range(number)]


def _day_shifts(first: int, last: int) -> bytes:
    return pack(
        ("early", at(day, start), at(day, end))
        for day in range(first, last)
        if at(day).weekday() < 5
        for start, end in _DAY
    )
