"""Providers, their people, their hours and the places where sessions happen."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.care.store.tables.base import CareBase
from app.foundation.column_types import SealedText
from app.foundation.ids import new_id


class Place(CareBase):
    """Where a session can happen: a site with rooms, video, or a call to `number` (rooms None: no limit)."""

    __tablename__ = "place"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(10))
    rooms: Mapped[int | None]
    number: Mapped[str | None] = mapped_column(String(24))
    """What an officer rings, where `kind` is "telephone"."""


class Provider(CareBase):
    """An organisation that counsels."""

    __tablename__ = "provider"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(120))
    webhook_url: Mapped[str | None] = mapped_column(SealedText("provider.webhook_url"))
    pseudonym_key: Mapped[str] = mapped_column(SealedText("provider.pseudonym_key"))
    created_at: Mapped[datetime]


class ProviderSecret(CareBase):
    """A webhook signing secret (`whsec_...`); several may live at once so that rotation loses nothing."""

    __tablename__ = "provider_secret"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    provider_id: Mapped[str] = mapped_column(ForeignKey("provider.id"), index=True)
    direction: Mapped[str] = mapped_column(String(3))
    """"in": they sign, we verify; "out": we sign."""
    secret: Mapped[str] = mapped_column(SealedText("provider_secret.secret"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]


class ProviderAccount(CareBase):
    """A person at a provider who may sign in on the provider pages; with `counsellor_id`, sees only that caseload."""

    __tablename__ = "provider_account"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    provider_id: Mapped[str] = mapped_column(ForeignKey("provider.id"), index=True)
    counsellor_id: Mapped[str | None] = mapped_column(ForeignKey("counsellor.id"))
    contact: Mapped[str] = mapped_column(SealedText("provider_account.contact"))
    contact_lookup: Mapped[str] = mapped_column(String(64), unique=True)


class Counsellor(CareBase):
    """Who counsels. `skills`, `languages`: lists of short codes; `gender`: "woman", "man" or None.

    `lengths`: the minutes that sessions with them may last; empty: any.
    """

    __tablename__ = "counsellor"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    provider_id: Mapped[str] = mapped_column(ForeignKey("provider.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    gender: Mapped[str | None] = mapped_column(String(10))
    skills: Mapped[list[Any]]
    languages: Mapped[list[Any]]
    max_per_day: Mapped[int] = mapped_column(default=6)
    max_per_week: Mapped[int] = mapped_column(default=25)
    break_minutes: Mapped[int] = mapped_column(default=10)
    caseload: Mapped[int] = mapped_column(default=30)
    lengths: Mapped[list[Any]] = mapped_column(default=list)
    active: Mapped[bool] = mapped_column(default=True)


class CounsellorHours(CareBase):
    """A stretch in which a counsellor can be booked, at any of `places` (ids). Withdrawn hours stay as a record."""

    __tablename__ = "counsellor_hours"
    __table_args__ = (Index("ix_counsellor_hours_who_when", "counsellor_id", "start_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    counsellor_id: Mapped[str] = mapped_column(ForeignKey("counsellor.id"))
    start_at: Mapped[datetime]
    end_at: Mapped[datetime]
    places: Mapped[list[Any]]
    withdrawn_at: Mapped[datetime | None]
