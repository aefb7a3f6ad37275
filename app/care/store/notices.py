"""The versions of whom to call, and who may write them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.care.store.tables.notices import HelpNoticeVersion, WelfareLead
from app.foundation.sealing import fingerprint

_LABEL = "welfare_lead.contact"


def newest_notice(db: Session) -> HelpNoticeVersion | None:
    """What stands now; None while nobody has written anything."""
    return db.scalars(select(HelpNoticeVersion).order_by(HelpNoticeVersion.number.desc()).limit(1)).one_or_none()


def newest_notices(db: Session, *, most: int) -> Sequence[HelpNoticeVersion]:
    """The versions, the newest first."""
    return db.scalars(select(HelpNoticeVersion).order_by(HelpNoticeVersion.number.desc()).limit(most)).all()


def find_lead(db: Session, contact: str) -> str | None:
    """The welfare lead who signs in with this contact, if any."""
    return db.scalar(select(WelfareLead.id).where(WelfareLead.contact_lookup == fingerprint(contact, _LABEL)))


def add_lead(db: Session, contact: str, *, now: datetime) -> None:
    """Let the holder of `contact` in from now on; nothing changes for who is known already."""
    if find_lead(db, contact) is None:
        db.add(WelfareLead(contact=contact, contact_lookup=fingerprint(contact, _LABEL), created_at=now))
