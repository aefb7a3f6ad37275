"""Learns the risk of a miss from how booked starts ended."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.orm import Session

from app.care.domain.evidence import evidence_of
from app.care.store import risk_counts
from app.care.store.force import zone_of
from scheduler.odds import SetCount, together

HALF_LIFE = timedelta(days=365)
"""After a year an outcome counts half: forces, providers and seasons change, and a year has seen all its seasons."""
_AGAIN = timedelta(days=2)
"""What changed so shortly before the last time is looked at once more: clocks of two machines may differ."""


def learn_risk(db: Session, *, now: datetime) -> int:
    """Count what ended or was corrected since the last time, and write the table anew; returns how many were counted.

    Running it again on the same day changes nothing: each start says itself as what it is counted.
    """
    zone, last_on = zone_of(db), risk_counts.learnt_on(db)
    since = None if last_on is None else datetime.combine(last_on, time(), UTC) - _AGAIN
    done = 0
    for start in risk_counts.starts_since(db, since):
        evidence = evidence_of(start.outcome, ended_at=start.ended_at, start_at=start.start_at)
        if evidence is not start.counted:
            month = f"{start.start_at.astimezone(zone):%Y-%m}"
            done += risk_counts.counted(db, start, evidence, month)
    on = now.astimezone(zone).date()
    risk_counts.keep_learnt(db, remembered(risk_counts.counts(db), on), on)
    return done


def remembered(counts: Sequence[tuple[str, str, int, int]], on: date) -> tuple[SetCount, ...]:
    """The counts of all months by set of features, older months in part."""
    found = []
    for month, features, misses, kept in counts:
        age = max(timedelta(0), on - date.fromisoformat(f"{month}-15"))
        weight = 0.5 ** (age / HALF_LIFE)
        found.append(SetCount(frozenset(filter(None, features.split(","))), weight * misses, weight * kept))
    return together(found)
