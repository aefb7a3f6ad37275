"""Builders of duties, needs and horizons in which every argument has a default."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduler.civil import DAY, Horizon
from scheduler.duty import Duty, DutyKind
from scheduler.interval import Interval
from scheduler.problem import Window
from scheduler.rest_rules import RestRules
from scheduler.steps import Steps
from scheduler.windows import RULES, OfficerNeeds, Reach, Rule, availability_windows

LONDON = ZoneInfo("Europe/London")
NEW_YORK = ZoneInfo("America/New_York")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")  # its clocks change by half an hour
MONDAY = date(2027, 2, 1)
VIDEO = Reach("video")
SITE = Reach("site-1", timedelta(minutes=45))


def instant(on: date = MONDAY, at: str = "09:00", zone: ZoneInfo = LONDON) -> datetime:
    return datetime.combine(on, time.fromisoformat(at), tzinfo=zone).astimezone(UTC)


def duty(
    kind: DutyKind = DutyKind.EARLY,
    on: date = MONDAY,
    starts: str = "07:00",
    ends: str = "17:00",
    days: int = 0,
    zone: ZoneInfo = LONDON,
) -> Duty:
    """A duty by the clock on the wall; an end at or before the start is next day, `days` adds more."""
    later = days + (ends <= starts)
    return Duty(kind, instant(on, starts, zone), instant(on + timedelta(days=later), ends, zone))


def night(on: date = MONDAY, starts: str = "22:00", ends: str = "07:00", zone: ZoneInfo = LONDON) -> Duty:
    return duty(DutyKind.NIGHT, on, starts, ends, zone=zone)


def span(start_on: date, starts: str, end_on: date, ends: str, zone: ZoneInfo = LONDON) -> Interval[datetime]:
    return Interval(instant(start_on, starts, zone), instant(end_on, ends, zone))


def horizon(start_on: date = MONDAY, days: int = 7, zone: ZoneInfo = LONDON) -> Horizon:
    return Horizon(start_on, days, zone)


def minute(day: int = 0, at: str = "09:00") -> int:
    clock = time.fromisoformat(at)
    return day * DAY + clock.hour * 60 + clock.minute


def windows(
    duties: Sequence[Duty] = (),
    rules: RestRules = RestRules(),  # noqa: B008 - frozen
    needs: OfficerNeeds = OfficerNeeds((VIDEO,)),  # noqa: B008 - frozen
    over: Horizon | None = None,
    risk_of: Steps = Steps(60),  # noqa: B008 - frozen
    walk: Sequence[Rule] = RULES,
) -> list[Window]:
    return availability_windows(duties, rules, needs, horizon=over or horizon(), risk_of=risk_of, walk=walk)


def starts(found: Sequence[Window], session: int = 50) -> set[tuple[str, int]]:
    """Every (place, start) at which a whole session fits into one window."""
    return {(w.place, m) for w in found for m in range(w.start, w.end - session + 1)}
