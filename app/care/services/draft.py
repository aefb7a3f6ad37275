"""Saves a referral as its officer goes along."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.draft import Draft
from app.care.store import courses, drafts, officers
from app.care.store.tables.rights import ReferralDraft
from app.foundation.refusals import Conflict


def save_draft(db: Session, officer_id: str, draft: Draft, *, now: datetime) -> ReferralDraft:
    """Keep what was typed so far; the same again changes nothing.

    Raises NotFound without such an officer, Conflict ("course-open") when the form was sent meanwhile: a page left
    open must not bring it back.
    """
    if courses.going_on_of_officer(db, officers.one(db, officer_id).id) is not None:
        raise Conflict("You have a plan already; there is nothing to begin.", code="course-open")
    kept = drafts.draft_of(db, officer_id)
    if kept is None:
        kept = ReferralDraft(officer_id=officer_id, form=draft.as_text(), saved_at=now, version=1)
        db.add(kept)
    elif Draft.from_text(kept.form) != draft:
        kept.form, kept.saved_at, kept.version = draft.as_text(), now, kept.version + 1
    return kept
