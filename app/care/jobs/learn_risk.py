"""Every night: the risk of a miss is learnt from how appointments ended."""

from datetime import datetime

from app.care.services.learn_risk import learn_risk
from app.foundation.database import Database


def learn_daily(store: Database, *, now: datetime) -> int:
    """Learn in one transaction; returns how many starts were counted, or counted otherwise."""
    with store.write() as db:
        return learn_risk(db, now=now)
