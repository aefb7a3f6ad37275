"""What providers were heard to say, so that a late word cannot undo a later one; and what waits for a human to look."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.care.domain.outcome import Outcome
from app.care.store.tables.base import CareBase
from app.foundation.column_types import by_value
from app.foundation.ids import new_id


class AppointmentHearing(CareBase):
    """The highest word (app.care.domain.hearing) that a provider said about one appointment."""

    __tablename__ = "appointment_hearing"

    appointment_id: Mapped[str] = mapped_column(ForeignKey("appointment.id"), primary_key=True)
    outcome: Mapped[Outcome] = mapped_column(by_value(Outcome))
    version: Mapped[int] = mapped_column(BigInteger)
    said_at: Mapped[datetime]
    late_minutes: Mapped[int] = mapped_column(default=0)
    """How long after its start the officer came; no miss."""
    stand_in_id: Mapped[str | None] = mapped_column(ForeignKey("counsellor.id"))
    """Who took the session in place of the course's counsellor; no miss and no change of counsellor."""
    heard_at: Mapped[datetime]


class PeriodHearing(CareBase):
    """A stretch of a counsellor's hours that was said to be open or withdrawn.

    `by_clock`: it ranks by when it was said alone, so that nothing said before, of whatever version, stands above it: a
    person on the pages, or a Bundle.
    """

    __tablename__ = "period_hearing"
    __table_args__ = (Index("ix_period_hearing_who_when", "counsellor_id", "start_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    counsellor_id: Mapped[str] = mapped_column(ForeignKey("counsellor.id"))
    start_at: Mapped[datetime]
    end_at: Mapped[datetime]
    is_open: Mapped[bool]
    version: Mapped[int] = mapped_column(BigInteger)
    said_at: Mapped[datetime]
    by_clock: Mapped[bool] = mapped_column(default=False)


class HeldBackEvent(CareBase):
    """A verified message that would undo unusually much: nothing happens before somebody at the provider decides."""

    __tablename__ = "held_back_event"
    __table_args__ = (
        UniqueConstraint("provider_id", "message_id"),
        Index(
            "ix_held_back_event_undecided",
            "provider_id",
            "held_at",
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    provider_id: Mapped[str] = mapped_column(ForeignKey("provider.id"))
    message_id: Mapped[str] = mapped_column(String(64))
    event: Mapped[str] = mapped_column(String(60))
    payload: Mapped[dict[str, Any]]
    undoing: Mapped[int]
    """How many appointments it would have ended or unsettled."""
    held_at: Mapped[datetime]
    decided_at: Mapped[datetime | None] = mapped_column(index=True)
    decided_by: Mapped[str | None] = mapped_column(String(64))
    released: Mapped[bool | None]
