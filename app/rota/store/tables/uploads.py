"""What HR has sent, and what came of reading it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.column_types import by_value
from app.foundation.ids import new_id
from app.rota.domain.upload import UploadState, may_move
from app.rota.store.tables.base import RotaBase


class Upload(RotaBase):
    """One file, or one team list typed into the form."""

    __tablename__ = "upload"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    filename: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """The bytes, compressed, kept while they may have to be read again; let go when published or discarded."""
    reading: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """The whole reading, compressed; let go likewise."""
    answers: Mapped[dict[str, str]]
    state: Mapped[UploadState] = mapped_column(by_value(UploadState), index=True)
    shape: Mapped[str] = mapped_column(String(40))
    notes: Mapped[list[Any]]
    faults: Mapped[list[Any]]
    fault_count: Mapped[int]
    questions: Mapped[list[Any]]
    decisions: Mapped[list[Any]]
    """What the reader settled, with its evidence."""
    warnings: Mapped[list[Any]]
    warning_count: Mapped[int]
    warning_counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """How many by rule; the list holds only the first of each."""
    picture: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Who is on duty when, by team; empty until it could be published."""
    rejected: Mapped[list[Any]]
    """Rows that a partial import leaves out."""
    fingerprint: Mapped[str] = mapped_column(String(64))
    """The same for files of one shape; empty where a shape has none."""
    profile: Mapped[str | None] = mapped_column(String(60))
    """The mapping profile whose answers were applied."""
    profile_answers: Mapped[dict[str, str]] = mapped_column(default=dict)
    """Of the answers, those that the profile gave."""
    changes: Mapped[dict[str, Any]]
    """Counts by kind of what it would change, or did."""
    base_version: Mapped[int]
    """The version it was compared with; 0 before the first."""
    covers_from_on: Mapped[date | None]
    covers_to_on: Mapped[date | None]
    staff: Mapped[int]
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(32))
    read_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    """When it was published or discarded."""
    read_attempts: Mapped[int] = mapped_column(default=0)
    """How often reading it was begun behind the scenes: what brings the service down again and again is let go."""
    version_number: Mapped[int | None] = mapped_column(ForeignKey("roster_version.number"))
    """The version it made, or the one it changed nothing in."""

    @property
    def is_open(self) -> bool:
        """Whether it may still be published or thrown away."""
        return may_move(self.state, UploadState.DISCARDED)
