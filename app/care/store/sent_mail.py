"""Mails that the demo's mailer kept."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.care.store.tables.messages import SentMail


def newest(db: Session, *, most: int) -> Sequence[SentMail]:
    """The newest mails first."""
    return db.scalars(select(SentMail).order_by(SentMail.sent_at.desc(), SentMail.id.desc()).limit(most)).all()
