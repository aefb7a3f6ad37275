"""Sign-ins, one-time codes, idempotency keys and the audit trail of the care store."""

from app.care.store.tables.base import CareBase
from app.foundation.access_tables import AuditColumns, IdempotencyColumns, SignInCodeColumns, SignInColumns


class SignIn(SignInColumns, CareBase):
    """A signed-in browser or API holder on the care desk."""

    __tablename__ = "sign_in"


class SignInCode(SignInCodeColumns, CareBase):
    """A one-time code that is waiting to be typed in."""

    __tablename__ = "sign_in_code"


class IdempotencyRecord(IdempotencyColumns, CareBase):
    """The answer once given under an Idempotency-Key."""

    __tablename__ = "idempotency_record"


class AuditEntry(AuditColumns, CareBase):
    """Who did or looked at what, when."""

    __tablename__ = "audit_entry"
