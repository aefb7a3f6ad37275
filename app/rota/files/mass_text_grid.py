"""Goes through a large grid in delimited text: every cell as a number that stands for what is written in it."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from app.rota.domain.code_table import CodeTable
from app.rota.files.delimited import MOST_COLUMNS, read_delimited
from app.rota.files.findings import Findings, ReadOrder
from app.rota.files.mass_scan import Layout, NotPlain, Words, even_rows, pieces, unquoted
from app.rota.files.sheets import understood
from app.rota.files.table import Row, Table

_HEAD = 64 * 2**10
MOST_WORDS = 400_000


@dataclass(frozen=True, slots=True, eq=False)
class TextWords:
    """Cells as numbers of `words`, row by row; 0 is an empty cell. `rows` are the rows' own numbers."""

    rows: NDArray[np.uint32]
    cells: NDArray[np.uint32]
    words: list[str]
    head: bytes
    container: ClassVar[str] = "text"

    def tables(self, rows: Sequence[Sequence[int]], _findings: Findings) -> list[Table]:
        """These rows of words, numbered from 1, as the one table there is."""
        words = [word.strip() for word in self.words]
        return [Table(None, tuple(Row(at, tuple(words[i] for i in row)) for at, row in enumerate(rows, start=1)))]

    def settled(self, tables: list[Table], order: ReadOrder, findings: Findings) -> tuple[Table, CodeTable | None]:
        """The table itself: there is no other, and no code table beside it."""
        if read_delimited(self.head, order, findings, understood) is None:
            raise NotPlain("it is not settled what stands between its columns")
        return tables[0], None


def scan_text(path: Path) -> TextWords:
    """Read it once. Raises NotPlain."""
    import polars as pl  # noqa: PLC0415 - takes its time and memory only where a file needs it

    head, layout = _layout(path)
    words = Words(pl, [""])
    odd: dict[int, str] = {}
    blocks: list[NDArray[np.uint32]] = []
    rows: list[NDArray[np.uint32]] = []
    row = 1
    for piece in pieces(path, layout.begins_at):
        plain, numbers, count = even_rows(unquoted(piece, layout.mark), layout, row, odd)
        row += count
        if any(text.strip() for text in odd.values()):
            raise NotPlain("its rows have different numbers of cells")
        table = pl.read_csv(plain, has_header=False, separator=layout.mark, quote_char=None, infer_schema=False)
        blocks.append(np.column_stack([words.numbers(column.fill_null("")) for column in table.get_columns()]))
        rows.append(numbers)
        if len(words.words) > MOST_WORDS:
            raise NotPlain("its cells hold too many different things")
    return TextWords(np.concatenate(rows), np.concatenate(blocks), words.words, head)


def _layout(path: Path) -> tuple[bytes, Layout]:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    head = head[: head.rfind(b"\n") + 1]
    begins = 3 if head.startswith(b"\xef\xbb\xbf") else 0
    first = head[begins:].split(b"\n", 1)[0]
    if not first or b"\0" in head or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotPlain("it is not text of UTF-8 in lines")
    counts = {
        mark: len(next(csv.reader(io.StringIO(first.decode(errors="replace")), delimiter=mark))) for mark in ",;\t"
    }
    mark = max(counts, key=lambda one: counts[one])
    if not 2 < counts[mark] <= MOST_COLUMNS:
        raise NotPlain("it is no grid of people and dates")
    return head, Layout(mark, counts[mark], None, (), begins, 1)
