"""Sheets as tables of text, through calamine."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.foundation.refusals import Fault
from app.rota.files.findings import Unreadable
from app.rota.files.table import Row, Table

_SAVE_AGAIN = "Open it in your spreadsheet program and save it again as .xlsx."


def sheets_of(data: bytes, first_columns: Mapping[str, int] | None = None) -> list[Table]:
    """Every sheet that is shown, or those named. Raises Unreadable for what calamine cannot read."""
    # Only here, after the checks: the reader and its tables take a second to load and unpack whatever they are given.
    # Without memory for them the child ends: that is told as such, not as a damaged workbook.
    import fastexcel  # noqa: PLC0415
    import polars  # noqa: F401, PLC0415  (fastexcel needs it for every sheet)

    try:
        reader = fastexcel.read_excel(data)
        names = [name for name in reader.sheet_names if first_columns is None or name in first_columns]
        return [_table(reader, name, (first_columns or {}).get(name, 0)) for name in names]
    except MemoryError:
        raise
    except Exception as wrong:
        raise damaged() from wrong
    except BaseException as wrong:
        # A panic inside calamine is no Exception: without this it would take the whole child down.
        if type(wrong).__name__ != "PanicException":
            raise
        raise damaged() from None


def damaged() -> Unreadable:
    """A workbook that looked like one and is none."""
    message = "The workbook cannot be read: it is damaged, or not a workbook."
    return Unreadable(Fault(message, remedy=_SAVE_AGAIN))


def _table(reader: Any, name: str, first_column: int) -> Table:
    sheet = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    if not sheet.height or not sheet.width:
        return Table(name, ())
    return Table(name, tuple(_rows(sheet.to_polars().iter_rows())), first_column)


def _rows(rows: Iterable[tuple[str | None, ...]]) -> Iterable[Row]:
    for number, row in enumerate(rows, start=1):
        yield Row(number, tuple((cell or "").strip() for cell in row))
