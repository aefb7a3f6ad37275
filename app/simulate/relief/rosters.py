"""The roster as the desk knows it: published so far, changed as heard of, seen where somebody has looked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from app.simulate.facts import RosterChange, SimOfficer
from app.simulate.relief.parts import Part
from scheduler.civil import wall_clock
from scheduler.duty import Duty

Duties: TypeAlias = tuple[Duty, ...]
_BEFORE, _AFTER = timedelta(days=8), timedelta(weeks=1, days=1)
_NEAR = timedelta(days=3)
"""Beyond this from a duty neither its rest nor the free day after nights reaches."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What of a roster was looked at: its duties, and the last date they cover."""

    duties: Duties = ()
    covers_to_on: date | None = None


@dataclass(slots=True)
class Rosters:
    """Everybody's duties. `without` the roster nobody sees any; without repair only what was looked at counts."""

    zone: ZoneInfo
    weeks: int
    without: Part | None = None
    covers_to_on: date | None = None
    _duties: dict[str, Duties] = field(default_factory=dict)
    _seen: dict[str, Seen] = field(default_factory=dict)
    _near: dict[str, tuple[date, Duties]] = field(default_factory=dict)

    @classmethod
    def of(cls, officers: Mapping[str, SimOfficer], zone: ZoneInfo, weeks: int, without: Part | None) -> "Rosters":
        """As first made up; nothing of it is published yet."""
        duties = {name: officer.duties for name, officer in officers.items()}
        return cls(zone, weeks, without, _duties=duties)

    def publish(self, covers_to_on: date) -> None:
        """From now on all duties up to this date are known."""
        self.covers_to_on = covers_to_on
        self._near.clear()

    def change(self, event: RosterChange) -> bool:
        """Take in a change; whether anything of it lies in what is published."""
        gone = set(event.before)
        kept = [duty for duty in self._duties[event.officer_id] if duty not in gone]
        self._duties[event.officer_id] = tuple(sorted((*kept, *event.after), key=lambda duty: duty.start_at))
        self._near.pop(event.officer_id, None)
        return any(self._is_published(duty) for duty in (*event.before, *event.after))

    def look(self, officer_id: str) -> None:
        """Somebody plans with the roster as it is now."""
        if self.without is Part.REPAIR:
            self._near.pop(officer_id, None)
            self._seen[officer_id] = Seen(self._published(self._duties[officer_id]), self.covers_to_on)

    def seen(self, officer_id: str, now: datetime) -> Seen:
        """What a plan made now goes by: the duties that reach into its horizon."""
        if self.without is Part.ROSTER:
            return Seen()
        if self.without is Part.REPAIR and officer_id not in self._seen:
            self.look(officer_id)
        covers = self._seen[officer_id].covers_to_on if self.without is Part.REPAIR else self.covers_to_on
        return Seen(self._in_horizon(officer_id, now), covers)

    def _in_horizon(self, officer_id: str, now: datetime) -> Duties:
        """Cut by whole weeks, so that question after question is about the same tuple."""
        today = wall_clock(now, self.zone).date()
        monday = today - timedelta(days=today.weekday())
        known = self._near.get(officer_id)
        if known is not None and known[0] == monday:
            return known[1]
        begins = datetime(monday.year, monday.month, monday.day, tzinfo=UTC)
        first_at, last_at = begins - _BEFORE, begins + timedelta(weeks=self.weeks) + _AFTER
        looked_at = self.without is Part.REPAIR
        every = self._seen[officer_id].duties if looked_at else self._duties[officer_id]
        near = tuple(duty for duty in every if duty.end_at > first_at and duty.start_at < last_at)
        found = near if looked_at else self._published(near)
        self._near[officer_id] = (monday, found)
        return found

    def _published(self, duties: Duties) -> Duties:
        return tuple(duty for duty in duties if self._is_published(duty))

    def _is_published(self, duty: Duty) -> bool:
        return self.covers_to_on is not None and wall_clock(duty.start_at, self.zone).date() <= self.covers_to_on


def reaches_near(event: RosterChange, start_at: datetime, end_at: datetime) -> bool:
    """Whether a change could matter for a session at all."""
    return any(
        duty.start_at - _NEAR < end_at and start_at < duty.end_at + _NEAR for duty in (*event.before, *event.after)
    )
