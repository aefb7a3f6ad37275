"""The lines of one reading as columns of numbers: what millions of duties travel and are kept as."""

import json
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from app.rota.domain.duty_line import DutyLine
from scheduler.duty_pack import LENGTH_SHIFT, duty_of, word_of

Where = tuple[str | None, str | None]
"""Sheet and column."""
_AT_A_TIME = 1 << 20


@dataclass(frozen=True, slots=True, eq=False)
class PackedLines(Sequence[DutyLine]):
    """Lines in order of staff number and time; a line is made when somebody looks at it.

    `begins[i]:begins[i + 1]` are the lines of `staff[i]`; `rows` 0 means that no row is known.
    """

    staff: tuple[str, ...]
    begins: NDArray[np.int64]
    words: NDArray[np.uint64]
    rows: NDArray[np.uint32]
    where: NDArray[np.uint32]
    """Which of `places` each line stands in."""
    places: tuple[Where, ...]
    kept: bytes = b""
    """What `to_bytes` gives, where it is there already."""

    def __len__(self) -> int:
        return len(self.words)

    @overload
    def __getitem__(self, index: int) -> DutyLine: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[DutyLine]: ...
    def __getitem__(self, index: int | slice) -> DutyLine | Sequence[DutyLine]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        at = range(len(self))[index]
        who = int(np.searchsorted(self.begins, at, side="right")) - 1
        return self._line(self.staff[who], at)

    def __iter__(self) -> Iterator[DutyLine]:
        for number, (begin, end) in zip(self.staff, pairwise(self.begins.tolist()), strict=True):
            for at in range(begin, end):
                yield self._line(number, at)

    def of(self, who: int) -> list[DutyLine]:
        """The lines of `staff[who]`."""
        return [self._line(self.staff[who], at) for at in range(int(self.begins[who]), int(self.begins[who + 1]))]

    def between(self, first: str, last: str) -> "PackedLines":
        """The lines of the staff numbers from `first` to `last`."""
        a, b = bisect_left(self.staff, first), bisect_right(self.staff, last)
        here = slice(int(self.begins[a]), int(self.begins[b]))
        begins = self.begins[a : b + 1] - here.start
        return PackedLines(self.staff[a:b], begins, self.words[here], self.rows[here], self.where[here], self.places)

    def owners_of(self, first: int, last: int) -> NDArray[np.int64]:
        """The place in `staff` of whose each line is, for those from `first` up to `last`."""
        return np.repeat(np.arange(first, last), np.diff(self.begins[first : last + 1]))

    def _line(self, number: str, at: int) -> DutyLine:
        sheet, column = self.places[int(self.where[at])]
        return DutyLine(number, duty_of(int(self.words[at])), sheet, int(self.rows[at]) or None, column)

    def named_only(self) -> "PackedLines":
        """The same without staff numbers that have no line."""
        has = np.diff(self.begins) > 0
        if bool(has.all()):
            return self
        staff = tuple(number for number, named in zip(self.staff, has.tolist(), strict=True) if named)
        return replace(self, staff=staff, begins=np.concatenate((self.begins[:-1][has], self.begins[-1:])), kept=b"")

    def to_bytes(self) -> bytes:
        """Everything, compressed: what lies with an upload."""
        if self.kept:
            return self.kept
        head = json.dumps([self.staff, self.places], ensure_ascii=False).encode()
        out = [_framed(head)]
        for numbers in (self.begins, self.words, self.rows, self.where):
            out += [_framed(part) for part in _deltas(numbers)]
        return b"".join(out)


def _framed(part: bytes) -> bytes:
    small = zlib.compress(part, 1)
    return len(small).to_bytes(4, "little") + small


def _deltas(numbers: NDArray[Any]) -> Iterator[bytes]:
    """A column's type and length, then its steps from one to the next: rosters repeat themselves in those."""
    yield json.dumps([numbers.dtype.str, len(numbers)]).encode()
    for at in range(0, len(numbers), _AT_A_TIME):
        some = numbers[at : at + _AT_A_TIME]
        steps = np.diff(some, prepend=some.dtype.type(0))
        if len(steps) > 2 and bool((steps[1:] == steps[1]).all()):  # as rows mostly do: said in two numbers
            yield steps[:2].tobytes()
        else:  # bytes of one weight together: most are zero
            yield np.ascontiguousarray(steps.view(np.uint8).reshape(-1, some.dtype.itemsize).T).tobytes()


