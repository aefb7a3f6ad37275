"""Why a start suits an officer: the facts of the shifts around it, told in plain English."""

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
    at = horizon.instant_of(start_minute)
    present = [duty for duty in duties if duty.is_work or duty.kind is DutyKind.ON_CALL]
    ended = max((d for d in present if d.end_at <= at), key=lambda d: d.end_at, default=None)
    coming = min((d for d in present if d.start_at > at), key=lambda d: d.start_at, default=None)
    running = next((d for d in present if d.start_at <= at < d.end_at), None)
    around = [duty for duty in duties if duty.end_at > at - _AROUND and duty.start_at < at + _AROUND]
    rest = not _is_taken(at, around, horizon, day_starts) and _is_known_rest(at, duties)
    marks = marks_after_nights(around, horizon, day_starts) if rest else []
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


def _is_known_rest(at: datetime, duties: Sequence[Duty]) -> bool:
    """Whether the roster says that nothing is on: by a rest-day record over the instant, or by duties on both sides.

    Beyond the last published duty nothing is known.
    """
    if any(d.kind is DutyKind.REST_DAY and d.start_at <= at < d.end_at for d in duties):
        return True
    others = [duty for duty in duties if duty.kind is not DutyKind.REST_DAY]
    return any(d.end_at <= at for d in others) and any(d.start_at > at for d in others)


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
