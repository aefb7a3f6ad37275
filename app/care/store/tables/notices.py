"""Whom to call at once, as it was written by whom; and the welfare leads who may write it."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.care.store.tables.base import CareBase
from app.foundation.column_types import SealedText
from app.foundation.ids import new_id


class HelpNoticeVersion(CareBase):
    """One version of the numbers to call and the words around them; the highest is shown. Appended, never changed."""

    __tablename__ = "help_notice_version"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    notice: Mapped[dict[str, Any]]
    """HelpNotice as JSON (app.care.domain.help_notice)."""
    written_at: Mapped[datetime]
    written_by: Mapped[str] = mapped_column(String(64))


class WelfareLead(CareBase):
    """Somebody who may write the numbers to call; sees no person and no count of persons."""

    __tablename__ = "welfare_lead"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    contact: Mapped[str] = mapped_column(SealedText("welfare_lead.contact"))
    contact_lookup: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
