"""What somebody's turns probably are beyond the published roster: the cycle that those published keep to.

Nobody has promised these turns. Nothing new is planned into them, for nearly all of it would be moved when the roster
comes; what stands there stands, as less likely to be kept.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from scheduler.civil import Horizon, wall_clock, wall_instant
from scheduler.cycle import shortest_cycle
from scheduler.duty import Duty, DutyKind
from scheduler.interval import Interval, merge
from scheduler.rest_rules import RestRules
from scheduler.windows import kept_beside

TURNS = frozenset({DutyKind.EARLY, DutyKind.LATE, DutyKind.NIGHT})
LONGEST_CYCLE = 42
"""Days: the longest cycles in use have six weeks."""
ALIKE = 0.9
"""The share of days that must be as they were a cycle before; some turns are moved, and some weeks are not usual."""
_KINDS = {kind: number for number, kind in enumerate(sorted(TURNS), start=1)}


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
    kept = kept_beside(turns, rules, rules.edge(None), horizon)
    return merge(Interval(start, end) for start, end in zip(kept.start.tolist(), kept.end.tolist(), strict=True))


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
    if not turns or not known:
        return None
    days: list[int | None] = [None] * ((known[-1] - known[0]).days + 1)
    for on in known:
        days[(on - known[0]).days] = _KINDS[turns[on].kind] if on in turns else 0
    return shortest_cycle(days, LONGEST_CYCLE, ALIKE)


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
