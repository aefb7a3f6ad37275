"""Who wishes for something sooner, and what was offered to them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.care.store.tables.base import CareBase
from app.foundation.column_types import by_value
from app.foundation.ids import new_id

STANDS_SQL = "ended_at IS NULL"
OPEN_SQL = "answered_at IS NULL"


class SoonerAnswer(StrEnum):
    """What became of an offer."""

    KEPT = "kept"
    DECLINED = "declined"
    LAPSED = "lapsed"


class SoonerWish(CareBase):
    """One course that would take a freed slot; at most one wish of a course stands."""

    __tablename__ = "sooner_wish"
    __table_args__ = (
        Index(
            "uq_sooner_wish_one_standing",
            "course_id",
            unique=True,
            sqlite_where=text(STANDS_SQL),
            postgresql_where=text(STANDS_SQL),
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    course_id: Mapped[str] = mapped_column(ForeignKey("course.id"), index=True)
    since_at: Mapped[datetime]
    sieve: Mapped[dict[str, Any]]
    """Sieve as JSON (app.care.domain.sieve): which times would suit."""
    ended_at: Mapped[datetime | None]


class SoonerOffer(CareBase):
    """One slot kept for one wish until it is answered; the slot counts as taken for everybody else meanwhile.

    At most one open offer of a slot, and of a wish: the database itself forbids more.
    """

    __tablename__ = "sooner_offer"
    __table_args__ = (
        Index(
            "uq_sooner_offer_one_of_slot",
            "counsellor_id",
            "start_at",
            unique=True,
            sqlite_where=text(OPEN_SQL),
            postgresql_where=text(OPEN_SQL),
        ),
        Index(
            "uq_sooner_offer_one_of_wish",
            "wish_id",
            unique=True,
            sqlite_where=text(OPEN_SQL),
            postgresql_where=text(OPEN_SQL),
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    wish_id: Mapped[str] = mapped_column(ForeignKey("sooner_wish.id"), index=True)
    course_id: Mapped[str] = mapped_column(ForeignKey("course.id"), index=True)
    number: Mapped[int]
    """The session that would take place then."""
    appointment_id: Mapped[str] = mapped_column(ForeignKey("appointment.id"))
    """What it has now, and would move from."""
    counsellor_id: Mapped[str] = mapped_column(ForeignKey("counsellor.id"))
    place_id: Mapped[str] = mapped_column(ForeignKey("place.id"))
    room: Mapped[int | None]
    start_at: Mapped[datetime]
    end_at: Mapped[datetime]
    risk: Mapped[int]
    reason: Mapped[str] = mapped_column(String(200))
    roster_version: Mapped[int]
    offered_at: Mapped[datetime]
    until_at: Mapped[datetime]
    answer: Mapped[SoonerAnswer | None] = mapped_column(by_value(SoonerAnswer))
    answered_at: Mapped[datetime | None]
