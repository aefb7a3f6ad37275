"""Courses: an agreed number of sessions for one officer, with what was asked for."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.care.domain.course import CourseState
from app.care.domain.urgency import Urgency
from app.care.store.tables.base import CareBase
from app.foundation.column_types import by_value
from app.foundation.ids import new_id


class Course(CareBase):
    """One course. `version` rises with every change that a plan in the making must notice."""

    __tablename__ = "course"
    __table_args__ = (
        Index(
            "uq_course_one_open",
            "officer_id",
            unique=True,
            sqlite_where=text("state IN ('open', 'paused', 'waiting')"),
            postgresql_where=text("state IN ('open', 'paused', 'waiting')"),
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    officer_id: Mapped[str] = mapped_column(ForeignKey("officer.id"), index=True)
    counsellor_id: Mapped[str | None] = mapped_column(ForeignKey("counsellor.id"), index=True)
    """Who counsels; None until the first appointment is planned. Changes only by consent."""
    state: Mapped[CourseState] = mapped_column(by_value(CourseState))
    sessions: Mapped[int]
    minutes: Mapped[int] = mapped_column(default=50)
    urgency: Mapped[Urgency] = mapped_column(by_value(Urgency))
    wants: Mapped[dict[str, Any]]
    """Wants as JSON (app.care.domain.wants): need, mode, places, counsellor's gender, language, gap overrides."""
    earliest_at: Mapped[datetime]
    start_by_at: Mapped[datetime]
    automatic_attempts: Mapped[int] = mapped_column(default=0)
    """Automatic rebookings in a row without an attended session; at the cap the course waits for the officer."""
    rebooks: Mapped[bool] = mapped_column(default=True)
    """Missed sessions are rebooked without being asked for; the officer may decline that with one tap."""
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class CourseEnding(CareBase):
    """A course ended (count 1), or one that had ended was opened again (-1). Only appended, so that none counts twice.

    `is_whole`: with all its sessions.
    """

    __tablename__ = "course_ending"
    __table_args__ = (CheckConstraint("count IN (1, -1)", name="one_or_taken_back"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    course_id: Mapped[str] = mapped_column(ForeignKey("course.id"), index=True)
    is_whole: Mapped[bool]
    count: Mapped[int]
    at: Mapped[datetime] = mapped_column(index=True)


class CounsellorChange(CareBase):
    """A proposed change of counsellor; nothing is booked with the new one until the officer consents."""

    __tablename__ = "counsellor_change"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    course_id: Mapped[str] = mapped_column(ForeignKey("course.id"), index=True)
    from_counsellor_id: Mapped[str] = mapped_column(ForeignKey("counsellor.id"))
    to_counsellor_id: Mapped[str] = mapped_column(ForeignKey("counsellor.id"))
    reason: Mapped[str] = mapped_column(String(40))
    proposed_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    consented: Mapped[bool | None]
