"""Links in messages that open one thing without signing in."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.care.store.tables.base import CareBase
from app.foundation.column_types import by_value


class LinkTo(StrEnum):
    """What its holder may do, once."""

    CALL_OFF = "call_off"
    ANSWER = "answer"
    """Decide on what is kept instead of the appointment, which was called off."""


class QuickLink(CareBase):
    """One link about one appointment. Only the digest of its token is kept: a stolen store opens nothing."""

    __tablename__ = "quick_link"

    token_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    leads_to: Mapped[LinkTo] = mapped_column(by_value(LinkTo))
    appointment_id: Mapped[str] = mapped_column(ForeignKey("appointment.id"), index=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]
