"""What a workbook holds that nobody sees on the page: told by name, and refused."""

from collections.abc import Iterable

from app.foundation.refusals import Fault
from app.rota.files.findings import LONGEST_VALUE, Unreadable, legible

_MOST_NAMED = 6


def refuse_hidden_sheets(names: Iterable[str]) -> None:
    """A hidden sheet goes where the file goes; one cost a police service 750,000 pounds when it was published."""
    hidden = sorted(names)
    if hidden:
        remedy = "Show it (right-click a sheet's tab, Unhide), delete what nobody should see, save and send it again."
        message = f"The workbook has a hidden sheet: {_named(hidden)}. Nothing hidden is read."
        raise Unreadable(Fault(message, sheet=legible(hidden[0]), value=_named(hidden), remedy=remedy))


def refuse_hidden_columns(sheet: str, letters: Iterable[str]) -> None:
    """Columns that hold something and are not shown."""
    hidden = sorted(letters, key=lambda name: (len(name), name))
    if hidden:
        remedy = "Show the columns (select all, Unhide columns), delete what nobody should see, save and send it again."
        message = f"A column that holds something is hidden: {_named(hidden)}. Nothing hidden is read."
        raise Unreadable(Fault(message, sheet=legible(sheet), column=hidden[0], value=_named(hidden), remedy=remedy))


def refuse_hidden_rows(sheet: str, numbers: Iterable[int]) -> None:
    """Rows that hold something and are not shown, by hand or by a filter."""
    hidden = sorted(numbers)
    if hidden:
        remedy = "Clear every filter and show the rows, delete what nobody should see, save and send it again."
        message = f"A row that holds something is hidden or filtered out: {_named(map(str, hidden))}."
        raise Unreadable(Fault(message, sheet=legible(sheet), row=hidden[0], remedy=remedy))


def refuse_parts(what: Iterable[str]) -> None:
    """Parts that a roster does not need and that could do harm where the file is opened next."""
    found = sorted(set(what))
    if found:
        remedy = "Save only the roster itself as a new .xlsx (without macros) or as CSV, and send that."
        raise Unreadable(Fault(f"The workbook holds {' and '.join(found)}; a roster needs none.", remedy=remedy))


def encrypted() -> Unreadable:
    """A workbook behind a password."""
    return Unreadable(Fault("The workbook is protected by a password.", remedy="Save it without one, and send that."))


def _named(names: Iterable[str]) -> str:
    every = [legible(name) for name in names]
    more = f" and {len(every) - _MOST_NAMED} more" if len(every) > _MOST_NAMED else ""
    return (", ".join(every[:_MOST_NAMED]) + more)[: 2 * LONGEST_VALUE]
