"""What the force has decided, as a writing handle carries it."""

from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.care.domain.policy import DEFAULT_POLICY, Policy

_LONDON = ZoneInfo("Europe/London")


def policy_of(db: Session) -> Policy:
    """The policy that the store was opened with (`Database(url, policy=...)`), else the design's defaults."""
    policy: Policy = db.info.get("policy", DEFAULT_POLICY)
    return policy


def zone_of(db: Session) -> ZoneInfo:
    """The zone that the store was opened with (`Database(url, zone=...)`), else London's."""
    zone: ZoneInfo = db.info.get("zone", _LONDON)
    return zone
