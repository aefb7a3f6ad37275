"""Columns that both zones need for sign-in, idempotency and audit; each zone has tables of its own made of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.column_types import SealedText
from app.foundation.ids import new_id


class SignInColumns:
    """A server-side sign-in. The browser holds a random token; the store only its digest."""

    token_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    audience: Mapped[str] = mapped_column(String(12))
    """"officer", "provider" or "hr"."""
    subject_id: Mapped[str] = mapped_column(String(64), index=True)
    form_token: Mapped[str] = mapped_column(String(64))
    device: Mapped[str | None] = mapped_column(String(12))
    """One coarse word ("Phone", "Computer"), so that people know their own sign-ins apart. Nothing else is kept."""
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SignInCodeColumns:
    """A one-time code sent to a contact. Kept even for contacts nobody has, so that timing and answers say nothing."""

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    audience: Mapped[str] = mapped_column(String(12))
    contact_lookup: Mapped[str] = mapped_column(String(64), index=True)
    subject_id: Mapped[str | None] = mapped_column(String(64))
    code_digest: Mapped[str] = mapped_column(String(128))
    purpose: Mapped[str] = mapped_column(String(12), default="sign-in")
    contact: Mapped[str | None] = mapped_column(SealedText("sign_in_code.contact"))
    """Only while joining or proving: the address or number that becomes the contact once the code is typed in."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    wrong_tries: Mapped[int] = mapped_column(default=0)


class PasskeyColumns:
    """A passkey: the public half of a key that an officer's own device keeps."""

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    audience: Mapped[str] = mapped_column(String(12))
    subject_id: Mapped[str] = mapped_column(String(64), index=True)
    credential_lookup: Mapped[str] = mapped_column(String(64), unique=True)
    """Digest of the credential id, which may be up to 1,023 bytes long."""
    credential: Mapped[bytes] = mapped_column(LargeBinary)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(SealedText("passkey.name"))
    """The subject's own word for it ("This phone")."""
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class IdempotencyColumns:
    """One request that was answered under a key: the same request again gets the same answer."""

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Digest of audience, subject, route and key."""
    request_digest: Mapped[str] = mapped_column(String(64))
    status: Mapped[int | None]
    answer: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime]


class AuditColumns:
    """One line of the audit trail; appended, never changed."""

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(80))
    act: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(80))
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
