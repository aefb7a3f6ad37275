"""What a welfare lead has settled for the force's planning, version by version."""

from datetime import datetime

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from app.care.store.tables.base import CareBase


class ScarceHoursVersion(CareBase):
    """Which parts of the week few counsellors work; the highest number holds. Appended, never changed."""

    __tablename__ = "scarce_hours_version"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    parts: Mapped[list[str]] = mapped_column(JSON)
    """Weekday (Monday is 0) and part of the day: "5 morning"."""
    written_at: Mapped[datetime]
    written_by: Mapped[str] = mapped_column(String(64))
