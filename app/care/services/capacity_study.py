"""Leaves questions about capacity to be worked out, calls them off, and keeps what may be said of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.care.domain.study import A_WEEK, MOST_A_WEEK, UNFINISHED, StudyKind, StudyState, moved
from app.care.domain.what_if import WhatIf
from app.care.store import providers, studies
from app.care.store.guards import settle
from app.care.store.tables.access import AuditEntry
from app.care.store.tables.studies import CapacityStudy
from app.foundation.audit import Line, record
from app.foundation.jobs import leave_job
from app.foundation.refusals import Conflict, OutOfTurn, TooMany

STUDY_CAPACITY = "study_capacity"
ONE_AT_A_TIME = "one-at-a-time"


def ask_what_if(db: Session, lead_id: str, change: WhatIf, *, now: datetime) -> CapacityStudy:
    """Leave a change to be tried. The same change within a week is the same question, and has the same answer.

    Raises Invalid with every fault, Conflict while another is being worked out, TooMany beyond five a week.
    """
    change.refuse_faulty({place.id: place.name for place in providers.places(db)})
    of_late = studies.since(db, StudyKind.WHAT_IF, now - A_WEEK)
    for known in of_late:
        if known.asked == change.as_json() and known.asked_by == lead_id and known.state is not StudyState.CANCELLED:
            return known
    if any(one.state in UNFINISHED for one in of_late) or studies.unfinished(db, StudyKind.WHAT_IF):
        raise Conflict("Another change is being worked out. Wait for it, or call it off.", code=ONE_AT_A_TIME)
    if len(of_late) >= MOST_A_WEEK:
        raise TooMany(
            f"{MOST_A_WEEK} changes were tried within a week, which is as many as may be: more could be strung "
            "together into a question about one person.",
            extra={"retry_after_seconds": max(1, int((of_late[0].asked_at + A_WEEK - now).total_seconds()))},
        )
    return _left(db, StudyKind.WHAT_IF, lead_id, change.as_json(), now=now)


def ask_gaps(db: Session, asked_by: str, *, now: datetime) -> CapacityStudy:
    """Leave the map of gaps to be drawn anew; a week is the least between two. Raises OutOfTurn before that."""
    last = studies.newest_done(db, StudyKind.GAPS)
    waiting = studies.unfinished(db, StudyKind.GAPS)
    if waiting is not None:
        return waiting
    if last is not None and last.asked_at > now - A_WEEK:
        raise OutOfTurn(
            "The map was drawn within the last week. It is drawn once a week, so that nobody can tell from two of them "
            "who came in between.",
            code="drawn-already",
        )
    return _left(db, StudyKind.GAPS, asked_by, {}, now=now)


def ask_demand(db: Session, quarter: str, *, now: datetime) -> CapacityStudy | None:
    """Leave a quarter's forecast to be made, once; it is not made again when more is known."""
    last = studies.newest(db, StudyKind.DEMAND)
    if last is not None and last.asked.get("quarter") == quarter:
        return None
    return _left(db, StudyKind.DEMAND, "", {"quarter": quarter}, now=now)


def call_off(db: Session, lead_id: str, study_id: str, *, now: datetime) -> CapacityStudy:
    """End a question of one's own that is not answered yet; again changes nothing. Raises NotFound, OutOfTurn."""
    studies.of_lead(db, study_id, lead_id)
    study = studies.locked(db, study_id)
    if study.state is StudyState.CANCELLED:
        return study
    study.state, study.ended_at = moved(study.state, StudyState.CANCELLED), now
    record(db, AuditEntry, Line(f"welfare-lead:{lead_id}", "called-off.what-if", f"study:{study_id}"), now=now)
    return study


def begin(db: Session, study_id: str) -> CapacityStudy | None:
    """Take a question up, or again after whoever worked at it died; None where it is settled."""
    study = studies.locked(db, study_id)
    if study.state not in UNFINISHED:
        return None
    study.state, study.percent = moved(study.state, StudyState.RUNNING), 0
    return study


def note_progress(db: Session, study_id: str, percent: int) -> bool:
    """Say how far it is; whether anybody still wants to know."""
    study = studies.locked(db, study_id)
    if study.state is not StudyState.RUNNING:
        return False
    study.percent = max(0, min(99, percent))
    return True


def answer(db: Session, study_id: str, result: Mapping[str, Any] | None, reason: str, *, now: datetime) -> None:
    """Keep what may be said, or why nothing is; nothing where it was called off meanwhile."""
    study = studies.locked(db, study_id)
    if study.state is not StudyState.RUNNING:
        return
    state = StudyState.NO_RESULT if result is None else StudyState.DONE
    study.state, study.ended_at, study.percent = moved(study.state, state), now, 100
    study.result, study.reason = (None if result is None else dict(result)), reason


def _left(db: Session, kind: StudyKind, asked_by: str, asked: dict[str, Any], *, now: datetime) -> CapacityStudy:
    study = CapacityStudy(kind=kind, asked=asked, asked_by=asked_by, asked_at=now, state=StudyState.WAITING)
    db.add(study)
    settle(db)
    actor = f"welfare-lead:{asked_by}" if asked_by else "schedule"
    record(db, AuditEntry, Line(actor, f"asked.{kind.value.replace('_', '-')}", f"study:{study.id}"), now=now)
    leave_job(db, STUDY_CAPACITY, {"study_id": study.id}, key=study.id)
    return study
