"""The duties of many people at once, as columns: cut into months, laid over what stands, looked through for clashes."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from app.rota.domain.duty_line import DAYS_OFF
from scheduler.duty_pack import KINDS, LENGTH_SHIFT, LONGEST_MINUTES, START_SHIFT
from scheduler.local_days import LocalDays, Numbers, month_name

Words = NDArray[np.uint64]
Truths = NDArray[np.bool_]
_OFF = np.array([kind in DAYS_OFF for kind in KINDS])


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Duties with their owners, in order of owner, then time. An owner is a number from 0."""

    owners: Numbers
    words: Words

    @property
    def starts(self) -> Numbers:
        """Minutes from 1970."""
        return (self.words >> np.uint64(START_SHIFT)).astype(np.int64)

    @property
    def lengths(self) -> Numbers:
        """Minutes."""
        return (self.words >> np.uint64(LENGTH_SHIFT) & np.uint64(LONGEST_MINUTES)).astype(np.int64)

    @property
    def kinds(self) -> Numbers:
        """Numbers of kinds."""
        return (self.words & np.uint64(0xFF)).astype(np.int64)

    def only(self, which: Truths | Numbers | slice) -> "Block":
        """Some of it."""
        return Block(self.owners[which], self.words[which])


def block_of(packs: Sequence[bytes], owners: Sequence[int]) -> Block:
    """Months as they lie in the store, each of the owner beside it; owners ascend, and months of each."""
    sizes = np.fromiter(map(len, packs), np.int64, len(packs)) // 8
    words = np.frombuffer(b"".join(packs), "<u8").astype(np.uint64, copy=False)
    return Block(np.repeat(np.asarray(owners, np.int64), sizes), words)


def joined(one: Block, other: Block) -> Block:
    """Both, in order."""
    if not len(one.words) or not len(other.words):
        return one if len(one.words) else other
    owners, words = np.concatenate((one.owners, other.owners)), np.concatenate((one.words, other.words))
    order = np.lexsort((words, owners))
    return Block(owners[order], words[order])


def cut(block: Block, days: LocalDays) -> list[tuple[int, str, bytes]]:
    """Owner, month and packed duties, for every month with any."""
    months = days.months(block.starts)
    keys = block.owners << 16 | months
    words = block.words
    if len(keys) and bool(np.any(keys[1:] < keys[:-1])):  # clocks that go back over the end of a month
        order = np.argsort(keys, kind="stable")
        keys, words = keys[order], words[order]
    begins = np.flatnonzero(np.diff(keys, prepend=-1))
    whole = words.astype("<u8", copy=False).tobytes()
    ends = [*(begins * 8).tolist(), len(whole)]
    names: dict[int, str] = {}
    return [
        (key >> 16, names.get(key & 0xFFFF) or names.setdefault(key & 0xFFFF, month_name(key & 0xFFFF)), whole[a:b])
        for key, (a, b) in zip(keys[begins].tolist(), pairwise(ends), strict=True)
    ]


def apart(these: Block, those: Block) -> tuple[Block, Block]:
    """What only these have, and what only those have."""
    both = joined(these, those)
    if not len(both.words):
        return these, those
    same = (both.words[1:] == both.words[:-1]) & (both.owners[1:] == both.owners[:-1])
    if not same.any():
        return these, those
    mine, theirs = _keys(these, both), _keys(those, both)
    if mine is None or theirs is None:
        middle = (
            int(both.owners[0]) + int(both.owners[-1])
        ) // 2  # too many people over too many years for one number each
        halves = [apart(_side(these, middle, low), _side(those, middle, low)) for low in (True, False)]
        (left, right), (left_too, right_too) = halves
        return _after(left, left_too), _after(right, right_too)
    return these.only(~np.isin(mine, theirs)), those.only(~np.isin(theirs, mine))


def _side(block: Block, middle: int, low: bool) -> Block:
    return block.only(block.owners <= middle if low else block.owners > middle)


def _after(one: Block, other: Block) -> Block:
    return Block(np.concatenate((one.owners, other.owners)), np.concatenate((one.words, other.words)))


def _keys(block: Block, both: Block) -> Words | None:
    """Owner and duty in one number; None where that has not the room."""
    low, high = int(both.starts.min()), int(both.starts.max())
    first, last = int(both.owners[0]), int(both.owners[-1])
    length_bits, kind_bits = int(both.lengths.max()).bit_length(), 4
    start_bits = (high - low).bit_length()
    if first < last and (last - first).bit_length() + start_bits + length_bits + kind_bits > 64:
        return None
    key = (block.owners - first).astype(np.uint64) << np.uint64(start_bits)
    key = (key | (block.starts - low).astype(np.uint64)) << np.uint64(length_bits)
    return (key | block.lengths.astype(np.uint64)) << np.uint64(kind_bits) | block.kinds.astype(np.uint64)


def clashes(block: Block, days: LocalDays) -> tuple[Numbers, Numbers]:
    """Where a duty clashes with an earlier one of its owner: the places of the earlier, and of the later.

    The same rule as `order_rules.clash`, against the earlier one that ends last. The block is in order of owner,
    start and end.
    """
    starts, lengths = block.starts, block.lengths
    ends = (block.owners << 34) + starts + lengths  # an owner's ends all lie beyond those of owners before
    latest = np.maximum.accumulate(ends)
    is_latest = np.ones(len(ends), bool)
    is_latest[1:] = ends[1:] > latest[:-1]
    reach = np.maximum.accumulate(np.where(is_latest, np.arange(len(ends)), 0))
    later = np.arange(1, len(ends))
    earlier = reach[:-1]
    over = (block.owners[earlier] == block.owners[later]) & (starts[earlier] + lengths[earlier] > starts[later])
    earlier, later = earlier[over], later[over]
    kinds, on = block.kinds, days.days(starts[np.concatenate((earlier, later))])
    runs_over = on[: len(earlier)] < on[len(earlier) :]
    both_true = _OFF[kinds[later]] & ~_OFF[kinds[earlier]] & runs_over
    return earlier[~both_true], later[~both_true]
