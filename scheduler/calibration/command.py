"""What `relief calibrate` does: histories in, a table and files out."""

from datetime import date
from pathlib import Path

from scheduler.calibration.comparing import compare_histories
from scheduler.calibration.history import Unreadable, read_history
from scheduler.calibration.report import keep, said, table


def calibrated(file: Path, test: Path | None, until_on: date | None, out: Path | None) -> str:
    """The table to be shown; files are kept where `out` names a folder. Raises Unreadable, OSError."""
    if test is None and until_on is None:
        raise Unreadable("Say up to which day to learn (--train-until), or name a file of later days (--test).")
    first = read_history(file)
    second = None if test is None else read_history(test)
    found = compare_histories(first, second, until_on)
    if out is not None:
        keep(found, out)
    left_out = first.left_out + (0 if second is None else second.left_out)
    note = f" {left_out} rows were left out: made after their day, or without a day or an outcome." if left_out else ""
    return f"{said(found)}{note}\n\n{table(found)}"
