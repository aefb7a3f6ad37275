"""Appointments and the facts recorded about them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.outcome import Outcome
from app.care.store.tables.base import CareBase
from app.foundation.column_types import by_value
from app.foundation.ids import new_id

LIVE_SQL = "status IN ('held', 'proposed', 'booked')"
STANDING_SQL = "status IN ('held', 'proposed', 'booked', 'fulfilled')"
HELD_SQL, PROPOSED_SQL = "status = 'held'", "status = 'proposed'"


def _only(name: str, *columns: str, where: str) -> Index:
    """An index of some rows: both stores use it where a query says the same in the same words."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


class Appointment(CareBase):
    """One booking of one session. A replacement is a new row that names the one it replaces.

    The database forbids two live ones of one counsellor, one officer or one room at the same time (triggers on
    SQLite, exclusion constraints on PostgreSQL, both in the migrations) and two standing ones of one session.
    """

    __tablename__ = "appointment"
    __table_args__ = (
        CheckConstraint("end_at > start_at", name="ends_after_start"),
        Index(
            "uq_appointment_one_standing",
            "course_id",
            "number",
            unique=True,
            sqlite_where=text(STANDING_SQL),
            postgresql_where=text(STANDING_SQL),
        ),
        Index("ix_appointment_counsellor_when", "counsellor_id", "start_at"),
        Index("ix_appointment_officer_when", "officer_id", "start_at"),
        Index("ix_appointment_place_when", "place_id", "start_at"),
        _only("ix_appointment_live_counsellor", "counsellor_id", "start_at", "end_at", "course_id", where=LIVE_SQL),
        _only("ix_appointment_live_room", "place_id", "room", "start_at", where=LIVE_SQL),
        _only("ix_appointment_held", "held_until_at", where=HELD_SQL),
        _only("ix_appointment_proposed", "start_at", where=PROPOSED_SQL),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    course_id: Mapped[str] = mapped_column(ForeignKey("course.id"), index=True)
    number: Mapped[int]
    """The session: k of N."""
    officer_id: Mapped[str] = mapped_column(ForeignKey("officer.id"))
    counsellor_id: Mapped[str] = mapped_column(ForeignKey("counsellor.id"))
    place_id: Mapped[str] = mapped_column(ForeignKey("place.id"))
    room: Mapped[int | None]
    """1..rooms at a site, None on video."""
    start_at: Mapped[datetime]
    end_at: Mapped[datetime]
    status: Mapped[AppointmentStatus] = mapped_column(by_value(AppointmentStatus))
    outcome: Mapped[Outcome | None] = mapped_column(by_value(Outcome))
    held_until_at: Mapped[datetime | None]
    replaces_id: Mapped[str | None] = mapped_column(ForeignKey("appointment.id"), index=True)
    roster_version: Mapped[int]
    """The pulled version (0: none yet) it was last checked against."""
    risk: Mapped[int] = mapped_column(default=0)
    """Chance of a miss in thousandths when planned."""
    reason: Mapped[str] = mapped_column(String(200), default="")
    """Why this slot, in the officer's words."""
    sequence: Mapped[int] = mapped_column(default=0)
    """Rises with every change told to a calendar or a provider."""
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class AppointmentFact(CareBase):
    """One thing that happened to an appointment; appended, never changed."""

    __tablename__ = "appointment_fact"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    appointment_id: Mapped[str] = mapped_column(ForeignKey("appointment.id"), index=True)
    at: Mapped[datetime]
    status: Mapped[AppointmentStatus] = mapped_column(by_value(AppointmentStatus))
    outcome: Mapped[Outcome | None] = mapped_column(by_value(Outcome))
    by: Mapped[str] = mapped_column(String(60))
    """Who said so: "officer", "provider:<id>", "planner", "roster"."""
    note: Mapped[str] = mapped_column(String(200), default="")
