"""Leaves the job that offers what has come free, where somebody waits for it."""

from sqlalchemy.orm import Session

from app.care.store import sooner
from app.foundation.jobs import leave_job

OFFER_SOONER = "offer_sooner"


def freed(db: Session, counsellor_id: str) -> None:
    """Some of the counsellor's time has come free: whoever waits for it is looked for, most behind first."""
    if sooner.is_wished_for(db, counsellor_id):
        leave_job(db, OFFER_SOONER, {"counsellor_id": counsellor_id}, key=counsellor_id)
