"""Questions about capacity: those that wait, those of late, one to be changed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.care.domain.study import KEPT, UNFINISHED, StudyKind, StudyState
from app.care.store.tables.studies import CapacityStudy
from app.foundation.refusals import NotFound


def locked(db: Session, study_id: str) -> CapacityStudy:
    """The question as it is now, kept from all other writers. Raises NotFound."""
    found = db.get(CapacityStudy, study_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound("There is no such question.")
    return found


def state_of(db: Session, study_id: str) -> StudyState | None:
    """How far it is, read anew; None where there is no such question."""
    return db.scalar(select(CapacityStudy.state).where(CapacityStudy.id == study_id))


def of_lead(db: Session, study_id: str, lead_id: str) -> CapacityStudy:
    """A welfare lead's own what-if; somebody else's does not exist. Raises NotFound."""
    found = db.get(CapacityStudy, study_id)
    if found is None or found.kind is not StudyKind.WHAT_IF or found.asked_by != lead_id:
        raise NotFound("There is no such question.")
    return found


def all_of_lead(db: Session, lead_id: str, *, now: datetime) -> Sequence[CapacityStudy]:
    """A welfare lead's what-ifs of the last thirty days, the newest first."""
    mine = (CapacityStudy.kind == StudyKind.WHAT_IF, CapacityStudy.asked_by == lead_id)
    query = select(CapacityStudy).where(*mine, CapacityStudy.asked_at >= now - KEPT)
    return db.scalars(query.order_by(CapacityStudy.asked_at.desc(), CapacityStudy.id)).all()


def all_done(db: Session) -> Sequence[CapacityStudy]:
    """Every question that has a result, the oldest result first: what was shown once can be remembered for good."""
    query = select(CapacityStudy).where(CapacityStudy.state == StudyState.DONE)
    return db.scalars(query.order_by(CapacityStudy.ended_at, CapacityStudy.id)).all()


def unfinished(db: Session, kind: StudyKind) -> CapacityStudy | None:
    """One of this kind that waits or runs, whoever asked."""
    query = select(CapacityStudy).where(CapacityStudy.kind == kind, CapacityStudy.state.in_(UNFINISHED))
    return db.scalars(query.order_by(CapacityStudy.asked_at).limit(1)).first()


def since(db: Session, kind: StudyKind, first_at: datetime) -> Sequence[CapacityStudy]:
    """Those of this kind that were asked since, whoever asked, the oldest first; cancelled ones too."""
    query = select(CapacityStudy).where(CapacityStudy.kind == kind, CapacityStudy.asked_at > first_at)
    return db.scalars(query.order_by(CapacityStudy.asked_at, CapacityStudy.id)).all()


def newest_done(db: Session, kind: StudyKind) -> CapacityStudy | None:
    """The last of this kind that has a result."""
    query = select(CapacityStudy).where(CapacityStudy.kind == kind, CapacityStudy.state == StudyState.DONE)
    return db.scalars(query.order_by(CapacityStudy.ended_at.desc()).limit(1)).first()


def newest(db: Session, kind: StudyKind) -> CapacityStudy | None:
    """The last of this kind that was asked."""
    query = select(CapacityStudy).where(CapacityStudy.kind == kind)
    return db.scalars(query.order_by(CapacityStudy.asked_at.desc()).limit(1)).first()


def forget_old_studies(db: Session, *, now: datetime) -> None:
    """Questions without a result go thirty days after they were asked.

    Those with one stay: it holds published figures only, and the audit of whatever is published later must know them.
    """
    settled = (CapacityStudy.state.not_in(UNFINISHED), CapacityStudy.state != StudyState.DONE)
    db.execute(delete(CapacityStudy).where(*settled, CapacityStudy.asked_at < now - KEPT))
