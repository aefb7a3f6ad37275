"""The versions of which hours are scarce, the newest of which holds."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.care.domain.needs import Disliked
from app.care.domain.scarce_setting import ScarceHours
from app.care.store.tables.settings import ScarceHoursVersion


def newest_scarce(db: Session) -> ScarceHoursVersion | None:
    """What a welfare lead wrote last; None while nobody has written anything."""
    return db.scalars(select(ScarceHoursVersion).order_by(ScarceHoursVersion.number.desc()).limit(1)).one_or_none()


def scarce_now(db: Session, otherwise: tuple[Disliked, ...]) -> tuple[Disliked, ...]:
    """The scarce hours that planning goes by: `otherwise` while nobody has written anything."""
    newest = newest_scarce(db)
    return otherwise if newest is None else ScarceHours.read(newest.parts).for_policy()
