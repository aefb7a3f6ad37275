"""Goes through the one large sheet of a workbook: every cell as a number that stands for what is written in it.

A cell's inside is never understood here. Some rows, or cells put together to rows, are packed into a small workbook
with everything else that the large one holds, and that is read as any other.
"""

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from app.rota.domain.code_table import CodeTable
from app.rota.files.findings import Findings, ReadOrder
from app.rota.files.mass_scan import NotPlain
from app.rota.files.sheets import chosen
from app.rota.files.table import Table
from app.rota.files.workbook import own_codes, read_workbook
from app.rota.files.workbook_scan import MOST_COLUMNS, MOST_ENTRIES, column_index, merged_in

LEAST_SHEET = 2 * 2**20
MOST_SHEET = 2 * 2**30
MOST_OTHERS = 64 * 2**20
MOST_RATIO = 60
MOST_CELLS = 24_000_000
MOST_WORDS = 400_000
_PIECE = 16 * 2**20
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_OPENS, _CLOSES = b"<sheetData>", b"</sheetData>"
_MERGES = re.compile(rb"<mergeCells[\s>].*?</mergeCells>", re.DOTALL)
_ROW = re.compile(rb'r="(\d+)"[^<>]*>')


@dataclass(frozen=True, slots=True, eq=False)
class SheetWords:
    """Cells as numbers of `words`, row by row; 0 is a cell that is not there. `rows` are the rows' own numbers."""

    rows: NDArray[np.uint32]
    cells: NDArray[np.uint32]
    words: list[str]
    before: bytes
    after: bytes
    part: str
    path: Path
    container: ClassVar[str] = "workbook"

    def workbook(self, rows: Sequence[Sequence[int]]) -> bytes:
        """A workbook like the one that was sent, with these rows of words only, numbered from 1."""
        held = io.BytesIO()
        with (
            zipfile.ZipFile(self.path) as old,
            zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
        ):
            for entry in old.infolist():
                if entry.filename != self.part:
                    new.writestr(entry.filename, old.read(entry))
            with new.open(self.part, "w") as sheet:
                sheet.write(self.before + _OPENS)
                for number, cells in enumerate(rows, start=1):
                    sheet.write(self._row(number, cells))
                sheet.write(_CLOSES + _MERGES.sub(b"", self.after))
        return held.getvalue()

    def tables(self, rows: Sequence[Sequence[int]], findings: Findings) -> list[Table]:
        """That workbook's sheets."""
        return read_workbook(self.workbook(rows), findings)

    def settled(self, tables: list[Table], order: ReadOrder, findings: Findings) -> tuple[Table, CodeTable | None]:
        """Which of the sheets is the roster, and the code table that lies beside it. Raises NotPlain."""
        codes = own_codes(tables, findings)
        sheets = chosen(tables, order, codes, findings)
        if len(sheets) != 1:
            raise NotPlain("it is not settled which sheet is the roster")
        return sheets[0].table, codes

    @property
    def rows_merged_across(self) -> set[int]:
        """The first rows of cells that are merged with those right of them."""
        return {top for top, left, _, right in merged_in(self.after) if right > left}

    def _row(self, number: int, cells: Sequence[int]) -> bytes:
        inner = "".join([f'<c r="{_letters(at)}{number}"{self.words[word]}' for at, word in enumerate(cells) if word])
        return f'<row r="{number}">{inner}</row>'.encode()


def scan_sheet(path: Path, least_sheet: int = LEAST_SHEET) -> SheetWords:
    """Read the large sheet once. Raises NotPlain."""
    import polars as pl  # noqa: PLC0415 - takes its time and memory only where a file needs it

    with zipfile.ZipFile(path) as archive:
        entry = _large_part(archive, least_sheet)
        with archive.open(entry) as stream:
            reader = _SheetReader(pl, stream)
            reader.read()
    return reader.words_of(entry.filename, path)


def _large_part(archive: zipfile.ZipFile, least: int) -> zipfile.ZipInfo:
    entries = archive.infolist()
    large = [entry for entry in entries if entry.file_size > least and _SHEET.fullmatch(entry.filename)]
    rest = sum(entry.file_size for entry in entries if entry not in large)
    if len(large) != 1 or len(entries) > MOST_ENTRIES or rest > MOST_OTHERS or entries[0].flag_bits & 1:
        raise NotPlain("it has not just one large sheet")
    if large[0].file_size > MOST_SHEET or large[0].file_size > MOST_RATIO * max(large[0].compress_size, 1):
        raise NotPlain("its sheet is larger, or packed more tightly, than any roster")
    return large[0]


