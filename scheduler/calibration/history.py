"""Reads a history of attendance: a CSV file, gzipped or not, of appointments with the day they were made."""

import csv
import gzip
import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

MOST_FAULTS = 10
_LONGEST_LINE = 1 << 16
_LEADS = (0, 1, 2, 3, 5, 8, 11, 15, 22, 29, 43)
PRIOR = "prior_"
"""What these features begin with; they speak of a person, so nothing that is planned may know them."""


class Unreadable(Exception):
    """The file cannot be used; says all that is known of why."""


@dataclass(frozen=True, slots=True)
class Past:
    """One appointment of a history. `who` is only compared, never kept."""

    on: date
    lead_days: int
    who: str
    missed: bool
    features: frozenset[str]


@dataclass(frozen=True, slots=True)
class History:
    """Appointments in order of day; `left_out`: rows that were made after their day, or have no day or no outcome."""

    appointments: tuple[Past, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class _Shape:
    """Which columns a kind of file has, and what a row of them means (None: it was made after its day)."""

    columns: tuple[str, ...]
    read: Callable[[Sequence[str]], Past | None]
    needed: tuple[int, ...]
    """The cells without which a row says nothing; who it was may be unknown."""


def read_history(path: Path) -> History:
    """The whole history. Raises Unreadable, with the first faults of all; OSError when there is no such file."""
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            plain = gzip.GzipFile(fileobj=raw) if packed else raw
            with io.TextIOWrapper(plain, encoding="utf-8-sig", newline="") as text:
                return _history(path.name, csv.reader(text, delimiter=_delimiter(text)))
    except UnicodeDecodeError:
        raise Unreadable(f"{path.name} is not text in UTF-8, or gzipped text.") from None
    except (gzip.BadGzipFile, EOFError, csv.Error) as wrong:
        raise Unreadable(f"{path.name} cannot be read to its end: {wrong}.") from None


def _delimiter(text: io.TextIOWrapper) -> str:
    """What stands between the names in the first line: spreadsheet programs of some countries write semicolons."""
    first = text.readline(_LONGEST_LINE)
    text.seek(0)
    return max(",;\t", key=first.count)


def _history(name: str, rows: Iterator[list[str]]) -> History:
    header = [cell.strip() for cell in next(rows, [])]
    shape = _shape_of(name, header)
    known = [_plain(cell) for cell in header]
    places = [known.index(_plain(column)) for column in shape.columns]
    found, left_out, faults = [], 0, []
    for number, row in enumerate(rows, start=2):
        if not row:
            continue
        try:
            cells = [row[place].strip() for place in places]
            past = shape.read(cells) if all(cells[place] for place in shape.needed) else None
        except (ValueError, IndexError) as wrong:
            faults.append(f"  line {number}: {wrong if isinstance(wrong, ValueError) else 'cells are missing'}")
            if len(faults) >= MOST_FAULTS:
                break
            continue
        if past is None:
            left_out += 1
        else:
            found.append(past)
    if faults:
        raise Unreadable("\n".join([f"{name} has rows that cannot be read:", *faults]))
    if not found:
        raise Unreadable(f"{name} has no appointment.")
    return History(tuple(sorted(found, key=lambda past: past.on)), left_out)


def _shape_of(name: str, header: Sequence[str]) -> _Shape:
    for shape in SHAPES:
        if set(map(_plain, shape.columns)) <= set(map(_plain, header)):
            return shape
    wanted = " or ".join(", ".join(shape.columns) for shape in SHAPES)
    raise Unreadable(f"{name} is no history of attendance that is known: its first line must have {wanted}.")


def _plain(name: str) -> str:
    """A column's name however it is written: No-show, no_show, NO SHOW."""
    return "".join(filter(str.isalnum, name.casefold()))


@lru_cache(maxsize=1 << 12)
def _day(text: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise ValueError(f"{text!r} is no day such as 2016-05-20") from None


@lru_cache(maxsize=1 << 12)
def _yearless(text: str) -> date:
    """A day without a year, put into 2001."""
    try:
        month, day = text.split("/")
        return date(2001, int(month), int(day))
    except ValueError:
        raise ValueError(f"{text!r} is no day such as 08/24") from None


def _yes(text: str, yes: str, no: str) -> bool:
    if text.strip().casefold() in {yes, no}:
        return text.strip().casefold() == yes
    raise ValueError(f"{text!r} is neither {yes} nor {no}")


def _clinic(cells: Sequence[str]) -> Past | None:
    made, on, who, missed = cells
    day = _day(on)
    lead = (day - _day(made)).days
    was_missed = _yes(missed, "yes", "no")
    return None if lead < 0 else Past(day, lead, who, was_missed, _features(lead, f"weekday_{day.weekday()}"))


def _agency(cells: Sequence[str]) -> Past:
    made, on, kind, who, cancelled = cells
    day, made_on = _yearless(on), _yearless(made)
    if day < made_on:  # made in one year for the next
        day = day.replace(year=2002)
    lead = (day - made_on).days
    return Past(day, lead, who, _yes(cancelled, "true", "false"), _features(lead, f"shift_{kind}"))


@lru_cache(maxsize=1 << 10)
def _features(lead: int, other: str) -> frozenset[str]:
    return frozenset({f"lead_{max(edge for edge in _LEADS if edge <= lead):02}", other})


SHAPES = (
    _Shape(("ScheduledDay", "AppointmentDay", "PatientId", "No-show"), _clinic, (0, 1, 3)),
    _Shape(("created_at", "shift_start", "shift_type", "hcp_id", "is_cancelled"), _agency, (0, 1, 4)),
)


def with_priors(appointments: Iterable[Past]) -> Iterator[tuple[Past, frozenset[str]]]:
    """Each appointment with its features and what days before its own say of who had it; by day, in order."""
    before: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for _, day in by_day(appointments).items():
        for past in day:
            yield past, past.features | {_prior(*before[past.who])}
        for past in filter(
            _is_known, day
        ):  # only once the whole day is over: an appointment knows nothing of its own day
            had, missed = before[past.who]
            before[past.who] = (had + 1, missed + past.missed)


def _is_known(past: Past) -> bool:
    """Whether it says who it was: all that do not are not one and the same."""
    return bool(past.who)


def _prior(had: int, missed: int) -> str:
    if not had:
        return f"{PRIOR}nothing"
    return f"{PRIOR}{'kept' if not missed else 'missed_some' if 2 * missed < had else 'missed_most'}"


def by_day(appointments: Iterable[Past]) -> Mapping[date, list[Past]]:
    """The appointments of each day; days in the order in which they come."""
    days: dict[date, list[Past]] = defaultdict(list)
    for past in appointments:
        days[past.on].append(past)
    return days
