"""Days and months without a year, rolled over the turn of a month and of a year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

MonthDay = tuple[int, int]
_HALF_A_YEAR = 6


@dataclass(frozen=True, slots=True)
class Roll:
    """The days of one header in order, with the days of the week where they are written, perhaps with its year."""

    days: Sequence[MonthDay]
    weekdays: Sequence[int | None]
    year: int | None = None


def numbered(numbers: Sequence[int], month: int) -> list[MonthDay]:
    """Day numbers from a month on: where they fall, the next month begins."""
    found: list[MonthDay] = []
    before = 0
    for day in numbers:
        month = month % 12 + 1 if day < before else month
        found.append((month, day))
        before = day
    return found


def follows(days: Sequence[MonthDay]) -> bool:
    """Whether each day is the one after the day before it, in a common year or a leap year."""
    for year in (2023, 2024):
        try:
            dates = [date(year, *one) for one in days]
        except ValueError:
            continue
        if all((b.toordinal() - a.toordinal()) in (1, -364, -365) for a, b in pairwise(dates)):
            return True
    return False


def dates_from(rolls: Sequence[Roll], year: int) -> list[list[date | None]]:
    """The dates if the first one lies in `year`. A roll's own year counts; where months fall far, a year begins."""
    made: list[list[date | None]] = []
    before: int | None = None
    for roll in rolls:
        if roll.year is not None:
            year, before = roll.year, None
        dates: list[date | None] = []
        for month, day in roll.days:
            if before is not None and month - before <= -_HALF_A_YEAR:
                year += 1
            elif before is not None and month - before >= _HALF_A_YEAR and not dates:
                year -= 1  # a block that was stacked before the turn of the year
            before = month
            dates.append(_date(year, month, day))
        made.append(dates)
    return made


def fits(rolls: Sequence[Roll], year: int) -> bool:
    """Whether every day exists if the first lies in `year`, on the day of the week that is written."""
    return all(
        on is not None and weekday in (None, on.weekday())
        for roll, dates in zip(rolls, dates_from(rolls, year), strict=True)
        for on, weekday in zip(dates, roll.weekdays, strict=True)
    )


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
