"""What the force has decided, as a writing handle carries it."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.care.domain.policy import DEFAULT_POLICY, Policy
from app.care.store.risk_counts import with_learnt
from app.care.store.scarce_hours import scarce_now
from app.foundation.database import seen_once

_LONDON = ZoneInfo("Europe/London")


def policy_of(db: Session) -> Policy:
    """The policy that the store was opened with (`Database(url, policy=...)`), else the design's defaults.

    Its miss risks are what was learnt up to last night, and its scarce hours what a welfare lead wrote last, so that
    nothing can be planned with others.
    """
    return seen_once(db, "policy", lambda: _as_it_stands(db, db.info.get("policy", DEFAULT_POLICY)))


def _as_it_stands(db: Session, policy: Policy) -> Policy:
    return replace(policy, risks=with_learnt(db, policy.risks), scarce=scarce_now(db, policy.scarce))


def zone_of(db: Session) -> ZoneInfo:
    """The zone that the store was opened with (`Database(url, zone=...)`), else London's."""
    zone: ZoneInfo = db.info.get("zone", _LONDON)
    return zone
