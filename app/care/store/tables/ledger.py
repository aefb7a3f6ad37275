"""The ledger: the entitlement of each course, append-only."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.care.domain.ledger import EntryKind
from app.care.store.tables.base import CareBase
from app.foundation.column_types import by_value
from app.foundation.ids import new_id


class LedgerEntry(CareBase):
    """One entry. The database forbids updates and deletes (triggers in the migrations)."""

    __tablename__ = "ledger_entry"
    __table_args__ = (UniqueConstraint("course_id", "number"), CheckConstraint("units > 0", name="units_positive"))

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    course_id: Mapped[str] = mapped_column(ForeignKey("course.id"))
    number: Mapped[int]
    """1, 2, 3 ... within the course: two writers cannot both append the next one."""
    kind: Mapped[EntryKind] = mapped_column(by_value(EntryKind))
    units: Mapped[int]
    appointment_id: Mapped[str | None] = mapped_column(ForeignKey("appointment.id"))
    reason: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime]
