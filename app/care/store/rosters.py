"""Pulled roster versions and duties, as the planner sees them."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from app.care.store.tables.rosters import OfficerMonth, PulledVersion
from app.foundation.database import seen_once


class Month(NamedTuple):
    """One officer's month as it is kept: duties packed by scheduler.duty_pack."""

    officer_id: str
    month: str
    duties: bytes


def latest_version(db: Session) -> PulledVersion | None:
    """The version pulled last, if any was."""
    return db.scalar(_LATEST)


def latest_number(db: Session) -> int:
    """Number of the version pulled last; 0 if none was."""
    return db.scalar(select(func.max(PulledVersion.number))) or 0


def months_of_officers(db: Session, officer_ids: Collection[str], months: Collection[str]) -> list[Month]:
    """The packed duties of these officers in these months ("2026-12"), in order of officer and month."""
    seen: dict[str, list[Month]] = seen_once(db, ("months", *sorted(officer_ids)), dict)
    wanted = [month for month in months if month not in seen]
    asked = {"officer_ids": list(officer_ids), "months": wanted}
    seen.update({month: [] for month in wanted})
    for row in db.execute(_MONTHS, asked) if wanted else ():
        seen[row.month].append(Month(*row))
    return sorted(found for month in set(months) for found in seen[month])


# Put together once: this takes longer than the store's answer.
_LATEST = select(PulledVersion).order_by(PulledVersion.number.desc()).limit(1)
_MONTHS = select(OfficerMonth.officer_id, OfficerMonth.month, OfficerMonth.duties).where(
    OfficerMonth.officer_id.in_(bindparam("officer_ids", expanding=True)),
    OfficerMonth.month.in_(bindparam("months", expanding=True)),
)
