"""Forms that officers have begun, each for its own officer's eyes only."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.care.domain.draft import DRAFTS_KEPT
from app.care.store.tables.rights import ReferralDraft


def draft_of(db: Session, officer_id: str) -> ReferralDraft | None:
    """The officer's draft, if they have begun one."""
    return db.get(ReferralDraft, officer_id)


def drop_draft(db: Session, officer_id: str) -> None:
    """It is not needed any more."""
    db.execute(delete(ReferralDraft).where(ReferralDraft.officer_id == officer_id))


def forget_old_drafts(db: Session, *, now: datetime) -> None:
    """Forget those that nobody went on with. For the nightly job."""
    db.execute(delete(ReferralDraft).where(ReferralDraft.saved_at < now - DRAFTS_KEPT))
