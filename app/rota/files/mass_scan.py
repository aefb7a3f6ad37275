"""Goes through a plainly delimited text of any length: which words each row holds, as numbers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from io import RawIOBase
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_PIECE = 8 * 2**20
_LONGEST_ROW = 2**20
MOST_ODD = 50_000
MOST_KEYS = 400_000
PARTS = "\x1f"
_NEWLINE, _RETURN, _QUOTE = 10, 13, 34
Numbers = NDArray[np.uint32]


class NotPlain(Exception):
    """The text must be read row by row; the message says why."""


class NotUtf8(NotPlain):
    """It is text in another encoding, perhaps."""


class Quoted(NotPlain):
    """Some of its cells need their quotation marks."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How rows of the text are written: separator, cells in a row, the column of the staff number, other columns used.

    `begins_at` is the byte at which the first row below the header begins, `first_row` its number.
    """

    mark: str
    width: int
    staff: int | None
    used: tuple[int, ...]
    begins_at: int
    first_row: int

    @property
    def is_tail(self) -> bool:
        """Whether the staff number comes first and all that follows is used: a row is then taken apart only once."""
        return self.staff == 0 and self.used == tuple(range(1, self.width))

    @property
    def parts(self) -> str:
        """What stands between the words of a key."""
        return self.mark if self.is_tail else PARTS


@dataclass(slots=True)
class Scan:
    """Rows as numbers: which staff number, and which words in the used columns (a key). Odd rows are kept as text."""

    staff: list[str]
    keys: list[str]
    owners: Numbers
    key_of: Numbers
    rows: Numbers
    odd: dict[int, str] = field(default_factory=dict)


def scan(path: Path, layout: Layout) -> Scan:
    """Read it all once. Raises NotPlain."""
    import polars as pl  # noqa: PLC0415 - takes its time and memory only where a file needs it

    staff, keys = Words(pl), Words(pl)
    odd: dict[int, str] = {}
    found: list[tuple[Numbers, Numbers, Numbers]] = []
    row = layout.first_row
    for piece in pieces(path, layout.begins_at):
        plain = unquoted(piece, layout.mark)
        table = _even_table(pl, plain, layout)
        if table is not None:
            rows, count = np.arange(row, row + len(table), dtype=np.uint32), len(table)
        else:
            plain, rows, count = even_rows(plain, layout, row, odd)
            table = _table(pl, plain, layout) if len(rows) else None
        row += count
        if table is not None:
            owners = staff.numbers(table["staff"]) if layout.staff is not None else np.zeros(len(rows), np.uint32)
            found.append((owners, keys.numbers(table["key"]), rows))
        if len(odd) > MOST_ODD or len(keys.words) > MOST_KEYS:
            raise NotPlain("its rows are of too many different forms")
    none = np.empty(0, np.uint32)
    owners, key_of, rows = (np.concatenate([none, *(some[part] for some in found)]) for part in range(3))
    return Scan(staff.words, keys.words, owners, key_of, rows, odd)


class Words:
    """Numbers the different words of a column in order of their first coming."""

    def __init__(self, pl: Any, words: Iterable[str] = ()) -> None:
        self.words = list(words)
        self._known = {word: number for number, word in enumerate(self.words)}
        self._pl = pl

    def numbers(self, column: Any) -> Numbers:
        """The numbers of a column of text without gaps."""
        here = column.unique(maintain_order=True)
        words = here.to_list()
        for word in words:
            if word not in self._known:
                self._known[word] = len(self.words)
                self.words.append(word)
        number = self._pl.Series([self._known[word] for word in words], dtype=self._pl.UInt32)
        replaced: Numbers = column.replace_strict(here, number, return_dtype=self._pl.UInt32).to_numpy()
        return replaced


def pieces(path: Path, begins_at: int) -> Iterator[bytes]:
    """Whole rows, some 8 MB at a time, each piece ending with a line feed."""
    size, at = path.stat().st_size, begins_at
    with path.open("rb", buffering=0) as file:
        while at < size:
            end = _end_of_rows(file, at, size)
            file.seek(at)
            piece = file.read(end - at)
            at = end
            yield _checked(piece if piece.endswith(b"\n") else piece + b"\n")


def _end_of_rows(file: RawIOBase, at: int, size: int) -> int:
    """Where the last whole row of the piece that begins at `at` ends: looked for first, so that nothing is copied."""
    if at + _PIECE >= size:
        return size
    begins = at + _PIECE - _LONGEST_ROW
    file.seek(begins)
    ends = (file.read(_LONGEST_ROW) or b"").rfind(b"\n")
    if ends < 0:
        raise NotPlain("one of its rows is endless")
    return begins + ends + 1


def _checked(piece: bytes) -> bytes:
    if b"\0" in piece or b"\x1f" in piece:
        raise NotPlain("there are control characters in it")
    if b"\r" in piece and piece.count(b"\r") != piece.count(b"\r\n"):
        raise NotPlain("its lines end in several ways")
    try:
        if not piece.isascii():
            piece.decode()
    except UnicodeDecodeError as wrong:
        raise NotUtf8("it is not UTF-8") from wrong
    return piece


def unquoted(piece: bytes, mark: str) -> bytes:
    """Without quotation marks, where all of them stand around whole cells and no cell needs them."""
    if b'"' not in piece:
        return piece
    letters = np.frombuffer(piece, np.uint8)
    ends = np.array([ord(mark), _NEWLINE], np.uint8)
    at = np.flatnonzero(letters == _QUOTE)
    before = np.where(at > 0, letters[at - 1], _NEWLINE)
    after = letters[np.minimum(at + 1, len(letters) - 1)]
    opens, closes = np.isin(before, ends), np.isin(after, ends) | (after == _RETURN)
    paired = len(at) % 2 == 0 and bool(np.all(opens[0::2] & closes[1::2] & ~closes[0::2]))
    if paired:
        breaks = np.cumsum(np.isin(letters, ends), dtype=np.uint32)
        paired = bool(np.all(breaks[at[0::2]] == breaks[at[1::2]]))
    if not paired:
        raise Quoted("some of its cells need their quotation marks")
    return piece.replace(b'"', b"")


def even_rows(piece: bytes, layout: Layout, first_row: int, odd: dict[int, str]) -> tuple[bytes, Numbers, int]:
    """The rows of the right width, their numbers, and how many rows there are; the others go to `odd`."""
    letters = np.frombuffer(piece, np.uint8)
    is_end = letters == _NEWLINE
    at = np.flatnonzero(is_end | (letters == ord(layout.mark)))
    ends_row = is_end[at]
    last = np.flatnonzero(ends_row)
    cells = np.diff(last, prepend=-1)
    rows = np.arange(first_row, first_row + len(last), dtype=np.uint32)
    wrong = np.flatnonzero(cells != layout.width)
    if not len(wrong):
        return piece, rows, len(rows)
    ends = at[last] + 1
    begins = np.concatenate(([0], ends[:-1]))
    if len(wrong) > MOST_ODD:
        raise NotPlain("its rows have different numbers of cells")
    odd.update({int(rows[i]): piece[begins[i] : ends[i]].decode().rstrip("\r\n") for i in wrong.tolist()})
    kept = np.ones(len(letters), bool)
    for i in wrong.tolist():
        kept[begins[i] : ends[i]] = False
    return letters[kept].tobytes(), np.delete(rows, wrong), len(rows)


def _even_table(pl: Any, plain: bytes, layout: Layout) -> Any | None:
    """The columns at once, where every row is of the right width; None for rows that must be told apart first.

    Millions of rows end in some thousand different ways: whether those are as wide as they should be says it of all.
    """
    if not layout.is_tail:
        return None
    table, marks = _table(pl, plain, layout), layout.width - 2
    ends = table["key"].unique().to_list()
    if len(table) != plain.count(b"\n") or any(end is None or end.count(layout.mark) != marks for end in ends):
        return None
    return table


def _table(pl: Any, plain: bytes, layout: Layout) -> Any:
    """The columns `staff`, if there is one, and `key`."""
    read = partial(pl.read_csv, plain, has_header=False, quote_char=None, infer_schema=False)
    if layout.is_tail:
        lines = read(separator=PARTS, new_columns=["line"])
        halves = pl.col("line").str.splitn(layout.mark, 2).struct.rename_fields(["staff", "key"])
        return lines.select(halves).unnest("line")
    wanted = sorted({*layout.used, *((layout.staff,) if layout.staff is not None else ())})
    table = read(separator=layout.mark, columns=wanted)
    table.columns = [f"c{index}" for index in wanted]
    cells = {index: pl.col(f"c{index}").fill_null("") for index in wanted}
    key = pl.concat_str([cells[index] for index in layout.used], separator=PARTS).alias("key")
    return table.select(key, *([cells[layout.staff].alias("staff")] if layout.staff is not None else []))
