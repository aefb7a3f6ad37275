"""Rest rules: what a duty takes from the time an officer could attend.

One function each, named as a sentence, listed at the foot. Each gives the instants it keeps
free of sessions, or None where it does not apply.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime, time, timedelta
from typing import assert_never
from zoneinfo import ZoneInfo

from scheduler.civil import force_day, wall_clock, wall_instant
from scheduler.duty import Duty, DutyKind
from scheduler.interval import Interval

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RestRules:
    """Force policy; an officer's own differences by `dataclasses.replace`.

    `in_duty_time_by_force`, `in_duty_time_by_officer`: a session may lie in an early or late
    turn only where both say so. `leave_blocks` false: the officer would rather attend on leave.
    ValueError: a negative duration, or quiet hours that do not cover 23:00 to 04:00. No session
    may meet a clock change (civil minutes rest on that), and that is when clocks change.
    """

    video_margin: timedelta = timedelta(minutes=15)
    overrun_margin: timedelta = timedelta(minutes=60)
    sleep_after_night: timedelta = timedelta(hours=8)
    wind_down_before_night: timedelta = timedelta(hours=4)
    quiet_from: time = time(22)
    quiet_until: time = time(7)
    court_opens: time = time(9)
    court_closes: time = time(17)
    day_starts: time = time(7)
    leave_blocks: bool = True
    sick_blocks: bool = False
    on_call_blocks: bool = True
    in_duty_time_by_force: bool = False
    in_duty_time_by_officer: bool = False

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, timedelta) and value < timedelta(0):
                raise ValueError(f"{field.name} cannot be negative: {value}")
        if not (time(12) <= self.quiet_from <= time(23) and time(4) <= self.quiet_until < time(12)):
            raise ValueError(f"quiet hours must cover 23:00 to 04:00: {self.quiet_from} to {self.quiet_until}")
        if self.court_closes <= self.court_opens:
            raise ValueError(f"a court closes after it opens: {self.court_opens}")

    @property
    def in_duty_time(self) -> bool:
        """Whether sessions may lie in duty time: the force and the officer must both allow it."""
        return self.in_duty_time_by_force and self.in_duty_time_by_officer

    def edge(self, travel: timedelta | None) -> timedelta:
        """What lies between a duty and a session: the journey to a site, or a margin for video."""
        return self.video_margin if travel is None else travel


@dataclass(frozen=True, slots=True)
class Stretch:
    """One duty as the rules see it: `edge` is what getting to the session takes."""

    duty: Duty
    rules: RestRules
    edge: timedelta
    zone: ZoneInfo


Rule = Callable[[Stretch], Interval[datetime] | None]


def blocks_at_all(duty: Duty, rules: RestRules) -> bool:
    """Whether a duty of this kind keeps its hours free of sessions.

    Sickness does not: being off sick is when many need the session. A rest day never does, so a
    rest-day record can neither swallow the night that ends where it begins nor be swallowed.
    """
    match duty.kind:
        case DutyKind.EARLY | DutyKind.LATE:
            return not rules.in_duty_time
        case DutyKind.NIGHT | DutyKind.COURT | DutyKind.TRAINING | DutyKind.OTHER:
            return True
        case DutyKind.ON_CALL:
            return rules.on_call_blocks
        case DutyKind.LEAVE:
            return rules.leave_blocks
        case DutyKind.SICK:
            return rules.sick_blocks
        case DutyKind.REST_DAY:
            return False
        case _:
            assert_never(duty.kind)


def duty_keeps_its_own_hours(s: Stretch) -> Interval[datetime] | None:
    """Nobody attends while at work, unless the force and the officer both allow it."""
    return s.duty.span if blocks_at_all(s.duty, s.rules) else None


def duty_is_travelled_to(s: Stretch) -> Interval[datetime] | None:
    """Between a session and the duty after it lies the journey, or 15 minutes for video."""
    if not (_is_attended(s) and s.edge):
        return None
    return Interval(s.duty.start_at - s.edge, s.duty.start_at)


def duty_is_travelled_from(s: Stretch) -> Interval[datetime] | None:
    """Between a duty and the session after it lies the journey, or 15 minutes for video.

    Waiting on call ends on the minute and earns no more than this.
    """
    if not (_is_attended(s) and s.edge):
        return None
    return Interval(s.duty.end_at, s.duty.end_at + s.edge)


def duty_may_overrun(s: Stretch) -> Interval[datetime] | None:
    """After work come an overrun margin and then the journey.

    Eight in ten officers had to cancel or miss an appointment because of overtime in three
    months (PFNI survey, 2016).
    """
    if not (_is_attended(s) and s.duty.is_work and s.rules.overrun_margin):
        return None
    return Interval(s.duty.end_at, s.duty.end_at + s.rules.overrun_margin + s.edge)


def night_earns_sleep(s: Stretch) -> Interval[datetime] | None:
    """After a night the officer goes home and sleeps: eight hours that really pass, and travel.

    Of the 11 hours of daily rest (Working Time Regulations 1998, reg. 10) it is the part that
    must not be woken from.
    """
    if s.duty.kind is not DutyKind.NIGHT or not s.rules.sleep_after_night:
        return None
    return Interval(s.duty.end_at, s.duty.end_at + s.rules.sleep_after_night + s.edge)


def night_is_wound_down_to(s: Stretch) -> Interval[datetime] | None:
    """The hours before a night are for a rest, and a session can stir up more than it settles."""
    if s.duty.kind is not DutyKind.NIGHT or not s.rules.wind_down_before_night:
        return None
    return Interval(s.duty.start_at - s.rules.wind_down_before_night, s.duty.start_at)


def court_keeps_the_court_day(s: Stretch) -> Interval[datetime] | None:
    """A witness warned for an hour waits from the court's opening until it rises.

    From opening to closing on every date of the duty, its own hours too, with the margins of
    work on both sides.
    """
    if s.duty.kind is not DutyKind.COURT:
        return None
    first_on = wall_clock(s.duty.start_at, s.zone).date()
    last_on = wall_clock(s.duty.end_at - timedelta.resolution, s.zone).date()
    opens_at = wall_instant(first_on, s.rules.court_opens, s.zone)
    closes_at = wall_instant(last_on, s.rules.court_closes, s.zone)
    return Interval(
        min(opens_at, s.duty.start_at) - s.edge,
        max(closes_at, s.duty.end_at) + s.rules.overrun_margin + s.edge,
    )


def leave_keeps_whole_days(s: Stretch) -> Interval[datetime] | None:
    """Leave is for being away: all of each date as well as its own hours, however they are written.

    From the date it starts on to the last date it reaches; the small hours up to the start of
    the force day belong to the date before, so leave from 07:00 to 07:00 is one day, and leave
    in place of a night is the day that night starts on.
    """
    if s.duty.kind is not DutyKind.LEAVE or not s.rules.leave_blocks:
        return None
    midnight = time(0)
    first_on = wall_clock(s.duty.start_at, s.zone).date()
    last_on = force_day(s.duty.end_at - timedelta.resolution, s.zone, s.rules.day_starts)
    return Interval(
        wall_instant(first_on, midnight, s.zone),
        wall_instant(max(first_on, last_on) + _ONE_DAY, midnight, s.zone),
    )


def _is_attended(s: Stretch) -> bool:
    """Whether it is a duty the officer has to be there for, or ready for, on time."""
    present = s.duty.is_work or s.duty.kind is DutyKind.ON_CALL
    return present and blocks_at_all(s.duty, s.rules)


DUTY_RULES: tuple[Rule, ...] = (
    duty_keeps_its_own_hours,
    duty_is_travelled_to,
    duty_is_travelled_from,
    duty_may_overrun,
    night_earns_sleep,
    night_is_wound_down_to,
    court_keeps_the_court_day,
    leave_keeps_whole_days,
)
