"""Queries over roster versions."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.foundation.refusals import NotFound
from app.rota.domain.feed import VersionHead
from app.rota.store.tables.rosters import RosterVersion

_PUBLISHING = 7_203_119  # any constant: the name of the lock that publishers hold


def one_publisher(db: Session) -> None:
    """Make other publishers wait until this transaction ends. SQLite's writers queue up anyway."""
    if db.get_bind().dialect.name == "postgresql":
        db.execute(select(func.pg_advisory_xact_lock(_PUBLISHING)))


def latest(db: Session) -> RosterVersion | None:
    """The version that stands now."""
    return db.scalars(select(RosterVersion).order_by(RosterVersion.number.desc()).limit(1)).first()


def latest_number(db: Session) -> int:
    """Its number; 0 before the first."""
    return db.scalar(select(func.max(RosterVersion.number))) or 0


def version(db: Session, number: int) -> RosterVersion:
    """One version. Raises NotFound."""
    found = db.get(RosterVersion, number)
    if found is None:
        raise NotFound("There is no such roster version.")
    return found


def versions_after(db: Session, number: int, limit: int = 1_000) -> list[RosterVersion]:
    """The versions with higher numbers, ascending."""
    later = select(RosterVersion).where(RosterVersion.number > number).order_by(RosterVersion.number).limit(limit)
    return list(db.scalars(later))


def newest_versions(db: Session, limit: int) -> list[RosterVersion]:
    """The newest versions, newest first."""
    return list(db.scalars(select(RosterVersion).order_by(RosterVersion.number.desc()).limit(limit)))


def head_of(row: RosterVersion) -> VersionHead:
    """What the feed says of a version before its lines."""
    return VersionHead(row.number, row.published_at, row.time_zone, row.covers_from_on, row.covers_to_on, row.staff)
