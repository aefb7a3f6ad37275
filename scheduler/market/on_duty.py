"""When counsellors work and can still take a session: by counsellor, length of session and place."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scheduler.capacity import Capacity
from scheduler.market.tables import Ints
from scheduler.problem import DAY, DAYS_PER_WEEK, Problem
from scheduler.starts import cells, cells_needed

Masks = NDArray[np.bool_]


def open_duty(problem: Problem, lengths: Sequence[int], capacity: Capacity, asked: Ints) -> tuple[Masks, Ints]:
    """Starts at which a counsellor works and nothing that stays is in the way, row by row, and where each row is.

    `asked[counsellor, length]` says whose are wanted; `row_of[counsellor, length, place]` is -1 where nobody works.
    What `capacity` counts as taken never comes free, so that a start it closes need not be looked at ever again.
    """
    row_of, spans = _spans(problem, lengths, asked)
    edges = np.zeros((int(row_of.max(initial=-1)) + 1, cells(problem) + 1), np.int16)
    np.add.at(edges, (spans[:, 0], spans[:, 1]), 1)
    np.add.at(edges, (spans[:, 0], spans[:, 2]), -1)
    masks: Masks = np.cumsum(edges[:, :-1], axis=1, dtype=np.int16) > 0
    for who, length, place in np.argwhere(row_of >= 0).tolist():
        minutes, pause = lengths[length], problem.counsellors[who].break_after
        mask = masks[row_of[who, length, place]]
        mask &= _whole(capacity.free[who] > 0, cells_needed(problem, minutes + pause), mask.size)
        mask &= _days_left(problem, capacity, who)
        rooms = capacity.rooms[place] > 0
        if not rooms.all():
            mask &= _whole(rooms, cells_needed(problem, minutes), mask.size)
    return masks, row_of


def _spans(problem: Problem, lengths: Sequence[int], asked: Ints) -> tuple[Ints, Ints]:
    """A row for each counsellor, length and place with hours; those hours as (row, first start, end)."""
    places = {place.id: at for at, place in enumerate(problem.places)}
    row_of = np.full((*asked.shape, len(places)), -1, np.int32)
    found: list[tuple[int, int, int]] = []
    rows: dict[tuple[int, int, str], int] = {}
    for who, length in np.argwhere(asked).tolist():
        for stretch in problem.counsellors[who].windows:
            first = -(-stretch.start // problem.grid)
            end = (min(stretch.end, problem.days * DAY) - lengths[length]) // problem.grid + 1
            if first < end:
                found += [(rows.setdefault((who, length, at), len(rows)), first, end) for at in stretch.places]
    for (who, length, place), row in rows.items():
        row_of[who, length, places[place]] = row
    return row_of, np.array(found, np.int32).reshape(-1, 3)


def _whole(free: Masks, length: int, size: int) -> Masks:
    """For each start whether all cells that it needs are free."""
    taken = np.concatenate(([0], np.cumsum(~free, dtype=np.int32)))
    whole: Masks = taken[length : length + size] == taken[:size]
    return whole


def _days_left(problem: Problem, capacity: Capacity, who: int) -> Masks:
    """For each cell whether the counsellor's day and week can take another session."""
    weeks = np.arange(problem.days) // DAYS_PER_WEEK
    left = (capacity.day[who] > 0) & (capacity.week[who, weeks] > 0) & (capacity.caseload[who] > 0)
    return np.repeat(left, DAY // problem.grid)
