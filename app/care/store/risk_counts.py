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
