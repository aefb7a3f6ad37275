"""What the force has decided, as a writing handle carries it."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.care.domain.policy import DEFAULT_POLICY, Policy
from app.care.store.risk_counts import with_learnt
from app.foundation.database import seen_once

_LONDON = ZoneInfo("Europe/London")


def policy_of(db: Session) -> Policy:
    """The policy that the store was opened with (`Database(url, policy=...)`), else the design's defaults.

    Its miss risks are what was learnt up to last night, so that nothing can be planned with others.
    """
    policy: Policy = db.info.get("policy", DEFAULT_POLICY)
    return seen_once(db, "policy", lambda: replace(policy, risks=with_learnt(db, policy.risks)))


def zone_of(db: Session) -> ZoneInfo:
    """The zone that the store was opened with (`Database(url, zone=...)`), else London's."""
    zone: ZoneInfo = db.info.get("zone", _LONDON)
    return zone