def packed_lines_of(data: bytes) -> PackedLines:
    """What `to_bytes` wrote. ValueError for anything else."""
    frames = _frames(data)
    staff, places = json.loads(next(frames))
    begins, words, rows, where = (_column(frames) for _ in range(4))
    return PackedLines(
        tuple(staff), begins, words, rows, where, tuple((sheet, column) for sheet, column in places), data
    )


def _frames(data: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "little")
        yield zlib.decompress(data[at + 4 : at + 4 + size])
        at += 4 + size


def _column(frames: Iterator[bytes]) -> NDArray[Any]:
    kind, length = json.loads(next(frames))
    numbers = np.empty(length, np.dtype(kind))
    for at in range(0, length, _AT_A_TIME):
        some = numbers[at : at + _AT_A_TIME]
        np.cumsum(_steps(next(frames), some), dtype=some.dtype, out=some)
    return numbers


def _steps(frame: bytes, into: NDArray[Any]) -> NDArray[Any]:
    if len(into) > 2 and len(frame) == 2 * into.dtype.itemsize:
        first, step = np.frombuffer(frame, into.dtype)
        into[:] = step
        into[0] = first
        return into
    weights = np.frombuffer(frame, np.uint8).reshape(into.dtype.itemsize, -1)
    return np.ascontiguousarray(weights.T).reshape(-1).view(into.dtype)


def packed_lines(lines: Iterable[DutyLine]) -> PackedLines:
    """The same lines as columns, in order."""
    if isinstance(lines, PackedLines):
        return lines
    given = list(lines)
    staff = sorted({line.staff_number for line in given})
    index = {number: at for at, number in enumerate(staff)}
    places: dict[Where, int] = {}
    where = [places.setdefault((line.sheet, line.column), len(places)) for line in given]
    return in_columns(
        staff,
        np.array([index[line.staff_number] for line in given], np.uint32),
        np.array([word_of(line.duty) for line in given], np.uint64),
        np.array([line.row or 0 for line in given], np.uint32),
        np.array(where, np.uint32),
        tuple(places),
    )


def no_lines() -> PackedLines:
    """Nobody's."""
    none = np.empty(0, np.uint32)
    return in_columns((), none, np.empty(0, np.uint64), none, none, ())


def in_columns(
    staff: Sequence[str],
    owners: NDArray[np.unsignedinteger[Any]],
    words: NDArray[np.uint64],
    rows: NDArray[np.uint32],
    where: NDArray[np.uint32],
    places: tuple[Where, ...],
) -> PackedLines:
    """Put columns in order: by staff number (`staff` ascends), then start, end, and row, as the rules look at them."""
    order = _order(owners, words, rows)
    begins = np.zeros(len(staff) + 1, np.int64)
    np.cumsum(np.bincount(owners, minlength=len(staff)), out=begins[1:])
    if order is not None:
        words, rows, where = words[order], rows[order], where[order]
    return PackedLines(tuple(staff), begins, words, rows, where, places)


def _order(
    owners: NDArray[np.unsignedinteger[Any]], words: NDArray[np.uint64], rows: NDArray[np.uint32]
) -> NDArray[np.int64] | None:
    """None if they lie in order already; most files do, or are in order of time for each person."""
    if _lies_in_order(owners, words, rows):
        return None
    short = owners.astype(np.uint16) if not len(owners) or owners.max() < 2**16 else owners
    order = np.argsort(short, kind="stable")  # of 16 bits: by radix, in one pass
    if not _lies_in_order(owners[order], words[order], rows[order]):
        order = np.lexsort((rows, words >> np.uint64(LENGTH_SHIFT), owners))
    return order


def _lies_in_order(
    owners: NDArray[np.unsignedinteger[Any]], words: NDArray[np.uint64], rows: NDArray[np.uint32]
) -> bool:
    for at in range(0, max(len(words) - 1, 0), _AT_A_TIME):
        some = slice(at, at + _AT_A_TIME + 1)
        who, when, row = owners[some], words[some] >> np.uint64(LENGTH_SHIFT), rows[some]
        later = (when[1:] > when[:-1]) | ((when[1:] == when[:-1]) & (row[1:] >= row[:-1]))
        if not bool(np.all((who[1:] > who[:-1]) | ((who[1:] == who[:-1]) & later))):
            return False
    return True
