"""Questions about capacity: those that wait, those of late, one to be changed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
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


def of_lead(db: Session, study_id: str, lead_id: str) -> CapacityStudy:
    """A welfare lead's own what-if; somebody else's does not exist. Raises NotFound."""
    found = db.get(CapacityStudy, study_id)
    if found is None or found.kind is not StudyKind.WHAT_IF or found.asked_by != lead_id:
        raise NotFound("There is no such question.")
    return found


def all_of_lead(db: Session, lead_id: str) -> Sequence[CapacityStudy]:
    """A welfare lead's what-ifs that are kept, the newest first."""
    query = select(CapacityStudy).where(CapacityStudy.kind == StudyKind.WHAT_IF, CapacityStudy.asked_by == lead_id)
    return db.scalars(query.order_by(CapacityStudy.asked_at.desc(), CapacityStudy.id)).all()


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
    """What-ifs go thirty days after they were asked; the others once there is a newer one of their kind."""
    old = delete(CapacityStudy).where(CapacityStudy.asked_at < now - KEPT)
    db.execute(old.where(CapacityStudy.kind == StudyKind.WHAT_IF))
    for kind in (StudyKind.GAPS, StudyKind.DEMAND):
        last = select(func.max(CapacityStudy.asked_at)).where(
            CapacityStudy.kind == kind, CapacityStudy.state == StudyState.DONE
        )
        db.execute(old.where(CapacityStudy.kind == kind, CapacityStudy.asked_at < last.scalar_subquery()))
