"""Queries over mapping profiles."""

from collections import Counter
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.foundation.refusals import NotFound
from app.rota.store.tables.desk_memory import MappingProfile


def profiles(db: Session) -> list[MappingProfile]:
    """Every profile, by name."""
    return list(db.scalars(select(MappingProfile).order_by(MappingProfile.name)))


def fitting(db: Session, fingerprint: str) -> list[MappingProfile]:
    """The profiles for files of this shape, by name; none for a shape without a fingerprint."""
    if not fingerprint:
        return []
    wanted = select(MappingProfile).where(MappingProfile.fingerprint == fingerprint)
    return list(db.scalars(wanted.order_by(MappingProfile.name)))


def profiles_by_shape(db: Session) -> dict[str, dict[str, Any]]:
    """Name and answers for every shape that just one profile is for: of two, neither is chosen for anybody."""
    rows = profiles(db)
    often = Counter(row.fingerprint for row in rows)
    alone = [row for row in rows if row.fingerprint and often[row.fingerprint] == 1]
    return {row.fingerprint: {"name": row.name, "answers": dict(row.answers)} for row in alone}


def profile(db: Session, name: str) -> MappingProfile:
    """One profile. Raises NotFound."""
    found = profile_or_none(db, name)
    if found is None:
        raise NotFound("There is no such profile.")
    return found


def profile_or_none(db: Session, name: str) -> MappingProfile | None:
    """The profile of this name, if there is one."""
    # PostgreSQL cannot even look for a NUL; no name has one.
    wanted = select(MappingProfile).where(MappingProfile.name == name)
    return db.scalars(wanted).one_or_none() if name.isprintable() else None


def profile_answers(db: Session, name: str) -> dict[str, str]:
    """The answers that a profile holds. Raises NotFound."""
    return dict(profile(db, name).answers)
