"""What the desk remembers for HR: how files of one shape were read, and where the rules have other limits."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.ids import new_id
from app.rota.store.tables.base import RotaBase


class MappingProfile(RotaBase):
    """Answers that were given once and are given again to files of the same shape."""

    __tablename__ = "mapping_profile"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    fingerprint: Mapped[str] = mapped_column(String(64), index=True)
    answers: Mapped[dict[str, str]]
    created_by: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class RuleLimit(RotaBase):
    """A rule whose limit is not the usual one; without a limit the rule is off."""

    __tablename__ = "rule_limit"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    limit: Mapped[float | None]
    changed_by: Mapped[str] = mapped_column(String(32))
    changed_at: Mapped[datetime]
