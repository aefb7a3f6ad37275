"""How providers' own programs reach the care desk: their tokens."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.care.store.tables.base import CareBase
from app.foundation.ids import new_id


class ProgramToken(CareBase):
    """A named token of a provider's program. The token itself is nowhere: only its digest is kept."""

    __tablename__ = "program_token"
    __table_args__ = (UniqueConstraint("provider_id", "name"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    provider_id: Mapped[str] = mapped_column(ForeignKey("provider.id"))
    name: Mapped[str] = mapped_column(String(24))
    """Used once for each provider: the audit trail says it, so it means one token for ever."""
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[Any]]
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(32))
    """The provider account that made it; it may be gone one day, so this is no foreign key."""
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
