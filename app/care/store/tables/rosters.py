"""What care has pulled of the published rosters: versions, and duties packed by officer-month."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.care.store.tables.base import CareBase


class PulledVersion(CareBase):
    """One published roster version that care has taken in whole."""

    __tablename__ = "pulled_version"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    published_at: Mapped[datetime]
    pulled_at: Mapped[datetime]
    covers_from_on: Mapped[date]
    covers_to_on: Mapped[date]
    digest: Mapped[str] = mapped_column(String(64))
    staff: Mapped[int]


class OfficerMonth(CareBase):
    """The duties of one officer that start in one local month, as [kind, start, end] in UTC ISO 8601."""

    __tablename__ = "officer_month"

    officer_id: Mapped[str] = mapped_column(ForeignKey("officer.id"), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    version: Mapped[int]
    """The version that last changed this month for this officer."""
    duties: Mapped[list[Any]]