class _SheetReader:
    """Takes the XML of a sheet apart where it is written as spreadsheet programs write it."""

    def __init__(self, pl: Any, stream: Any) -> None:
        self._pl, self._stream = pl, stream
        self._words: list[str] = [""]
        self._number_of: dict[str, int] = {}
        self._columns: dict[str, int] = {}
        self._blocks: list[NDArray[np.uint32]] = []
        self._rows: list[NDArray[np.uint32]] = []
        self._before = self._after = b""

    def read(self) -> None:
        """All of it."""
        rest = self._opening()
        while True:
            piece = self._stream.read(_PIECE)
            rest += piece
            at = rest.find(_CLOSES)
            if at >= 0:
                self._take(rest[:at])
                self._after = rest[at + len(_CLOSES) :] + self._stream.read(MOST_OTHERS)
                return
            if not piece:
                raise NotPlain("its sheet breaks off")
            end = rest.rfind(b"</row>") + 6
            if end < 6 and len(rest) > 4 * _PIECE:
                raise NotPlain("one of its rows is endless")
            if end >= 6:
                self._take(rest[:end])
                rest = rest[end:]

    def _opening(self) -> bytes:
        begins: bytes = self._stream.read(2**20)
        at = begins.find(_OPENS)
        if at < 0:
            raise NotPlain("its sheet is not written as spreadsheet programs write it")
        self._before = begins[:at]
        return begins[at + len(_OPENS) :]

    def _take(self, xml: bytes) -> None:
        if not xml:
            return
        if b" hidden=" in xml or b' ht="0' in xml:
            raise NotPlain("some of its rows are hidden")
        if b"\n" in xml or b"\x1e" in xml or b"<!" in xml:
            raise NotPlain("its sheet is not written as spreadsheet programs write it")
        # Each row and each cell on a line of its own; a row's begins with a mark.
        text = xml.replace(b"</row>", b"").replace(b"<row ", b"\n\x1e").replace(b'<c r="', b"\n")
        if not text.startswith(b"\n\x1e"):
            raise NotPlain("its sheet is not written as spreadsheet programs write it")
        pl = self._pl
        lines = pl.read_csv(
            text[1:], has_header=False, separator="\x1f", quote_char=None, infer_schema=False, new_columns=["line"]
        )["line"]
        is_row = lines.str.starts_with("\x1e").to_numpy()
        self._note_rows(lines.filter(pl.Series(is_row)).to_list())
        cells = lines.filter(pl.Series(~is_row))
        halves = cells.str.splitn('"', 2).struct.rename_fields(["ref", "body"]).struct.unnest()
        columns = self._numbers(halves["ref"].str.strip_chars_end("0123456789"), self._column)
        words = self._numbers(halves["body"], self._word)
        owner = (np.cumsum(is_row) - 1)[~is_row]
        block = np.zeros((int(is_row.sum()), max(int(columns.max(initial=0)) + 1, 1)), np.uint32)
        if len(owner) and bool(np.any((np.diff(owner) == 0) & (np.diff(columns.astype(np.int64)) <= 0))):
            raise NotPlain("the cells of a row are not in order")
        block[owner, columns] = words
        self._blocks.append(block)
        if sum(one.size for one in self._blocks) > MOST_CELLS:
            raise NotPlain("it has more cells than any force has days")

    def _note_rows(self, tags: list[str]) -> None:
        found = [_ROW.search(tag.encode()) for tag in tags]
        numbers = np.array([int(one[1]) if one else 0 for one in found], np.uint32)
        last = int(self._rows[-1][-1]) if self._rows else 0
        if bool(np.any(np.diff(numbers.astype(np.int64), prepend=last) <= 0)):
            raise NotPlain("its rows are not in order")
        self._rows.append(numbers)

    def _numbers(self, column: Any, number: Any) -> NDArray[np.uint32]:
        if column.null_count():
            raise NotPlain("its sheet is not written as spreadsheet programs write it")
        here = column.unique(maintain_order=True)
        numbers = self._pl.Series([number(word) for word in here.to_list()], dtype=self._pl.UInt32)
        if len(self._words) > MOST_WORDS:
            raise NotPlain("its cells hold too many different things")
        replaced: NDArray[np.uint32] = column.replace_strict(here, numbers, return_dtype=self._pl.UInt32).to_numpy()
        return replaced

    def _column(self, letters: str) -> int:
        if letters not in self._columns:
            if not (letters.isascii() and letters.isalpha() and letters.isupper() and len(letters) <= 3):
                raise NotPlain("its sheet is not written as spreadsheet programs write it")
            self._columns[letters] = column_index(letters.encode())
        if self._columns[letters] >= MOST_COLUMNS:
            raise NotPlain("its cells lie too far out")
        return self._columns[letters]

    def _word(self, body: str) -> int:
        if body not in self._number_of:
            if not body.endswith(("</c>", "/>")):
                raise NotPlain("its sheet is not written as spreadsheet programs write it")
            self._number_of[body] = len(self._words)
            self._words.append(body)
        return self._number_of[body]

    def words_of(self, part: str, path: Path) -> SheetWords:
        """What was found."""
        width = max((block.shape[1] for block in self._blocks), default=0)
        cells = np.zeros((sum(len(block) for block in self._blocks), width), np.uint32)
        at = 0
        while self._blocks:
            block = self._blocks.pop(0)
            cells[at : at + len(block), : block.shape[1]] = block
            at += len(block)
        rows = np.concatenate(self._rows) if self._rows else np.empty(0, np.uint32)
        return SheetWords(rows, cells, self._words, self._before, self._after, part, path)


def _letters(at: int) -> str:
    letters = ""
    while at >= 0:
        at, rest = divmod(at, 26)
        letters = chr(ord("A") + rest) + letters
        at -= 1
    return letters
