"""The lines of a table of hours: whose, on which day, from when to when, where; with every fault that a row has."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time

from app.care.domain.hours_line import HoursLine
from app.foundation.refusals import Fault, Invalid

COLUMNS = ("Counsellor", "Date", "From", "Until", "Places")
_NAMES = {
    "counsellor": "Counsellor", "name": "Counsellor", "who": "Counsellor", "practitioner": "Counsellor",
    "date": "Date", "day": "Date", "on": "Date",
    "from": "From", "start": "From", "starts": "From", "start time": "From",
    "until": "Until", "to": "Until", "end": "Until", "ends": "Until", "end time": "Until",
    "places": "Places", "place": "Places", "where": "Places", "location": "Places", "site": "Places",
}  # fmt: skip
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?|(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_CLOCK = re.compile(r"(?:\d{4}-\d{2}-\d{2}[T ])?(\d{1,2})[:.]?(\d{2})(?::\d{2}(?:\.0+)?)?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def read_lines(cells: Sequence[Sequence[str]]) -> list[HoursLine]:
    """The lines of a table whose first row that says anything names the columns. Raises Invalid with every fault."""
    head = next(k for k, row in enumerate(cells) if any(row))
    where = _columns(cells[head], head + 1)
    lines: list[HoursLine] = []
    faults: list[Fault] = []
    for number, row in enumerate(cells[head + 1 :], start=head + 2):
        if any(row):
            told = {name: _plain(row[k]) if k < len(row) else "" for name, k in where.items()}
            found = list(_row_faults(number, told))
            faults += found
            lines += [] if found else [_line(number, told)]
    if not lines and not faults:
        faults = [Fault("The file has no row under its headings.")]
    if faults:
        raise Invalid("The file cannot be taken as it is. Nothing was changed.", faults=faults, code="bad-file")
    return lines


def as_csv(rows: Iterable[Sequence[str]]) -> str:
    """The same table to be downloaded; no cell of it can be taken for a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row] for row in rows)
    return text.getvalue()


def _columns(row: Sequence[str], number: int) -> dict[str, int]:
    where: dict[str, int] = {}
    for k, title in enumerate(row):
        name = _NAMES.get(title.strip().lower())
        if name is not None:
            where.setdefault(name, k)
    if missing := [name for name in COLUMNS if name not in where]:
        remedy = f"The first row must name the columns {', '.join(COLUMNS)}."
        faults = [Fault("There is no such column.", row=number, column=name, remedy=remedy) for name in missing]
        raise Invalid("The file cannot be taken as it is. Nothing was changed.", faults=faults, code="bad-file")
    return where


def _plain(cell: str) -> str:
    return cell[1:].strip() if cell.startswith("'") else cell.strip()


def _row_faults(number: int, told: dict[str, str]) -> Iterator[Fault]:
    if not told["Counsellor"]:
        yield Fault("Nobody is named.", row=number, column="Counsellor")
    if _date(told["Date"]) is None:
        yield _fault(number, told, "Date", "This is no date. Write it like 2026-03-09 or 09/03/2026.")
    if not (told["From"] or told["Until"]):
        return
    starts, ends = _clock(told["From"]), _clock(told["Until"])
    if starts is None:
        yield _fault(number, told, "From", "This is no time. Write it like 09:30.")
    if ends is None:
        yield _fault(number, told, "Until", "This is no time. Write it like 17:00.")
    if starts and ends and ends <= starts:
        yield _fault(number, told, "Until", "It must end later on the same day.")
    if not _places(told["Places"]):
        yield _fault(number, told, "Places", "Name at least one place.")


def _fault(number: int, told: dict[str, str], column: str, message: str) -> Fault:
    return Fault(message, row=number, column=column, value=told[column][:60] or None)


def _line(number: int, told: dict[str, str]) -> HoursLine:
    on, starts, ends = _date(told["Date"]), _clock(told["From"]), _clock(told["Until"])
    if on is None:
        raise ValueError("a line is made of a row without faults")
    return HoursLine(number, told["Counsellor"], on, starts, ends, _places(told["Places"]) if starts else ())


def _places(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(r"[;,|]", text) if part.strip())


def _date(text: str) -> date | None:
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year, month, day = found.group(1, 2, 3) if found.group(1) else found.group(6, 5, 4)
    try:
        on = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return on if 2000 <= on.year < 2900 else None


def _clock(text: str) -> time | None:
    found = _CLOCK.fullmatch(text)
    try:
        return time(int(found.group(1)), int(found.group(2))) if found else None
    except ValueError:
        return None
