"""One row of a table of hours: whose, on which day, from when to when, where."""

from dataclasses import dataclass
from datetime import date, time


@dataclass(frozen=True, slots=True)
class HoursLine:
    """As it is written, with names. Without times it says that there are no hours on that day; rows count from 1."""

    row: int
    counsellor: str
    on: date
    starts: time | None = None
    ends: time | None = None
    places: tuple[str, ...] = ()
