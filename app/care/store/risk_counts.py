"""Counts of how booked starts ended, and the table that planning reads."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.care.domain.evidence import Evidence
from app.care.domain.outcome import Outcome
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.risk import KnownStart, LearntRisk, StartCount
from scheduler.odds import SetCount
from scheduler.risk import Feature, RiskTable

_ONLY = 1
_SEEN = select(LearntRisk.seen).where(LearntRisk.id == _ONLY)


class Start(NamedTuple):
    """A booked start whose features are known, how it ended, and as what it is counted."""

    appointment_id: str
    features: str
    counted: Evidence | None
    start_at: datetime
    outcome: Outcome | None
    ended_at: datetime


def starts_since(db: Session, since: datetime | None) -> list[Start]:
    """Those whose appointments have changed since then, in order of id (None: all)."""
    query = (
        select(
            KnownStart.appointment_id,
            KnownStart.features,
            KnownStart.counted,
            Appointment.start_at,
            Appointment.outcome,
            Appointment.changed_at,
        )
        .join(Appointment, Appointment.id == KnownStart.appointment_id)
        .order_by(KnownStart.appointment_id)
    )
    if since is not None:
        query = query.where(Appointment.changed_at >= since)
    return [Start(*row) for row in db.execute(query)]


def counted(db: Session, start: Start, evidence: Evidence | None, month: str) -> bool:
    """Count the start as `evidence` in place of what it was counted as; False if somebody else did so meanwhile."""
    mine = (KnownStart.appointment_id == start.appointment_id, KnownStart.counted.is_not_distinct_from(start.counted))
    marked = db.execute(update(KnownStart).where(*mine).values(counted=evidence).returning(KnownStart.appointment_id))
    if marked.first() is None:
        return False
    row = db.get(StartCount, (month, start.features), with_for_update=True, populate_existing=True)
    if row is None:
        row = StartCount(month=month, features=start.features, misses=0, kept=0)
        db.add(row)
    row.misses += (evidence is Evidence.MISSED) - (start.counted is Evidence.MISSED)
    row.kept += (evidence is Evidence.KEPT) - (start.counted is Evidence.KEPT)
    db.flush()
    return True


def counts(db: Session) -> list[tuple[str, str, int, int]]:
    """Month, features, misses and kept starts of every count, in order."""
    query = select(StartCount.month, StartCount.features, StartCount.misses, StartCount.kept)
    rows = db.execute(query.order_by(StartCount.month, StartCount.features))
    return [(row.month, row.features, row.misses, row.kept) for row in rows]


def learnt_on(db: Session) -> date | None:
    """The day on which the table was last written."""
    return db.scalar(select(LearntRisk.learnt_on).where(LearntRisk.id == _ONLY))


def keep_learnt(db: Session, seen: Iterable[SetCount], on: date) -> None:
    """Write what planning goes by from now on."""
    told = {",".join(sorted(one.features)): (round(one.misses, 6), round(one.kept, 6)) for one in seen}
    db.merge(LearntRisk(id=_ONLY, learnt_on=on, seen=json.dumps(told, sort_keys=True)))


def with_learnt(db: Session, table: RiskTable) -> RiskTable:
    """The table with what was learnt so far; as it is where nothing was."""
    seen = db.scalar(_SEEN)
    return table if seen is None else _taught(table, seen)


@lru_cache(maxsize=1 << 4)
def _taught(table: RiskTable, seen: str) -> RiskTable:
    """Features that this version does not know are passed over, so that it can read what another wrote."""
    known = {str(feature) for feature in Feature}
    told = {frozenset(filter(None, name.split(","))): both for name, both in json.loads(seen).items()}
    ours = [SetCount(frozenset(map(Feature, name)), *both) for name, both in told.items() if name <= known]
    return replace(table, seen=tuple(sorted(ours, key=lambda one: sorted(one.features))))
