"""The published roster: versions, staff, and duties packed by staff number and month."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.ids import new_id
from app.rota.store.tables.base import RotaBase, StaffNumber


class RosterVersion(RotaBase):
    """One accepted upload: from here on the whole roster is what stood before with that upload laid over it."""

    __tablename__ = "roster_version"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    published_at: Mapped[datetime]
    published_by: Mapped[str] = mapped_column(String(32))
    upload_id: Mapped[str] = mapped_column(String(32))
    time_zone: Mapped[str] = mapped_column(String(64))
    covers_from_on: Mapped[date]
    covers_to_on: Mapped[date]
    staff: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    changes: Mapped[dict[str, Any]]
    restores: Mapped[int | None]
    """The earlier version that this one went back to; `upload_id` is then that version's."""


class StaffMember(RotaBase):
    """A staff number, and the first version that named it."""

    __tablename__ = "staff"

    number: Mapped[str] = mapped_column(StaffNumber, primary_key=True)
    since_version: Mapped[int] = mapped_column(ForeignKey("roster_version.number"))


class RosterMonth(RotaBase):
    """One person's duties that start in one local month, valid from one version up to, not including, another."""

    __tablename__ = "roster_month"
    __table_args__ = (
        Index(
            "uq_roster_month_standing",
            "staff_number",
            "month",
            unique=True,
            sqlite_where=text("until_version IS NULL"),
            postgresql_where=text("until_version IS NULL"),
        ),
        Index("ix_roster_month_staff_number_since_version", "staff_number", "since_version"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    staff_number: Mapped[str] = mapped_column(StaffNumber, ForeignKey("staff.number"))
    month: Mapped[str] = mapped_column(String(7))
    since_version: Mapped[int] = mapped_column(ForeignKey("roster_version.number"))
    until_version: Mapped[int | None] = mapped_column(Integer, ForeignKey("roster_version.number"))
    duties: Mapped[bytes] = mapped_column(LargeBinary)
    """As `scheduler.duty_pack` packs them."""
