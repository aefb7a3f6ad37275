"""How an officer is told, for their own eyes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.telling import Telling, Way
from app.care.store import officers, push_subscriptions


@dataclass(frozen=True, slots=True)
class BrowserView:
    """A browser that shows notices, and since when."""

    id: str
    since_at: datetime


@dataclass(frozen=True, slots=True)
class MessagesView:
    """The wishes, what they can be told by, and where. `contact`, `phone`: their own, None if there is none."""

    wishes: Telling
    contact: str | None
    phone: str | None
    browsers: tuple[BrowserView, ...]

    @property
    def ways(self) -> tuple[Way, ...]:
        """The ways that lead to the officer, mail first."""
        has = {Way.MAIL: self.contact or not self.phone, Way.TEXT: self.phone, Way.PUSH: self.browsers}
        return tuple(way for way in Way if has[way])


def messages_of(db: Session, officer_id: str) -> MessagesView:
    """The officer's eyes. Raises NotFound if there is no such officer."""
    officer = officers.one(db, officer_id)
    rows = push_subscriptions.of_officer(db, officer_id)
    return MessagesView(
        wishes=Telling.from_json(officer.telling),
        contact=officer.contact,
        phone=officer.phone,
        browsers=tuple(BrowserView(row.id, row.created_at) for row in rows),
    )
