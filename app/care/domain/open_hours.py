"""What changes when open hours become exactly those that somebody names: what stays, comes and goes."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import accumulate, pairwise

from app.care.domain.capacity import Stretch, in_hours

MOST_STRETCHES = 5_000
"""That are told at once; half a year of hours in five stretches a day is some 900."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How to get from the hours that are open to those that are wanted.

    `dropped`: open ones, whole, that cannot stay as they are; `left`: what of these lies outside the span and stays
    open; `added`: what is wanted and not open as such; `new`: time and places that can be booked from now on; `gone`:
    those that no longer can.
    """

    dropped: tuple[Stretch, ...]
    left: tuple[Stretch, ...]
    added: tuple[Stretch, ...]
    new: tuple[Stretch, ...]
    gone: tuple[Stretch, ...]

    @property
    def is_none(self) -> bool:
        """Whether the hours are as wanted already."""
        return not self.dropped and not self.added

    def after(self, open_now: Iterable[Stretch]) -> list[Stretch]:
        """The hours as they are then, in order."""
        dropped = set(self.dropped)
        kept = [one for one in open_now if one not in dropped]
        return sorted([*kept, *self.left, *self.added], key=_start)


def difference(
    open_now: Iterable[Stretch], wanted: Iterable[Stretch], first_at: datetime, last_at: datetime
) -> Difference:
    """Compare what is open with what is wanted from `first_at` until `last_at`; wanted stretches lie within and apart.

    What is open just as wanted is not touched, even where it reaches beyond the span. A stretch that is cut at the end
    of the span grows together again with what is wanted beside it at the same places.
    """
    aims = {_tidy(one) for one in wanted}
    inside = [(one, part) for one in map(_tidy, open_now) if (part := clipped(one, first_at, last_at))]
    stays = {part for _, part in inside if part in aims}
    dropped = [(one, part) for one, part in inside if part not in stays]
    left = [piece for one, part in dropped for piece in _outside(one, part)]
    before = [part for _, part in dropped]
    new = list(_beyond(sorted(aims - stays, key=_start), before))
    gone = list(_beyond(before, aims))
    left, added = _joined(left, sorted(aims - stays, key=_start))
    return Difference(tuple(one for one, _ in dropped), tuple(left), tuple(added), tuple(new), tuple(gone))


def clipped(one: Stretch, first_at: datetime, last_at: datetime) -> Stretch | None:
    """The part of a stretch that lies in the span; None if there is none."""
    start_at, end_at = max(one.start_at, first_at), min(one.end_at, last_at)
    return replace(one, start_at=start_at, end_at=end_at) if start_at < end_at else None


def overlapping(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Those that begin before one that began earlier has ended."""
    ordered = sorted(stretches, key=_start)
    found, until = [], None
    for one in ordered:
        if until is not None and one.start_at < until:
            found.append(one)
        until = one.end_at if until is None else max(until, one.end_at)
    return found


def without(stretches: Iterable[Stretch], spans: Sequence[tuple[datetime, datetime]]) -> list[Stretch]:
    """The stretches with these spans of time cut out, in order."""
    cuts = sorted(spans)
    return [piece for one in sorted(stretches, key=_start) for piece in _cut(one, cuts)]


def loses_its_time(booked: Stretch, place_id: str, before: Iterable[Stretch], after: Iterable[Stretch]) -> bool:
    """Whether a booked session lay in open hours and would no longer."""
    return in_hours(booked, place_id, before) and not in_hours(booked, place_id, after)


def _tidy(one: Stretch) -> Stretch:
    return replace(one, places=tuple(sorted(set(one.places))))


def _start(one: Stretch) -> tuple[datetime, datetime]:
    return one.start_at, one.end_at


def _outside(whole: Stretch, part: Stretch) -> list[Stretch]:
    ends = [(whole.start_at, part.start_at), (part.end_at, whole.end_at)]
    return [replace(whole, start_at=start_at, end_at=end_at) for start_at, end_at in ends if start_at < end_at]


def _joined(left: Sequence[Stretch], added: Sequence[Stretch]) -> tuple[list[Stretch], list[Stretch]]:
    """The two without the remnants that abut on a new stretch at the same places, which grows by them instead."""
    grown = list(added)
    kept = []
    for piece in left:
        beside = next((k for k, one in enumerate(grown) if one.places == piece.places and _abut(one, piece)), None)
        if beside is None:
            kept.append(piece)
        else:
            one = grown[beside]
            start_at, end_at = min(one.start_at, piece.start_at), max(one.end_at, piece.end_at)
            grown[beside] = replace(one, start_at=start_at, end_at=end_at)
    return kept, grown


def _abut(one: Stretch, other: Stretch) -> bool:
    return one.end_at == other.start_at or other.end_at == one.start_at


def _beyond(stretches: Iterable[Stretch], others: Iterable[Stretch]) -> Iterator[Stretch]:
    """What of the stretches is in none of the others. Thousands are compared, so each only with what is near it."""
    ordered = sorted(others, key=_start)
    over = list(accumulate((one.end_at for one in ordered), max))
    starts = [one.start_at for one in ordered]
    for stretch in stretches:
        near = ordered[bisect_right(over, stretch.start_at) : bisect_left(starts, stretch.end_at)]
        yield from _lost(stretch, near)


def _lost(part: Stretch, near: Sequence[Stretch]) -> Iterator[Stretch]:
    """What of one stretch is in none of those near it: times, or places at times."""
    edges = {part.start_at, part.end_at, *(at for one in near for at in (one.start_at, one.end_at))}
    times = sorted(at for at in edges if part.start_at <= at <= part.end_at)
    for start_at, end_at in pairwise(times):
        still = {place for one in near if one.start_at <= start_at and end_at <= one.end_at for place in one.places}
        if lost := tuple(place for place in part.places if place not in still):
            yield Stretch(start_at, end_at, lost)


def _cut(one: Stretch, cuts: Iterable[tuple[datetime, datetime]]) -> Iterator[Stretch]:
    start_at = one.start_at
    for off_at, on_at in cuts:
        if on_at <= start_at or off_at >= one.end_at:
            continue
        if off_at > start_at:
            yield replace(one, start_at=start_at, end_at=off_at)
        start_at = max(start_at, on_at)
    if start_at < one.end_at:
        yield replace(one, start_at=start_at)
