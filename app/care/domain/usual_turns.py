"""What somebody's turns probably are beyond the published roster: the cycle that those published keep to.

Nobody has promised these turns. Nothing new is planned into them, for nearly all of it would be moved when the roster
comes; what stands there stands, as less likely to be kept.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from scheduler.civil import Horizon, wall_clock, wall_instant
from scheduler.duty import Duty, DutyKind
from scheduler.interval import Interval, merge
from scheduler.rest_rules import DUTY_RULES, RestRules, Stretch

TURNS = frozenset({DutyKind.EARLY, DutyKind.LATE, DutyKind.NIGHT})
LONGEST_CYCLE = 42
"""Days: the longest cycles in use have six weeks."""
ALIKE = 0.9
"""The share of days that must be as they were a cycle before; some turns are moved, and some weeks are not usual."""
_EVERY_OTHER = 2


@lru_cache(maxsize=1 << 10)
def usual_turns(duties: tuple[Duty, ...], covers_to_on: date, horizon: Horizon) -> tuple[Duty, ...]:
    """Turns from the day after the roster ends to the horizon's end, as the shortest cycle that fits has them.

    None where the known days keep to no cycle, or are too few to tell: each day must have been seen twice.
    """
    turns, odd = _days(duties, horizon)
    known = [on for on in _dates(_first_on(duties, horizon), covers_to_on) if on not in odd]
    cycle = _cycle(known, turns)
    if cycle is None:
        return ()
    last = {(on - horizon.start_on).days % cycle: on for on in known}
    ends_on = horizon.start_on + timedelta(days=horizon.days)
    found = []
    for on in _dates(covers_to_on + timedelta(days=1), ends_on):
        was_on = last.get((on - horizon.start_on).days % cycle)
        if was_on is not None and was_on in turns:
            found.append(_as_on(turns[was_on], was_on, on, horizon))
    return tuple(found)


def probably_taken(turns: Iterable[Duty], rules: RestRules, horizon: Horizon) -> list[Interval[int]]:
    """Civil minutes that these turns, with what they earn, would keep free of sessions by video."""
    edge = rules.edge(None)
    spans = [rule(Stretch(turn, rules, edge, horizon.zone)) for turn in turns for rule in DUTY_RULES]
    return merge(horizon.minutes_of(span) for span in spans if span is not None)


def _days(duties: Iterable[Duty], horizon: Horizon) -> tuple[Mapping[date, Duty], frozenset[date]]:
    """The turn that begins on each date, and the dates that say nothing of the cycle."""
    turns, odd = {}, set()
    for duty in duties:
        first_on = wall_clock(duty.start_at, horizon.zone).date()
        if duty.kind in TURNS:
            turns[first_on] = duty
        elif duty.kind is not DutyKind.REST_DAY:
            odd |= set(_dates(first_on, wall_clock(duty.end_at, horizon.zone).date()))
    return turns, frozenset(odd)


def _first_on(duties: Sequence[Duty], horizon: Horizon) -> date:
    begins = [wall_clock(duty.start_at, horizon.zone).date() for duty in duties]
    return min(begins, default=horizon.start_on)


def _cycle(known: Sequence[date], turns: Mapping[date, Duty]) -> int | None:
    """The shortest number of days after which the turns are alike."""
    days = set(known)
    for length in range(1, LONGEST_CYCLE + 1):
        pairs = [(on, before) for on in known if (before := on - timedelta(days=length)) in days]
        if len(pairs) < length or not turns:
            continue
        same = sum(_kind(turns, on) is _kind(turns, before) for on, before in pairs)
        worked = sum(on in turns or before in turns for on, before in pairs)
        if same >= ALIKE * len(pairs) and _EVERY_OTHER * (len(pairs) - same) <= worked:
            return length
    return None


def _kind(turns: Mapping[date, Duty], on: date) -> DutyKind | None:
    return turns[on].kind if on in turns else None


def _as_on(turn: Duty, was_on: date, on: date, horizon: Horizon) -> Duty:
    """The same turn by wall clock on another date."""
    moved = timedelta(days=(on - was_on).days)
    start, end = (_at(wall_clock(at, horizon.zone), moved, horizon) for at in (turn.start_at, turn.end_at))
    return Duty(turn.kind, start, end)


def _at(wall: datetime, moved: timedelta, horizon: Horizon) -> datetime:
    return wall_instant(wall.date() + moved, time(wall.hour, wall.minute), horizon.zone)


def _dates(first_on: date, last_on: date) -> Iterable[date]:
    """Both ends with it."""
    return (first_on + timedelta(days=k) for k in range((last_on - first_on).days + 1))
