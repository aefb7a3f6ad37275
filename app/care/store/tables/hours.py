"""Where a counsellor's hours come from: a week that repeats, a calendar that is read, changes made by hand, files."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.care.store.tables.base import CareBase
from app.foundation.column_types import SealedText
from app.foundation.ids import new_id


class CounsellorWeek(CareBase):
    """A week that repeats from `from_on` until `until_on` (None: for good). `lines`: domain.week_pattern.WeekLine.

    `week_a_on`: a Monday of a week A, where some lines count every other week only.
    """

    __tablename__ = "counsellor_week"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    counsellor_id: Mapped[str] = mapped_column(ForeignKey("counsellor.id"), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    lines: Mapped[list[Any]]
    week_a_on: Mapped[date | None]
    saved_at: Mapped[datetime]


class HoursChange(CareBase):
    """From `start_at` until `end_at` the hours are `stretches` and no others, whatever week and calendar say.

    The later of two changes wins. With `is_leave` it is leave: nothing, until it is taken away again.
    """

    __tablename__ = "hours_change"
    __table_args__ = (Index("ix_hours_change_who_when", "counsellor_id", "end_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    counsellor_id: Mapped[str] = mapped_column(ForeignKey("counsellor.id"))
    start_at: Mapped[datetime]
    end_at: Mapped[datetime]
    stretches: Mapped[list[Any]]
    is_leave: Mapped[bool]
    made_at: Mapped[datetime]


class CounsellorCalendar(CareBase):
    """A calendar elsewhere that is read again and again. Only times are kept of it, never titles.

    `blocks` are the times, as far as `read_until_at`. `mode` "busy": they are cut out of the week; "open": they are
    open, at `places`. What was read last would move `loss_moves` of `loss_of` booked ones; that waits for a word,
    given until `may_lose_until_at`.
    """

    __tablename__ = "counsellor_calendar"

    counsellor_id: Mapped[str] = mapped_column(ForeignKey("counsellor.id"), primary_key=True)
    address: Mapped[str] = mapped_column(SealedText("counsellor_calendar.address"))
    mode: Mapped[str] = mapped_column(String(4))
    places: Mapped[list[Any]]
    blocks: Mapped[list[Any]]
    etag: Mapped[str | None] = mapped_column(String(200))
    last_modified: Mapped[str | None] = mapped_column(String(200))
    read_until_at: Mapped[datetime | None]
    next_try_at: Mapped[datetime] = mapped_column(index=True)
    last_try_at: Mapped[datetime | None]
    last_good_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str | None] = mapped_column(String(200))
    told_at: Mapped[datetime | None]
    loss_moves: Mapped[int | None]
    loss_of: Mapped[int | None]
    may_lose_until_at: Mapped[datetime | None]


class HoursUpload(CareBase):
    """A file of hours that somebody has looked at and not yet confirmed; forgotten after a day."""

    __tablename__ = "hours_upload"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    provider_id: Mapped[str] = mapped_column(ForeignKey("provider.id"))
    account_id: Mapped[str] = mapped_column(String(32))
    lines: Mapped[list[Any]]
    created_at: Mapped[datetime] = mapped_column(index=True)
