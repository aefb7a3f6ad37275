"""What the two forms of the hours page ask for, and the stretches of time that they mean."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from app.care.services.inbound_base import Name
from app.care.services.inbound_events import LONGEST_WITHDRAWAL, PeriodData
from app.foundation.refusals import Fault, Invalid

Typed = Annotated[str, Field(max_length=64)]
Clock = Annotated[str, Field(max_length=8)]


class _Asked(BaseModel):
    """A counsellor, and days from the first to the last: as typed, so that a form with a fault comes back whole."""

    model_config = ConfigDict(frozen=True)

    counsellor: Typed = ""
    first_on: Typed = ""
    last_on: Typed = ""
    starts: Clock = ""
    ends: Clock = ""

    def days(self) -> tuple[date, date]:
        """The first and the last day. Raises Invalid with every field at fault."""
        faults = [] if self.counsellor else [Fault("Choose who it is about.", column="counsellor")]
        first_on, last_on = _date(self.first_on, "first_on", faults), _date(self.last_on, "last_on", faults)
        if first_on is None or last_on is None or faults:
            raise Invalid(faults[0].message, faults=faults)
        if not first_on <= last_on <= first_on + LONGEST_WITHDRAWAL:
            raise _out_of_order()
        return first_on, last_on


class Absence(_Asked):
    """Hours to take back: whole days, or from a time on the first to a time on the last."""

    def period(self, zone: ZoneInfo, *, now: datetime) -> PeriodData:
        """The same as instants. Raises Invalid with the fields at fault."""
        first_on, last_on = self.days()
        start = datetime.combine(first_on, _time(self.starts, "starts") or time(0), zone)
        ends = _time(self.ends, "ends")
        end = datetime.combine(last_on if ends else last_on + timedelta(days=1), ends or time(0), zone)
        start_at, end_at = start.astimezone(UTC), end.astimezone(UTC)
        if not timedelta(0) < end_at - start_at <= LONGEST_WITHDRAWAL:
            raise _out_of_order()
        if end_at <= now:
            raise _over("last_on")
        return PeriodData(counsellor=self.counsellor, start=start_at, end=end_at)


class Opening(_Asked):
    """Hours to offer: the same times on every day of a stretch, or on some weekdays only (0 is Monday)."""

    weekdays: list[Annotated[int, Field(ge=0, le=6)]] = Field(default=[], max_length=7)
    places: list[Name] = Field(default=[], max_length=20)

    def spans(self, zone: ZoneInfo, *, now: datetime) -> list[tuple[datetime, datetime]]:
        """One (start, end) for each day meant. Raises Invalid with the fields at fault."""
        first_on, last_on = self.days()
        starts, ends = _time(self.starts, "starts"), _time(self.ends, "ends")
        faults = list(self._faults(starts, ends))
        if starts is None or ends is None or faults:
            raise Invalid(faults[0].message, faults=faults)
        every = (first_on + timedelta(days=n) for n in range((last_on - first_on).days + 1))
        meant = [on for on in every if not self.weekdays or on.weekday() in self.weekdays]
        spans = [tuple(datetime.combine(on, at, zone).astimezone(UTC) for at in (starts, ends)) for on in meant]
        if not spans:
            fault = Fault("None of these weekdays is in that time.", column="weekdays")
            raise Invalid(fault.message, faults=[fault])
        if spans[0][1] <= now:
            raise _over("first_on")
        return [(start_at, end_at) for start_at, end_at in spans]

    def _faults(self, starts: time | None, ends: time | None) -> Iterator[Fault]:
        if starts is None:
            yield Fault("Say when it starts.", column="starts")
        if ends is None or (starts is not None and ends <= starts):
            yield Fault("Say when it ends, later on the same day.", column="ends")
        if not self.places:
            yield Fault("Choose at least one place.", column="places")


def _date(typed: str, column: str, faults: list[Fault]) -> date | None:
    try:
        on = date.fromisoformat(typed)
    except ValueError:
        faults.append(Fault("Give a date." if not typed else "This is not a date.", column=column))
        return None
    if not 2000 <= on.year < 2900:
        faults.append(Fault("This is far from any diary.", column=column))
    return on


def _time(typed: str, column: str) -> time | None:
    try:
        return time.fromisoformat(typed).replace(tzinfo=None) if typed else None
    except ValueError:
        fault = Fault("A time is written like 14:30.", column=column)
        raise Invalid(fault.message, faults=[fault]) from None


def _out_of_order() -> Invalid:
    fault = Fault("The end must come after the beginning, by a year at most.", column="last_on")
    return Invalid(fault.message, faults=[fault])


def _over(column: str) -> Invalid:
    fault = Fault("This time is over.", column=column)
    return Invalid(fault.message, faults=[fault])
