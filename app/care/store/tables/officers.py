"""Officers as care knows them: an identity for every member of staff, claimed or not."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.care.store.tables.base import CareBase
from app.foundation.column_types import SealedText
from app.foundation.ids import new_id


class Officer(CareBase):
    """One member of staff. Made for everybody at the first pull, so that having one says nothing."""

    __tablename__ = "officer"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    staff_number: Mapped[str] = mapped_column(String(40), unique=True)
    created_at: Mapped[datetime]
    access_code_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    claimed_at: Mapped[datetime | None]
    contact: Mapped[str | None] = mapped_column(SealedText("officer.contact"))
    contact_lookup: Mapped[str | None] = mapped_column(String(64), unique=True)
    phone: Mapped[str | None] = mapped_column(SealedText("officer.phone"))
    """A personal number that a code was typed back from, in E.164; never one the force gave us."""
    phone_lookup: Mapped[str | None] = mapped_column(String(64), unique=True)
    calendar_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    calendar_title: Mapped[str] = mapped_column(String(60), default="Busy")
    stands_in: Mapped[bool] = mapped_column(default=False)
    """No member of staff: the nameless holder of what is kept of one who had their record erased."""
    calendar_changed_at: Mapped[datetime | None]
    """When the diary was last named anew or shown otherwise; None: never."""
    needs: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """OfficerNeeds as JSON (app.care.domain.needs): travel minutes, dislikes, blackouts, rest rule overrides."""
    telling: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Telling as JSON (app.care.domain.telling): by which ways, when not, in which words; empty: as usual."""


class PushSubscription(CareBase):
    """A browser in which an officer asked to be told; what is sealed here lets one send to it, and read nothing."""

    __tablename__ = "push_subscription"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    officer_id: Mapped[str] = mapped_column(ForeignKey("officer.id"), index=True)
    endpoint: Mapped[str] = mapped_column(SealedText("push_subscription.endpoint"))
    endpoint_lookup: Mapped[str] = mapped_column(String(64), unique=True)
    public_key: Mapped[str] = mapped_column(SealedText("push_subscription.public_key"))
    """Of the browser (P-256), as it gave it: URL-safe base64."""
    auth_secret: Mapped[str] = mapped_column(SealedText("push_subscription.auth_secret"))
    created_at: Mapped[datetime]
