"""What was ever published to the force of figures: frozen, quarter by quarter."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.care.store.tables.base import CareBase


class PublishedTable(CareBase):
    """One table of one quarter ("2026-Q3") as the gate let it through. The database forbids updates and deletes.

    Corrections of what happened in a quarter count in the one in which they are made: nothing is said twice.
    """

    __tablename__ = "published_table"

    quarter: Mapped[str] = mapped_column(String(7), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    body: Mapped[dict[str, Any]]
    """Published as JSON (app.care.domain.disclosure)."""
    published_at: Mapped[datetime]
