"""Picks the way in which an uploaded file is read: row by row, or in mass."""

import zlib
from pathlib import Path
from zipfile import BadZipFile, is_zipfile

from app.foundation.refusals import Fault
from app.rota.domain.reading import Reading
from app.rota.files.findings import ReadOrder, Unreadable
from app.rota.files.leave_out import wanted as leave_out_wanted
from app.rota.files.mass_copy import plain_copy, told_of
from app.rota.files.mass_grid import read_mass_grid
from app.rota.files.mass_scan import NotPlain, NotUtf8, Quoted
from app.rota.files.mass_text import NoLongTable, read_mass
from app.rota.files.overlaps import OVERLAPS
from app.rota.files.read import read_upload
from app.rota.files.shapes.long_layout import REST_OF_SHEET, SAME_PERSON, WORD_ROWS
from app.rota.files.shapes.people import EMPTY_ROWS, SHORT_ROWS

LEAST_FOR_MASS = 512 * 2**10
MOST_WITH_OFFERS, MOST_BY_ROW = 4 * 2**20, 64 * 2**20
_ONLY_BY_ROW = (OVERLAPS, SHORT_ROWS, SAME_PERSON, REST_OF_SHEET, EMPTY_ROWS, WORD_ROWS)
"""Answers that concern rows beside each other: few rows cannot stand for all of them."""


def read_file(path: Path, order: ReadOrder, *, least_for_mass: int = LEAST_FOR_MASS) -> Reading:
    """Read one upload. Never raises for what is in it."""
    size = path.stat().st_size
    why = ""
    by_row = leave_out_wanted(order.answers) or any(order.answers.get(code) for code in _ONLY_BY_ROW)
    if size >= least_for_mass and not by_row:
        try:
            return _with_offers(read_in_mass(path, order), path, order)
        except NotPlain as odd:
            why = str(odd)
        except Unreadable as wrong:
            if size > MOST_BY_ROW:
                return Reading("unread", faults=(wrong.fault,), fault_count=1)
        except (BadZipFile, zlib.error):
            pass  # the reader of rows says it with everything else it finds
    if size > MOST_BY_ROW:
        remedy = "Send it in parts, or as CSV in UTF-8 with one duty a row."
        fault = Fault(f"A file of this size is read only if it is plain, and {why or 'it is not'}.", remedy=remedy)
        return Reading("unread", faults=(fault,), fault_count=1)
    return read_upload(path.read_bytes(), order)


def read_in_mass(path: Path, order: ReadOrder, *, again: int = 2) -> Reading:
    """Read in mass; what only another encoding or quotation marks hinder, in a copy without them. Raises NotPlain."""
    try:
        return _read_mass(path, order)
    except (NotUtf8, Quoted) as odd:
        if not again:
            raise
        copy = plain_copy(path, order, odd)
        try:
            return told_of(path, order, read_in_mass(copy, order, again=again - 1))
        finally:
            copy.unlink()


def _with_offers(reading: Reading, path: Path, order: ReadOrder) -> Reading:
    """A reading with faults, once more row by row if there are not too many: beside them stands what would help."""
    if not reading.fault_count or path.stat().st_size > MOST_WITH_OFFERS:
        return reading
    return read_upload(path.read_bytes(), order)


def _read_mass(path: Path, order: ReadOrder) -> Reading:
    if is_zipfile(path):
        return read_mass_grid(path, order)
    try:
        return read_mass(path, order)
    except NoLongTable:
        return read_mass_grid(path, order)
