"""Why a start suits an officer: the facts of the shifts around it, told in plain English."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import assert_never

from scheduler.civil import Horizon, force_day, wall_clock
from scheduler.duty import Duty, DutyKind
from scheduler.risk import Feature, features_at, marks_after_nights

_HOUR = timedelta(hours=1)
_NEAR = timedelta(hours=24)
_AROUND = timedelta(days=4)
"""Duties further off than this can neither lie in a force day nor be the night before it."""
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class SlotReason:
    """The facts of one start.

    `after` is the kind of the last duty that ended by the start, `since` how long ago; `before` and
    `until` the same for the next to begin; `during` the duty the start lies in. Only duties at work
    and on call count, not leave, sickness or rest. Durations are hours that really pass.
    """

    local: datetime
    place: str
    after: DutyKind | None
    since: timedelta | None
    before: DutyKind | None
    until: timedelta | None
    during: DutyKind | None
    is_rest_day: bool
    is_first_rest_day_after_nights: bool
    risk: int


def reason_for(
    start_minute: int,
    place: str,
    duties: Sequence[Duty],
    horizon: Horizon,
    *,
    risk: int = 0,
    day_starts: time = time(7),
) -> SlotReason:
    """The facts of a start at a civil minute. `risk` is the one of its window, handed on."""
    return Shifts(duties, horizon, day_starts).reason_for(start_minute, place, risk=risk)


class Shifts:
    """The duties that starts are told by, laid out once for many starts."""

    def __init__(self, duties: Sequence[Duty], horizon: Horizon, day_starts: time = time(7)) -> None:
        self._duties, self._horizon, self._day_starts = duties, horizon, day_starts
        present = [duty for duty in duties if duty.is_work or duty.kind is DutyKind.ON_CALL]
        self._by_end = sorted(present, key=lambda duty: duty.end_at)
        self._by_start = sorted(present, key=lambda duty: duty.start_at)
        self._ends = [duty.end_at for duty in self._by_end]
        self._starts = [duty.start_at for duty in self._by_start]
        self._in_order = sorted(range(len(duties)), key=lambda place: duties[place].start_at)
        self._all_starts = [duties[place].start_at for place in self._in_order]
        self._longest = max((duty.length for duty in duties), default=timedelta(0))
        others = [duty for duty in duties if duty.kind is not DutyKind.REST_DAY]
        self._first_end = min((duty.end_at for duty in others), default=None)
        self._last_start = max((duty.start_at for duty in others), default=None)

    def reason_for(self, start_minute: int, place: str, *, risk: int = 0) -> SlotReason:
        """The facts of a start at a civil minute. `risk` is the one of its window, handed on."""
        horizon = self._horizon
        at = horizon.instant_of(start_minute)
        ended, coming = self._ended(at), self._coming(at)
        around = self._around(at)
        present = (duty for duty in around if duty.is_work or duty.kind is DutyKind.ON_CALL)
        running = next((duty for duty in present if duty.start_at <= at < duty.end_at), None)
        rest = not _is_taken(at, around, horizon, self._day_starts) and self._is_known_rest(at, around)
        marks = marks_after_nights(around, horizon, self._day_starts) if rest else []
        after_nights = Feature.FIRST_REST_DAY_AFTER_NIGHTS in features_at(marks, start_minute)
        return SlotReason(
            local=wall_clock(at, horizon.zone),
            place=place,
            after=ended.kind if ended else None,
            since=at - ended.end_at if ended else None,
            before=coming.kind if coming else None,
            until=coming.start_at - at if coming else None,
            during=running.kind if running else None,
            is_rest_day=rest,
            is_first_rest_day_after_nights=after_nights,
            risk=risk,
        )

    def _around(self, at: datetime) -> list[Duty]:
        """Duties that reach near an instant, in the order in which they were told."""
        first = bisect_left(self._all_starts, at - _AROUND - self._longest)
        last = bisect_left(self._all_starts, at + _AROUND)
        near = (self._duties[place] for place in sorted(self._in_order[first:last]))
        return [duty for duty in near if duty.end_at > at - _AROUND]

    def _ended(self, at: datetime) -> Duty | None:
        """The last that ended by then; of several the one told first."""
        place = bisect_right(self._ends, at)
        return self._by_end[bisect_left(self._ends, self._ends[place - 1])] if place else None

    def _coming(self, at: datetime) -> Duty | None:
        """The next to begin; of several the one told first."""
        place = bisect_right(self._starts, at)
        return self._by_start[place] if place < len(self._by_start) else None

    def _is_known_rest(self, at: datetime, around: Sequence[Duty]) -> bool:
        """Whether the roster says that nothing is on: by a rest-day record over it, or by duties on both sides.

        Beyond the last published duty nothing is known.
        """
        if any(d.kind is DutyKind.REST_DAY and d.start_at <= at < d.end_at for d in around):
            return True
        if self._first_end is None or self._last_start is None:
            return False
        return self._first_end <= at < self._last_start


def _is_taken(at: datetime, duties: Sequence[Duty], horizon: Horizon, day_starts: time) -> bool:
    """Whether a duty, leave or sickness lies in the force day of an instant; one that ends where it begins does not.

    Leave written from midnight begins on its own date, not in the force day still running then.
    """
    on = force_day(at, horizon.zone, day_starts)

    def touches(duty: Duty) -> bool:
        begins = day_starts if duty.is_work else time(0)
        first = force_day(duty.start_at, horizon.zone, begins)
        return first <= on <= force_day(duty.end_at - timedelta.resolution, horizon.zone, day_starts)

    return any(touches(duty) for duty in duties if duty.kind is not DutyKind.REST_DAY)


def words(reason: SlotReason, *, place_name: str | None = None) -> str:
    """One line for an officer: "3 h after your late turn ends, video, Thursday 14:00"."""
    when = f"{_WEEKDAYS[reason.local.weekday()]} {reason.local:%H:%M}"
    parts = [_why(reason), place_name or reason.place, when]
    return ", ".join(part for part in parts if part)


def _why(reason: SlotReason) -> str:
    """The one fact that tells most: the duty it lies in, the rest day, or the nearer duty within a day."""
    if reason.during:
        return f"during {_name(reason.during)}"
    if reason.is_first_rest_day_after_nights:
        return "on your first rest day after nights"
    if reason.is_rest_day:
        return "on a rest day"
    around = []
    if reason.after is not None and reason.since is not None:
        around.append((reason.since, f"{_hours(reason.since)} after {_name(reason.after)} ends"))
    if reason.before is not None and reason.until is not None:
        around.append((reason.until, f"{_hours(reason.until)} before {_name(reason.before)} starts"))
    nearest = min(around, key=lambda fact: fact[0], default=None)
    return nearest[1] if nearest and nearest[0] < _NEAR else ""


def _hours(length: timedelta) -> str:
    """Whole and half hours, rounded down so as not to promise more rest than there is."""
    halves = length // (_HOUR / 2)
    if halves < 2:
        return f"{length // timedelta(minutes=1)} min"
    return f"{halves // 2}{'½' if halves % 2 else ''} h"


def _name(kind: DutyKind) -> str:
    match kind:
        case DutyKind.EARLY:
            return "your early turn"
        case DutyKind.LATE:
            return "your late turn"
        case DutyKind.NIGHT:
            return "your night turn"
        case DutyKind.COURT:
            return "your court day"
        case DutyKind.TRAINING:
            return "your training"
        case DutyKind.ON_CALL:
            return "your time on call"
        case DutyKind.OTHER | DutyKind.LEAVE | DutyKind.SICK | DutyKind.REST_DAY:
            return "your duty"
        case _:
            assert_never(kind)
