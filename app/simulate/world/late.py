"""What no roster shows: how late a duty truly ended, and calls back to duty."""

from datetime import datetime, timedelta
from math import log

from app.simulate.numbers import Numbers
from app.simulate.sanity import tail_mean
from app.simulate.world.lots import Lots
from app.simulate.world.year import Year
from scheduler.duty import Duty
from scheduler.interval import Interval

LATEST = 8.0
"""Hours: nobody is kept longer; the next duty would begin."""
_CALLS_FROM, _CALLS_UNTIL, _CALL_HOURS = 8 * 60, 20 * 60, (2.0, 6.0)
NONE = timedelta(0)


def late_by(numbers: Numbers, lots: Lots, officer_id: str, duty: Duty) -> timedelta:
    """How much later than rostered this duty ended; nothing for most, and for what is no work."""
    if not duty.is_work:
        return NONE
    drawn = lots.of(officer_id, "late", duty.start_at)
    share = numbers.overruns.late
    return timedelta(hours=late_hours(numbers, drawn / share)) if drawn < share else NONE


def late_hours(numbers: Numbers, part: float) -> float:
    """The length below which this part of late finishes lies: the published quartiles and mean hold exactly."""
    late = numbers.overruns
    if part < 0.25:
        return part / 0.25 * late.lower_quartile
    if part < 0.75:
        return late.lower_quartile + (part - 0.25) / 0.5 * (late.upper_quartile - late.lower_quartile)
    return min(LATEST, late.upper_quartile - tail_mean(numbers) * log((1 - part) / 0.25))


def recalled(numbers: Numbers, lots: Lots, officer_id: str, day: int, year: Year) -> Interval[datetime] | None:
    """When the officer is called back to duty on a day, if they are and are not at work."""
    if lots.of(officer_id, "recall", day) >= numbers.overruns.recalls_a_year / 365:
        return None
    starts = _CALLS_FROM + int(lots.of(officer_id, "recall at", day) * (_CALLS_UNTIL - _CALLS_FROM))
    shortest, longest = _CALL_HOURS
    lasts = shortest + lots.of(officer_id, "recall for", day) * (longest - shortest)
    start_at = year.at(day, starts)
    return Interval(start_at, start_at + timedelta(hours=lasts))
