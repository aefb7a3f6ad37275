"""One officer as somebody to be told: how they can be reached, what they wish, when they sleep."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.care.channels.push import Browser
from app.care.domain.quiet import Hours, may_tell_at
from app.care.domain.telling import Telling, Way
from app.care.domain.told import Told
from app.care.store import officers, push_subscriptions
from app.care.store.quiet_hours import hours_around
from scheduler.interval import Interval

TRIES = 3
"""After so many by another way mail takes over: nobody should wait for hours because a text cannot be sent."""
_AHEAD = timedelta(days=3)
_ALL_OPEN = Hours((), ())
"""Mail never waits, so for those who are only mailed nobody need look into the roster."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """An officer, read at one moment. `browsers`: by the id of what each asked for."""

    officer_id: str
    contact: str | None = field(repr=False)
    phone: str | None = field(repr=False)
    browsers: tuple[tuple[str, Browser], ...]
    wishes: Telling
    hours: Hours

    def way_for(self, told: Told, attempts: int) -> Way | None:
        """By which way this is told at its try number `attempts`; None: not at all, or there is no way left."""
        wished = self.wishes.way_for(told)
        if wished is None:
            return None
        if self._has(wished) and (attempts <= TRIES or wished is Way.MAIL):
            return wished
        return self.way_left(wished)

    def way_left(self, shut: Way) -> Way | None:
        """The way that is left when this one is shut: mail for all others; a text for mail only without an address."""
        ways = (Way.MAIL,) if self.contact else (Way.TEXT,)
        return next((way for way in ways if way is not shut and self._has(way)), None)

    def may_hear_at(self, way: Way, starts_at: datetime | None, *, now: datetime) -> datetime:
        """From when on this way is open for something about a time that starts then."""
        return may_tell_at(now, way, self.hours, starts_at)

    def _has(self, way: Way) -> bool:
        return bool({Way.MAIL: self.contact, Way.TEXT: self.phone, Way.PUSH: self.browsers}[way])


def addressee(db: Session, officer_id: str, *, now: datetime) -> Addressee:
    """The officer as they can be reached now."""
    row = officers.one(db, officer_id)
    wishes = Telling.from_json(row.telling)
    by_mail_alone = row.contact and {wishes.way_for(told) for told in Told} <= {Way.MAIL, None}
    hours = _ALL_OPEN if by_mail_alone else hours_around(db, [row], Interval(now, now + _AHEAD))[officer_id]
    return Addressee(
        officer_id=officer_id,
        contact=row.contact,
        phone=row.phone,
        browsers=tuple(
            (one.id, Browser(one.endpoint, one.public_key, one.auth_secret))
            for one in push_subscriptions.of_officer(db, officer_id)
        ),
        wishes=wishes,
        hours=hours,
    )
