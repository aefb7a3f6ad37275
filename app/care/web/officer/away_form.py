"""The form about days away: as it was typed, and what it means."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from starlette.datastructures import FormData

from app.care.web.officer.visitor import text_of
from app.foundation.refusals import Fault, Invalid
from scheduler.interval import Interval

LONGEST_AWAY, FURTHEST_AHEAD = timedelta(days=366), timedelta(days=3 * 366)


def read_away(form: FormData, zone: ZoneInfo, now: datetime) -> Interval[datetime]:
    """Whole local days, both included. Raises Invalid with every fault."""
    typed = {name: text_of(form, name) for name in ("first_on", "last_on")}
    first, last = _date(typed["first_on"]), _date(typed["last_on"] or typed["first_on"])
    faults = []
    if first is None:
        faults.append(Fault("Give the first day as a date", column="first_on"))
    if last is None and typed["last_on"]:
        faults.append(Fault("Give the last day as a date", column="last_on"))
    if first and last:
        faults += _order(first, last, now.astimezone(zone).date())
    if faults or first is None or last is None:
        raise Invalid("Please look at the dates again.", faults=faults)
    return Interval(_midnight(first, zone, now), _midnight(last + timedelta(days=1), zone, now))


def _order(first: date, last: date, today: date) -> list[Fault]:
    if last < first:
        return [Fault("The last day comes before the first", column="last_on")]
    if last < today:
        return [Fault("These days are over", column="first_on")]
    if last - today > FURTHEST_AHEAD:
        return [Fault("That is too far ahead", column="first_on")]
    return [Fault("That is more than a year", column="last_on")] if last - first > LONGEST_AWAY else []


def _date(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _midnight(on: date, zone: ZoneInfo, now: datetime) -> datetime:
    return datetime.combine(on, time(0), zone).astimezone(now.tzinfo)
