"""Questions about capacity that are worked out as jobs: what was asked, how far it is, what may be said of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.care.domain.study import StudyKind, StudyState
from app.care.store.tables.base import CareBase
from app.foundation.column_types import by_value
from app.foundation.ids import new_id


class CapacityStudy(CareBase):
    """One question. `asked`: domain.what_if.WhatIf as JSON, empty for the others; `asked_by`: empty for a schedule.

    `result` holds published figures only (domain.capacity_figures); the job drops the exact ones.
    """

    __tablename__ = "capacity_study"
    __table_args__ = (Index("ix_capacity_study_kind_when", "kind", "asked_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    kind: Mapped[StudyKind] = mapped_column(by_value(StudyKind))
    asked: Mapped[dict[str, Any]]
    asked_by: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[datetime]
    state: Mapped[StudyState] = mapped_column(by_value(StudyState))
    percent: Mapped[int] = mapped_column(default=0)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(String(40), default="")
    """Why there is no result, as a code of domain.study."""
    ended_at: Mapped[datetime | None]
