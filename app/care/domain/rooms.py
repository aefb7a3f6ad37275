"""Which parts of an officer's time at a site have a room that is free throughout."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence

from app.care.domain.world import KnownAppointment, KnownPlace
from scheduler.civil import Horizon
from scheduler.interval import Interval, subtract
from scheduler.problem import Window


def with_a_room(
    windows: Sequence[Window], places: Sequence[KnownPlace], fixed: Iterable[KnownAppointment], horizon: Horizon
) -> tuple[Window, ...]:
    """The windows cut so that each lies in the free time of one room, where the place has rooms.

    Counting sessions is not enough: nobody changes rooms half-way, so two rooms that are each free for a half of the
    session are no room. Where a window lies free in several rooms it is kept once.
    """
    fixed = tuple(fixed)
    if all(place.rooms is None for place in places):
        return tuple(windows)
    free = {place.id: _free_of(place, fixed, horizon) for place in places if place.rooms is not None}
    kept: dict[Window, None] = {}
    for window in windows:
        if window.place not in free:
            kept[window] = None
            continue
        for room in free[window.place]:
            for stretch in room[_first_meeting(room, window) :]:
                if stretch.start >= window.end:
                    break
                start, end = max(window.start, stretch.start), min(window.end, stretch.end)
                whole = (start, end) == (window.start, window.end)
                kept[window if whole else Window(start, end, window.place, window.risk, window.cost)] = None
    return tuple(kept)


def _first_meeting(room: Sequence[Interval[int]], window: Window) -> int:
    """Where in a room's free stretches, which are in order, the first one stands that reaches into the window."""
    return bisect_right(room, window.start, key=lambda stretch: stretch.end)


def _free_of(place: KnownPlace, fixed: Iterable[KnownAppointment], horizon: Horizon) -> list[list[Interval[int]]]:
    """The free stretches of each room of the place, in order."""
    whole = [Interval(0, horizon.minutes)]
    taken: dict[int, list[Interval[int]]] = defaultdict(list)
    for a in fixed:
        if a.place_id == place.id and a.room is not None:
            taken[a.room].append(Interval(horizon.minute_of(a.start_at), horizon.minute_of(a.end_at)))
    rooms = range(1, (place.rooms or 0) + 1)
    return [subtract(whole, taken[room]) for room in rooms]
