"""Who looked at an officer's record, written and read back."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.care.domain.looker import LOOKS_KEPT, Looker, Seen, hour_of
from app.care.store.tables.access import SignIn
from app.care.store.tables.rights import Look
from app.foundation.ids import new_id

_ONE_ROW = ["officer_id", "looker_id", "what", "hour_at"]


def note_look(db: Session, looker: Looker, officer_ids: Collection[str], what: Seen, *, now: datetime) -> None:
    """Write down that each of these officers was looked at: one row for an hour, however many pages that were."""
    if not officer_ids:
        return
    shared = {"looker_id": looker.looker_id, "provider_id": looker.provider_id, "counsellor_id": looker.counsellor_id}
    when = {"hour_at": hour_of(now), "first_at": now, "last_at": now}
    rows = [
        {"id": new_id(), "officer_id": officer_id, **shared, "what": what.value, **when, "times": 1}
        for officer_id in sorted(set(officer_ids))
    ]
    put: Any = (postgresql if db.get_bind().dialect.name == "postgresql" else sqlite).insert(Look)
    again = {"last_at": put.excluded.last_at, "times": Look.times + 1}
    db.execute(put.on_conflict_do_update(index_elements=_ONE_ROW, set_=again), rows)


def looks_of_officer(db: Session, officer_id: str, before: tuple[datetime, str] | None, *, most: int) -> Sequence[Look]:
    """The officer's eyes: who looked, newest first, from before that row on."""
    query = select(Look).where(Look.officer_id == officer_id)
    if before is not None:
        query = query.where(tuple_(Look.last_at, Look.id) < before)
    return db.scalars(query.order_by(Look.last_at.desc(), Look.id.desc()).limit(most)).all()


def sign_ins_of_officer(
    db: Session, officer_id: str, before: tuple[datetime, str] | None, *, most: int
) -> Sequence[tuple[datetime, str]]:
    """The officer's own sign-ins, newest first: when, and a name for paging that is of no use for signing in."""
    query = select(SignIn.created_at, SignIn.token_digest).where(
        SignIn.audience == "officer", SignIn.subject_id == officer_id
    )
    if before is not None:
        query = query.where(tuple_(SignIn.created_at, SignIn.token_digest) < before)
    found = db.execute(query.order_by(SignIn.created_at.desc(), SignIn.token_digest.desc()).limit(most))
    return [(at, name) for at, name in found]


def forget_old_looks(db: Session, *, now: datetime) -> None:
    """Forget looks of long ago. For the nightly job."""
    db.execute(delete(Look).where(Look.last_at < now - LOOKS_KEPT))
