"""What HR has taught the desk: code tables, shift patterns, teams."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.ids import new_id
from app.rota.store.tables.base import RotaBase, StaffNumber


class CodeTableRow(RotaBase):
    """A code table: each shift code with its kind and hours."""

    __tablename__ = "code_table"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    entries: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]


class ShiftPatternRow(RotaBase):
    """A shift pattern that a published team works."""

    __tablename__ = "shift_pattern"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    cycle: Mapped[list[Any]]
    """One entry a day: kind, starts, ends; null for a rest day."""


class Team(RotaBase):
    """A team that works a shift pattern; day 1 of the cycle falls on its anchor date."""

    __tablename__ = "team"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    pattern_name: Mapped[str] = mapped_column(ForeignKey("shift_pattern.name"))
    anchor_on: Mapped[date]


class TeamMember(RotaBase):
    """Who is in which team; nobody is in two."""

    __tablename__ = "team_member"

    staff_number: Mapped[str] = mapped_column(StaffNumber, primary_key=True)
    team_id: Mapped[str] = mapped_column(ForeignKey("team.id"), index=True)
