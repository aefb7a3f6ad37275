"""The lines of a table of hours: whose, on which day, from when to when, where; with every fault that a row has."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time, timedelta

from app.care.domain.hours_line import HoursLine
from app.foundation.refusals import Fault, Invalid

COLUMNS = ("Counsellor", "Date", "From", "Until", "Places")
REPEAT, LAST = "Repeat", "Last date"
"""May be missing: a row that repeats stands for several dates."""
MOST_LINES = 20_000
_EVERY = {
    "weekly": 1, "every week": 1, "each week": 1, "1": 1,
    "fortnightly": 2, "every other week": 2, "every two weeks": 2, "every 2 weeks": 2, "2": 2,
}  # fmt: skip
_LONGEST = timedelta(days=400)
_NAMES = {
    "counsellor": "Counsellor", "name": "Counsellor", "who": "Counsellor", "practitioner": "Counsellor",
    "date": "Date", "day": "Date", "on": "Date",
    "from": "From", "start": "From", "starts": "From", "start time": "From",
    "until": "Until", "to": "Until", "end": "Until", "ends": "Until", "end time": "Until",
    "places": "Places", "place": "Places", "where": "Places", "location": "Places", "site": "Places",
    "repeat": REPEAT, "repeats": REPEAT, "last date": LAST, "last day": LAST, "repeats until": LAST,
}  # fmt: skip
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?|(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_CLOCK = re.compile(r"(?:(\d{4}-\d{2}-\d{2})[T ])?(?!0\.)(\d{1,2})[:.]?(\d{2})(?::00(?:\.0+)?)?")
"""0.50 is no time: where a workbook counts in days, it is noon."""
_NO_DAY = ("1899-12-30", "1899-12-31", "1900-01-01", "1904-01-01")
"""What workbooks put before a time that has no date."""
_TURNS = frozenset({
    "all day", "availability", "available", "booked", "break", "breaks", "busy", "cancelled", "free", "leave",
    "show as", "state", "status", "time zone", "timezone", "type", "tz", "utc", "zone",
})  # fmt: skip
"""Columns that would change what their row says; any other one may stand there and is not read."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def read_lines(cells: Sequence[Sequence[str]]) -> list[HoursLine]:
    """The lines of a table whose first row that says anything names the columns. Raises Invalid with every fault."""
    head = next(k for k, row in enumerate(cells) if any(row))
    where = _columns(cells[head], head + 1)
    lines: list[HoursLine] = []
    faults: list[Fault] = []
    named = max(k for k, title in enumerate(cells[head]) if title) + 1
    for number, row in enumerate(cells[head + 1 :], start=head + 2):
        if any(row):
            told = {name: _plain(row[k]) if k < len(row) else "" for name, k in where.items()}
            found = [*_cells_over(number, row[named:]), *_row_faults(number, told)]
            faults += found
            lines += [] if found else _lines(number, told)
            if len(lines) > MOST_LINES:
                faults = [Fault(f"The rows stand for more than {MOST_LINES:,} dates.", remedy="Send it in parts.")]
                break
    faults = faults or list(_both_ways(lines))
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
    faults: list[Fault] = []
    for k, title in enumerate(row):
        name = _NAMES.get(title.strip().lower())
        if name in where:
            message = "Two columns are for the same. Keep one."
            faults.append(Fault(message, row=number, column=name, value=title.strip()[:60]))
        elif name is not None:
            where[name] = k
        elif title.strip().lower() in _TURNS:
            message = "What this column says of its rows cannot be taken into account."
            remedy = "Leave out the rows that are no open hours, and the column."
            faults.append(Fault(message, row=number, value=title.strip()[:60], remedy=remedy))
    remedy = f"The first row must name the columns {', '.join(COLUMNS)}."
    missing = [name for name in COLUMNS if name not in where]
    faults += [Fault("There is no such column.", row=number, column=name, remedy=remedy) for name in missing]
    if faults:
        raise Invalid("The file cannot be taken as it is. Nothing was changed.", faults=faults, code="bad-file")
    return where


def _plain(cell: str) -> str:
    return cell[1:].strip() if cell.startswith("'") else cell.strip()


def _cells_over(number: int, cells: Sequence[str]) -> Iterator[Fault]:
    """Of a row with more cells than there are headings: a comma without quotation marks has cut one in two."""
    for said in cells:
        if said:
            remedy = "Put quotation marks around a cell that holds commas, or a semicolon between places."
            yield Fault("This stands under no heading.", row=number, value=said[:60], remedy=remedy)


def _both_ways(lines: Sequence[HoursLine]) -> Iterator[Fault]:
    """Of a day of somebody's of which one row says that they are not there, and another one when they are."""
    there = {(line.counsellor.casefold(), line.on) for line in lines if line.starts}
    for line in lines:
        if not line.starts and (line.counsellor.casefold(), line.on) in there:
            message = "This row says that nobody is there that day, and another row says when."
            yield Fault(message, row=line.row, column="From", value=line.on.isoformat())


def _row_faults(number: int, told: dict[str, str]) -> Iterator[Fault]:
    if not told["Counsellor"]:
        yield Fault("Nobody is named.", row=number, column="Counsellor")
    if _date(told["Date"]) is None:
        yield _fault(number, told, "Date", "This is no date. Write it like 2026-03-09 or 09/03/2026.")
    yield from _repeat_faults(number, told)
    if not (told["From"] or told["Until"]):
        return
    starts, ends = _clock(told["From"], told["Date"]), _clock(told["Until"], told["Date"])
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


def _lines(number: int, told: dict[str, str]) -> Iterator[HoursLine]:
    """The line of a row without faults, once for each date that it stands for."""
    on = _date(told["Date"])
    starts, ends = _clock(told["From"], told["Date"]), _clock(told["Until"], told["Date"])
    if on is None:
        raise ValueError("a line is made of a row without faults")
    every, last_on = _EVERY.get(told.get(REPEAT, "").casefold()), _date(told.get(LAST, "")) or on
    while on <= last_on:
        yield HoursLine(number, told["Counsellor"], on, starts, ends, _places(told["Places"]) if starts else ())
        if every is None:
            return
        on += timedelta(weeks=every)


def _repeat_faults(number: int, told: dict[str, str]) -> Iterator[Fault]:
    """Of a row that repeats: nothing is guessed of how often, or until when."""
    repeat, last = told.get(REPEAT, ""), told.get(LAST, "")
    first_on, last_on = _date(told["Date"]), _date(last)
    if not repeat and not last:
        return
    if repeat.casefold() not in _EVERY:
        yield Fault("Say how it repeats: weekly or fortnightly.", row=number, column=REPEAT, value=repeat[:60] or None)
    if last_on is None:
        message = "Say until when it repeats, as a date like 2026-06-29."
        yield Fault(message, row=number, column=LAST, value=last[:60] or None)
    elif first_on is not None and not first_on <= last_on <= first_on + _LONGEST:
        yield _fault(number, told, LAST, "It must not come before the date, nor more than 400 days after it.")


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


def _clock(text: str, day: str) -> time | None:
    """The time that a cell says; none where it says a day as well, and another one than its row."""
    found = _CLOCK.fullmatch(text)
    if found is None or (found.group(1) and found.group(1) not in _NO_DAY and _date(found.group(1)) != _date(day)):
        return None
    try:
        return time(int(found.group(2)), int(found.group(3)))
    except ValueError:
        return None
