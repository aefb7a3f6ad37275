"""What was known of booked starts, the counts that it becomes, and the risk table that is planned with."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.care.domain.evidence import Evidence
from app.care.store.tables.base import CareBase
from app.foundation.column_types import by_value


class KnownStart(CareBase):
    """What the shifts around a start looked like when it was booked; it goes when its officer is erased."""

    __tablename__ = "known_start"

    appointment_id: Mapped[str] = mapped_column(ForeignKey("appointment.id"), primary_key=True)
    features: Mapped[str] = mapped_column(String(200))
    """Feature values in order, with commas; empty: a plain start."""
    counted: Mapped[Evidence | None] = mapped_column(by_value(Evidence))
    """As what it is in the counts. It says so itself, so that nothing is counted twice."""


class StartCount(CareBase):
    """How many starts of a month with the same features were missed and kept. Counts only: no person, no day."""

    __tablename__ = "start_count"
    __table_args__ = (CheckConstraint("misses >= 0 AND kept >= 0", name="from_nothing_up"),)

    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    features: Mapped[str] = mapped_column(String(200), primary_key=True)
    misses: Mapped[int]
    kept: Mapped[int]


class LearntRisk(CareBase):
    """What planning goes by: one row, written anew each day."""

    __tablename__ = "learnt_risk"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    learnt_on: Mapped[date]
    seen: Mapped[str] = mapped_column(Text)
    """JSON: by features, the misses and kept starts that are remembered, older ones in part."""
