"""What care has pulled of the published rosters: versions, and duties packed by officer-month."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary, String
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
    """The duties of one officer that start in one local month, as `scheduler.duty_pack` packs them."""

    __tablename__ = "officer_month"

    officer_id: Mapped[str] = mapped_column(ForeignKey("officer.id"), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    version: Mapped[int]
    """The version that last changed this month for this officer."""
    duties: Mapped[bytes] = mapped_column(LargeBinary)


class ComingMonth(CareBase):
    """A month that a version on its way in changes, laid aside until the whole version is there."""

    __tablename__ = "coming_month"
    __table_args__ = ({"sqlite_with_rowid": False},)  # one tree to fill, not two: half a million rows come at once

    pull_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    staff_number: Mapped[str] = mapped_column(String(40), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    duties: Mapped[bytes] = mapped_column(LargeBinary)
