"""The keys that webhooks to and from a provider are signed with, in each direction."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.care.domain.signing_keys import scheme_of
from app.care.store.tables.providers import ProviderSecret

IN, OUT = "in", "out"


def in_force(db: Session, provider_id: str, direction: str, *, now: datetime) -> list[str]:
    """The secrets that count now, newest first; none for a provider that does not exist."""
    return [row.secret for row in rows_in_force(db, provider_id, direction, now=now)]


def rows_in_force(db: Session, provider_id: str, direction: str, *, now: datetime) -> Sequence[ProviderSecret]:
    """The same with when each was made and until when it counts."""
    query = select(ProviderSecret).where(
        ProviderSecret.provider_id == provider_id,
        ProviderSecret.direction == direction,
        or_(ProviderSecret.expires_at.is_(None), ProviderSecret.expires_at > now),
    )
    return db.scalars(query.order_by(ProviderSecret.created_at.desc(), ProviderSecret.id.desc())).all()


def rotate(
    db: Session, provider_id: str, direction: str, secret: str, *, overlap: timedelta, now: datetime
) -> ProviderSecret:
    """Agree on `secret`; those of its kind before it go on counting for the `overlap`, so that nothing is lost.

    A new shared secret ends no key pair, nor the other way round: receivers verify by the one or by the other.
    """
    ends_at, kind = now + overlap, scheme_of(secret)
    for row in rows_in_force(db, provider_id, direction, now=now):
        if scheme_of(row.secret) is kind and (row.expires_at is None or row.expires_at > ends_at):
            row.expires_at = ends_at
    row = ProviderSecret(provider_id=provider_id, direction=direction, secret=secret, created_at=now, expires_at=None)
    db.add(row)
    return row


def end_older(db: Session, provider_id: str, direction: str, *, now: datetime) -> int:
    """End at once all that were replaced and still count; how many those were. The newest of each kind stays."""
    replaced = [row for row in rows_in_force(db, provider_id, direction, now=now) if row.expires_at is not None]
    for row in replaced:
        row.expires_at = now
    return len(replaced)
