"""Copies of large texts in UTF-8 whose cells need no quotation marks, so that they can be read in mass."""

import codecs
import csv
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from app.rota.domain.reading import Reading
from app.rota.files.delimited import read_delimited
from app.rota.files.findings import Findings, ReadOrder, Unreadable
from app.rota.files.mass_scan import NotPlain, NotUtf8
from app.rota.files.sheets import understood
from app.rota.files.text_decode import codec_of

_PIECE, _HEAD, _MARKS = 2**22, 64 * 2**10, ",;\t"
_SETTLED_BY_TEXT = ("encoding", "separator")


def plain_copy(path: Path, order: ReadOrder, odd: NotPlain) -> Path:
    """A copy beside the file: in UTF-8 if that is what was odd, otherwise without quotation marks. Raises NotPlain."""
    copy = path.with_name(f"{path.name}.plain")
    try:
        if isinstance(odd, NotUtf8):
            _decoded(path, copy, codec_of(_head(path), order.answers.get("encoding", "")))
        else:
            _unquoted(path, copy, order)
    except (UnicodeDecodeError, csv.Error, OSError) as wrong:
        raise NotPlain("it is no text that can be read") from wrong
    return copy


def _head(path: Path) -> bytes:
    """The beginning, and the first line further down that is not UTF-8 if there is one: what tells the encoding."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in head:
            return head[: len(head) // 2 * 2]
        head = head[: head.rfind(b"\n") + 1] or head
        file.seek(len(head))
        return head + next((line for line in file if not _is_utf8(line)), b"")


def _is_utf8(line: bytes) -> bool:
    if line.isascii():
        return True
    with suppress(UnicodeDecodeError):
        return bool(line.decode())
    return False


def _decoded(path: Path, copy: Path, codec: str) -> None:
    decoder = codecs.getincrementaldecoder(codec)()
    with path.open("rb") as old, copy.open("wb") as new:
        while piece := old.read(_PIECE):
            new.write(decoder.decode(piece).encode())
        new.write(decoder.decode(b"", final=True).encode())


def _unquoted(path: Path, copy: Path, order: ReadOrder) -> None:
    """The same rows, parted by what none of their cells holds."""
    findings = Findings()
    with path.open("rb") as file:
        head = file.read(_HEAD)
    try:
        table = read_delimited(head[: head.rfind(b"\n") + 1], order, findings, understood)
    except Unreadable as wrong:
        raise NotPlain("its columns are not known") from wrong
    named = {"comma": ",", "semicolon": ";", "tab": "\t", "upright stroke": "|"}
    mark = named.get(findings.decisions["separator"].answer) if table and "separator" in findings.decisions else None
    if mark is None:
        raise NotPlain("its columns are not known")
    other = next((one for one in _MARKS if one != mark and not _holds(path, one)), None)
    if other is None:
        raise NotPlain("some of its cells need their quotation marks")
    with path.open(encoding="utf-8-sig", newline="") as old, copy.open("w", encoding="utf-8", newline="") as new:
        new.writelines(_rows(csv.reader(old, delimiter=mark, strict=True), other))


def _holds(path: Path, mark: str) -> bool:
    with path.open("rb") as file:
        return any(mark.encode() in piece for piece in iter(lambda: file.read(_PIECE), b""))


def _rows(rows: Iterator[list[str]], mark: str) -> Iterator[str]:
    for cells in rows:
        line = mark.join(cells)
        if "\n" in line or "\r" in line or '"' in line:
            raise NotPlain("some of its cells hold several lines, or quotation marks")
        yield f"{line}\n"


def told_of(path: Path, order: ReadOrder, reading: Reading) -> Reading:
    """The reading of a copy with what the file itself tells of its encoding and of what parts its columns."""
    findings = Findings()
    with suppress(Unreadable):
        read_delimited(_head(path), order, findings, understood)
    own = {code: decision for code, decision in findings.decisions.items() if code in _SETTLED_BY_TEXT}
    decisions = tuple(own.get(decision.code, decision) for decision in reading.decisions)
    notes = tuple(findings.notes[0] if note.startswith("Read as ") else note for note in reading.notes)
    return replace(reading, decisions=decisions, notes=notes if findings.notes else reading.notes)
