"""How other programs reach the HR desk: their tokens, and files that arrive in parts."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.ids import new_id
from app.rota.store.tables.base import RotaBase


class MachineToken(RotaBase):
    """A named token of another program. The token itself is nowhere: only its digest is kept."""

    __tablename__ = "machine_token"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(24), unique=True)
    """Unique for good: the audit trail says it, so a name that was once used means one token for ever."""
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[Any]]
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(32))
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class ResumableUpload(RotaBase):
    """A file that is being sent in parts; whole once its parts reach its length."""

    __tablename__ = "resumable_upload"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    filename: Mapped[str] = mapped_column(String(200))
    length: Mapped[int]
    received: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    """Of the whole, as the sender stated it; empty where it did not."""
    answers: Mapped[dict[str, str]]
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(32), index=True)
    expires_at: Mapped[datetime]
    upload_id: Mapped[str | None] = mapped_column(ForeignKey("upload.id"))
    """The upload that the parts became."""


class ResumablePart(RotaBase):
    """A piece of a file that is being sent, at its offset."""

    __tablename__ = "resumable_part"

    resumable_id: Mapped[str] = mapped_column(ForeignKey("resumable_upload.id", ondelete="CASCADE"), primary_key=True)
    at_offset: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes] = mapped_column(LargeBinary)
