"""What an officer's rights need kept: drafts, who looked, and questions about how an appointment was recorded."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.care.domain.outcome import Outcome
from app.care.store.tables.base import CareBase
from app.foundation.column_types import SealedText, by_value
from app.foundation.ids import new_id


class ReferralDraft(CareBase):
    """A form that its officer has begun and not sent; nobody else ever sees it, and it is sealed."""

    __tablename__ = "referral_draft"

    officer_id: Mapped[str] = mapped_column(ForeignKey("officer.id"), primary_key=True)
    form: Mapped[str] = mapped_column(SealedText("referral_draft.form"))
    """What was typed, as JSON (app.care.domain.draft)."""
    saved_at: Mapped[datetime] = mapped_column(index=True)
    version: Mapped[int] = mapped_column(default=1)


class Look(CareBase):
    """Somebody looked at an officer's record: one row for who, what and hour, with how often that was."""

    __tablename__ = "look"
    __table_args__ = (
        UniqueConstraint("officer_id", "looker_id", "what", "hour_at"),
        Index("ix_look_officer_when", "officer_id", "last_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    officer_id: Mapped[str] = mapped_column(ForeignKey("officer.id"))
    looker_id: Mapped[str] = mapped_column(String(64))
    """The provider account that looked; it may be gone one day, so this is no foreign key."""
    provider_id: Mapped[str] = mapped_column(ForeignKey("provider.id"))
    counsellor_id: Mapped[str | None] = mapped_column(ForeignKey("counsellor.id"))
    """Whose caseload they see; None: somebody who keeps the whole provider's diary."""
    what: Mapped[str] = mapped_column(String(40))
    hour_at: Mapped[datetime]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    times: Mapped[int] = mapped_column(default=1)


class OutcomeQuestion(CareBase):
    """An officer says that an appointment was recorded wrongly; the provider answers."""

    __tablename__ = "outcome_question"
    __table_args__ = (
        Index(
            "uq_outcome_question_one_open",
            "appointment_id",
            unique=True,
            sqlite_where=text("answered_at IS NULL"),
            postgresql_where=text("answered_at IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    appointment_id: Mapped[str] = mapped_column(ForeignKey("appointment.id"))
    officer_id: Mapped[str] = mapped_column(ForeignKey("officer.id"), index=True)
    provider_id: Mapped[str] = mapped_column(ForeignKey("provider.id"), index=True)
    recorded: Mapped[Outcome] = mapped_column(by_value(Outcome))
    claimed: Mapped[Outcome] = mapped_column(by_value(Outcome))
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    agreed: Mapped[bool | None]
