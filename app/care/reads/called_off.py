"""Days on which an officer said that they cannot come."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.care.domain.appointment import STANDING
from app.care.domain.capacity import Stretch
from app.care.domain.outcome import Outcome
from app.care.store.tables.appointments import Appointment


def called_off_days(rows: Sequence[Appointment], zone: ZoneInfo, breaks: Collection[str] = ()) -> list[Stretch]:
    """The local days of what the officer called off: else the very time they gave up would be planned for them again.

    A day on which something stands is not among them: they have chosen it again since. Nor is one on which something
    ended with much else (`breaks`: ids), in a break of the whole course or in days away.
    """
    chosen = {_day(row, zone) for row in rows if row.status in STANDING}
    off = [row for row in rows if row.outcome is Outcome.CANCELLED_BY_OFFICER and row.id not in breaks]
    refused = {_day(row, zone) for row in off}
    return [Stretch(_midnight(on, zone), _midnight(on + timedelta(days=1), zone)) for on in sorted(refused - chosen)]


def _day(row: Appointment, zone: ZoneInfo) -> date:
    return row.start_at.astimezone(zone).date()


def _midnight(on: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, time(0), zone)
