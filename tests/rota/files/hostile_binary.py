"""Binary workbooks that hide, lure or explode, each beside its harmless twin."""

from tests.rota.binary_files import Shaped, xlsb
from tests.rota.builders import with_part
from tests.rota.files.hostile import HOSTILE, ROWS, Hostile

_NOTES = {"Roster": ROWS, "Notes": [["nobody should see this"]]}


def _plain() -> bytes:
    return xlsb({"Roster": ROWS})


def _shaped(**what: object) -> bytes:
    return xlsb({"Roster": ROWS}, {"Roster": Shaped(**what)})  # type: ignore[arg-type]


def _far(row: int, column: int) -> bytes:
    return xlsb({"Roster": ROWS, "Far": [["x"]]}, {"Far": Shaped(first_row=row, first_column=column)})


BINARY = (
    Hostile("XLSB: hidden sheet", lambda: xlsb(_NOTES, {"Notes": Shaped(1)}), "hidden sheet: Notes", _plain),
    Hostile("XLSB: very hidden sheet", lambda: xlsb(_NOTES, {"Notes": Shaped(2)}), "hidden sheet: Notes", _plain),
    Hostile("XLSB: hidden row", lambda: _shaped(hidden_rows=(1,)), "hidden or filtered out: 2", _plain),
    Hostile("XLSB: hidden column", lambda: _shaped(hidden_columns=(5,)), "is hidden: F", _plain),
    Hostile("XLSB: macros", lambda: with_part(_plain(), "xl/vbaProject.bin", b"x"), "macros", _plain),
    Hostile("XLSB: links", lambda: with_part(_plain(), "xl/externalLinks/externalLink1.bin", b"x"), "links to", _plain),
    Hostile("XLSB: far row", lambda: _far(1_048_575, 0), "row 1,048,576"),
    Hostile("XLSB: far column", lambda: _far(0, 16_383), "column 16,384"),
    Hostile(
        "XLSB: cut off", lambda: with_part(_plain(), "xl/worksheets/sheet1.bin", b"\x91\x01\x00\x06\x7f"), "damaged"
    ),
    Hostile("XLSB: endless record", lambda: with_part(_plain(), "xl/styles.bin", b"\x2c\xff\xff\xff\x7f"), "damaged"),
    Hostile("XLSB: a formula error", lambda: _shaped(errors=((1, 0),)), "staff number is made of", _plain),
)
EVERY = (*HOSTILE, *BINARY)
