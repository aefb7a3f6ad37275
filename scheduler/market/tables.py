"""What the compiled loops read and write, as arrays of records.

Cells are grid steps since the start of the horizon. A row is a counsellor or a place with limited rooms; a lane is one
row as sessions of one length see it. A run is a stretch of cells at which one officer could start at one place, all at
the same cost; a piece is what a counsellor's duty leaves of a run.
"""

from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int32]
Floats: TypeAlias = NDArray[np.float64]
Records: TypeAlias = NDArray[Any]


def _record(whole: str, fraction: str = "") -> np.dtype[Any]:
    """Fields of 32-bit whole numbers, then of doubles; read by attribute in plain Python as in machine code."""
    fields = [(name, np.int32) for name in whole.split()] + [(name, np.float64) for name in fraction.split()]
    return np.dtype((np.record, np.dtype(fields, align=True)))


COURSE = _record("sessions early kind pair pair_end")
PAIR = _record("course person lane piece piece_end promise promise_end", "entry")
PIECE = _record("low high run")
RUN = _record("place", "early late")
PROMISE = _record("level cell place pinned", "cost")
LANE = _record("row length")
KIND = _record("least long most per_week")
USABLE = _record("day piece since upto near long")
START = _record("cell run")
STRETCH = _record("lane low high")


class Tables(NamedTuple):
    """The problem; nothing in it changes while it is solved."""

    courses: Records  # COURSE
    pairs: Records  # PAIR
    pieces: Records  # PIECE, pair by pair in order of time
    runs: Records  # RUN
    promises: Records  # PROMISE: `cost` is that of the start less what keeping it saves
    lanes: Records  # LANE
    lanes_of: Ints  # row -> its first lane; one more at the end
    room_lane: Ints  # a counsellor's lane x place -> the lane of the rooms, or -1 where they have no limit
    kinds: Records  # KIND, of gaps
    gap_cost: Floats  # kind x days
    opening: Floats  # course x day of the first session
    ending: Floats  # course x sessions held
    cells_per_day: int


class Board(NamedTuple):
    """What is left beside what is taken, and what each start costs there."""

    left: Ints  # row x cell: how many sessions it can still take
    day: Ints  # counsellor x day
    week: Ints
    caseload: Ints
    owner: Ints  # counsellor x cell -> course, or -1
    blocked: Ints  # lane x cell: how many of the cells that a start needs are full
    price: Floats  # lane x cell: what the cells that a start needs cost
    now: Floats  # the same, infinite where it is blocked
    entry: Floats  # counsellor: what a place in the caseload costs
    rank: Ints  # within each course its pairs, the most promising first
    floor: Floats  # what such a pair costs at least at the board's prices, in the same order
    guard: Ints  # one number: a week that takes fewer than this counts as nearly full


class Plan(NamedTuple):
    """One chain for each course."""

    pair: Ints  # -1: no session
    held: Ints  # how many sessions
    starts: Records  # START, course x level
    cost: Floats


class Desk(NamedTuple):
    """Scratch paper of one thread."""

    usable: Records  # USABLE days of a pair
    own: Floats  # what a session on each day costs by itself: one of the first numbers, a later one, one with promises
    least: Floats  # level x day: the cheapest chain whose last session is there
    reach: Floats  # day
    wide: Floats  # day
    spare: Floats  # day
    found: Records  # START: the chain found last
    best: Records  # START: the best chain so far


def scratch(tables: Tables) -> Desk:
    """Empty paper."""
    days = tables.gap_cost.shape[1]
    levels = max(1, min(int(tables.courses["sessions"].max(initial=0)), days))
    return Desk(
        usable=np.zeros(days, USABLE),
        own=np.zeros((3, days)),
        least=np.zeros((levels, days)),
        reach=np.zeros(days),
        wide=np.zeros(days),
        spare=np.zeros(days),
        found=np.zeros(levels, START),
        best=np.zeros(levels, START),
    )
