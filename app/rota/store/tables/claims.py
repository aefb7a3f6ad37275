"""Which days of whom were sent as a roster of their own, and not written out from a shift pattern."""

from datetime import date

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.ids import new_id
from app.rota.store.tables.base import RotaBase


class DayClaim(RotaBase):
    """A published upload's word on these days of these people; of several, the newest counts."""

    __tablename__ = "day_claim"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    upload_id: Mapped[str] = mapped_column(String(32))
    is_explicit: Mapped[bool]
    """False: HR gave these days back to the pattern."""
    first_on: Mapped[date]
    last_on: Mapped[date]
    staff: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Staff numbers, one a line, compressed; None means everybody."""
