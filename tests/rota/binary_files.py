"""Writes binary workbooks (.xlsb): as few records as Excel's own readers need."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from struct import pack

Rows = Sequence[Sequence[str | float]]


@dataclass(frozen=True)
class Shaped:
    """What is unusual about a sheet: hidden parts by number from 0, merged cells, where its first cell stands."""

    state: int = 0
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()
    merged: Sequence[tuple[int, int, int, int]] = ()
    first_row: int = 0
    first_column: int = 0
    errors: Sequence[tuple[int, int]] = ()
    digits: int = 0


def record(kind: int, body: bytes = b"") -> bytes:
    """One record: its kind, its length, what it says."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, size = len(body), b""
    while True:
        size += bytes([length & 0x7F | (0x80 if length > 0x7F else 0)])
        length >>= 7
        if not length:
            return head + size + body


def _text(text: str) -> bytes:
    return pack("<I", len(text)) + text.encode("utf-16-le")


def _sheet(rows: Rows, shaped: Shaped) -> bytes:
    columns = b"".join(record(60, pack("<IIIIH", at, at, 2_560, 0, 1)) for at in shaped.hidden_columns)
    width = max(map(len, rows), default=1)
    place = (shaped.first_row, shaped.first_row + len(rows), shaped.first_column, shaped.first_column + width)
    made = [
        record(129),
        record(148, pack("<IIII", *place)),
        record(390) + columns + record(391) if columns else b"",
        record(145),
    ]
    for at, cells in enumerate(rows, start=shaped.first_row):
        hidden = 0x10 if at in shaped.hidden_rows else 0
        made.append(record(0, pack("<IIHBBBI", at, 0, 300, 0, hidden, 0, 0)))
        for column, cell in enumerate(cells, start=shaped.first_column):
            head = pack("<II", column, 1 if shaped.digits and isinstance(cell, float) else 0)
            if (at, column) in shaped.errors:
                made.append(record(3, head + b"\x07"))
            elif isinstance(cell, float):
                made.append(record(5, head + pack("<d", cell)))
            elif cell:
                made.append(record(6, head + _text(cell)))
    merged = b"".join(record(176, pack("<IIII", *place)) for place in shaped.merged)
    made += [record(146), record(177, pack("<I", len(shaped.merged))) + merged + record(178) if merged else b""]
    return b"".join([*made, record(130)])


def xlsb(sheets: Mapping[str, Rows], shaped: Mapping[str, Shaped] | None = None) -> bytes:
    """A binary workbook of these sheets; floats are numbers, all else is text."""
    shapes = [(shaped or {}).get(name, Shaped()) for name in sheets]
    bounds = b"".join(
        record(156, pack("<II", shape.state, at) + _text(f"rId{at}") + _text(name))
        for at, (name, shape) in enumerate(zip(sheets, shapes, strict=True), start=1)
    )
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    links = "".join(
        f'<Relationship Id="rId{at}" Type="{relation}/worksheet" Target="worksheets/sheet{at}.bin"/>'
        for at in range(1, len(sheets) + 1)
    )
    digits = max((shape.digits for shape in shapes), default=0)
    formats = record(615, pack("<I", 1)) + record(44, pack("<H", 164) + _text("0" * digits)) + record(616)
    cells = b"".join(record(47, pack("<HHHHHBBBBH", 0, number, 0, 0, 0, 0, 0, 0, 0, 0)) for number in (0, 164))
    styles = record(278) + (formats if digits else b"") + record(617, pack("<I", 2)) + cells + record(618) + record(279)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{package}/content-types"/>')
        archive.writestr(
            "xl/_rels/workbook.bin.rels", f'<Relationships xmlns="{package}/relationships">{links}</Relationships>'
        )
        archive.writestr("xl/workbook.bin", record(131) + record(143) + bounds + record(144) + record(132))
        archive.writestr("xl/styles.bin", styles)
        for at, (rows, shape) in enumerate(zip(sheets.values(), shapes, strict=True), start=1):
            archive.writestr(f"xl/worksheets/sheet{at}.bin", _sheet(rows, shape))
    return held.getvalue()
