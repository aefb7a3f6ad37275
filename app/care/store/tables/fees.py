"""What the force has agreed to pay each provider, and what it owes: a ledger apart from anybody's entitlement."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.care.domain.fees import FeeKind
from app.care.store.tables.base import CareBase
from app.foundation.column_types import by_value
from app.foundation.ids import new_id


class ContractTerms(CareBase):
    """The terms for appointments that start on `from_on` or later, until others begin. Money in pence."""

    __tablename__ = "contract_terms"
    __table_args__ = (UniqueConstraint("provider_id", "from_on"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    provider_id: Mapped[str] = mapped_column(ForeignKey("provider.id"))
    from_on: Mapped[date] = mapped_column(Date)
    price_50: Mapped[int]
    price_60: Mapped[int]
    price_90: Mapped[int]
    late_hours: Mapped[int]
    late_percent: Mapped[int]
    missed_percent: Mapped[int]
    written_at: Mapped[datetime]


class FeeEntry(CareBase):
    """One posting: a fee (count 1), or the taking back of one (count -1). The database forbids updates and deletes."""

    __tablename__ = "fee_entry"
    __table_args__ = (
        UniqueConstraint("appointment_id", "number"),
        CheckConstraint("count IN (1, -1) AND pence * count > 0", name="one_way"),
        Index("ix_fee_entry_provider_when", "provider_id", "at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    provider_id: Mapped[str] = mapped_column(ForeignKey("provider.id"))
    appointment_id: Mapped[str] = mapped_column(ForeignKey("appointment.id"))
    number: Mapped[int]
    """1, 2, 3 ... within the appointment."""
    kind: Mapped[FeeKind] = mapped_column(by_value(FeeKind))
    count: Mapped[int]
    pence: Mapped[int]
    at: Mapped[datetime]
