"""Who may come to the HR desk, and the records of their coming."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.access_tables import (
    AuditColumns,
    IdempotencyColumns,
    PasskeyColumns,
    SignInCodeColumns,
    SignInColumns,
)
from app.foundation.column_types import SealedText
from app.foundation.ids import new_id
from app.rota.store.tables.base import RotaBase


class HrAccount(RotaBase):
    """One person of the HR desk, known by the contact that codes are sent to."""

    __tablename__ = "hr_account"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    contact: Mapped[str] = mapped_column(SealedText("hr_account.contact"))
    contact_lookup: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SignIn(SignInColumns, RotaBase):
    """A signed-in browser or API holder on the HR desk."""

    __tablename__ = "sign_in"


class SignInCode(SignInCodeColumns, RotaBase):
    """A one-time code that is waiting to be typed in."""

    __tablename__ = "sign_in_code"


class Passkey(PasskeyColumns, RotaBase):
    """A passkey that signs somebody in on the HR desk."""

    __tablename__ = "passkey"


class IdempotencyRecord(IdempotencyColumns, RotaBase):
    """The answer once given under an Idempotency-Key."""

    __tablename__ = "idempotency_record"


class AuditEntry(AuditColumns, RotaBase):
    """Who did what, when."""

    __tablename__ = "audit_entry"
