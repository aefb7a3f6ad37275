"""Whom to call at once, as every page shows it: read once in a while, not with every page."""

from datetime import datetime, timedelta
from threading import Lock

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app.care.domain.help_notice import DEFAULT, HelpNotice
from app.care.store.notices import newest_notice
from app.foundation.database import Database

_log = structlog.get_logger("relief.help")
READ_EVERY = timedelta(seconds=30)
"""How soon other processes show what was written in one of them."""


class HelpBoard:
    """Holds what stands: `first` until somebody has written. A store that does not answer takes nothing off a page."""

    def __init__(self, first: HelpNotice = DEFAULT) -> None:
        self.first = first
        self._lock = Lock()
        self._notice = first
        self._read_at: datetime | None = None

    def notice(self, store: Database, *, now: datetime) -> HelpNotice:
        """What stands now, at most half a minute old."""
        with self._lock:
            if self._read_at is None or not timedelta(0) <= now - self._read_at < READ_EVERY:
                self._read_at = now
                self._read(store)
            return self._notice

    def read_again(self) -> None:
        """It was just written: the next page reads it."""
        with self._lock:
            self._read_at = None

    def _read(self, store: Database) -> None:
        try:
            with store.read() as db:
                standing = newest_notice(db)
        except SQLAlchemyError as wrong:
            _log.warning("the numbers to call could not be read", kind=type(wrong).__name__)
            return
        self._notice = self.first if standing is None else HelpNotice.from_json(standing.notice)
