"""Sign-ins, one-time codes, passkeys, single sign-on, idempotency keys and the audit trail of the care store."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.care.store.tables.base import CareBase
from app.foundation.access_tables import (
    AuditColumns,
    IdempotencyColumns,
    PasskeyColumns,
    SignInCodeColumns,
    SignInColumns,
)


class SignIn(SignInColumns, CareBase):
    """A signed-in browser or API holder on the care desk."""

    __tablename__ = "sign_in"


class SignInCode(SignInCodeColumns, CareBase):
    """A one-time code that is waiting to be typed in."""

    __tablename__ = "sign_in_code"


class Passkey(PasskeyColumns, CareBase):
    """A passkey that signs somebody in on the care desk."""

    __tablename__ = "passkey"


class OidcLink(CareBase):
    """An account at a single sign-on that an officer has connected to themselves."""

    __tablename__ = "oidc_link"

    officer_id: Mapped[str] = mapped_column(ForeignKey("officer.id"), primary_key=True)
    person_lookup: Mapped[str] = mapped_column(String(64), unique=True)
    """Keyed digest of issuer and subject: who it is there is kept nowhere."""
    created_at: Mapped[datetime]


class IdempotencyRecord(IdempotencyColumns, CareBase):
    """The answer once given under an Idempotency-Key."""

    __tablename__ = "idempotency_record"


class AuditEntry(AuditColumns, CareBase):
    """Who did or looked at what, when."""

    __tablename__ = "audit_entry"
