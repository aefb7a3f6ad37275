"""The form of a week that repeats: as it was typed, so that it comes back whole, and what it means."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from starlette.datastructures import FormData

from app.care.domain.week_pattern import EVERY, TURNS, WEEKDAYS, Week, WeekLine
from app.care.web.provider.changes import text_in
from app.foundation.refusals import Fault, Invalid

FEWEST_ROWS, MOST_ROWS = 2, 4
_LONGEST = 200
TOGETHER = "+"
"""Between the places of one row, where somebody can be met at several."""


@dataclass(frozen=True, slots=True)
class TypedRow:
    """One stretch of a weekday, as typed."""

    starts: str = ""
    ends: str = ""
    where: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether it says no time; a place alone says nothing."""
        return not (self.starts or self.ends)


@dataclass(frozen=True, slots=True)
class TypedWeek:
    """The form: for each weekday as many rows as the fullest has, one more being offered.

    Seven days, or fourteen: those of week A and those of week B.
    """

    counsellor: str = ""
    from_on: str = ""
    until_on: str = ""
    days: tuple[tuple[TypedRow, ...], ...] = ((TypedRow(),) * FEWEST_ROWS,) * len(WEEKDAYS)
    week_a_on: str = ""

    @property
    def is_fortnight(self) -> bool:
        """Whether weeks A and B are told apart."""
        return len(self.days) > len(WEEKDAYS)

    def in_turns(self) -> "TypedWeek":
        """Weeks A and B, which begin alike; the first week that counts is a week A."""
        return replace(self, days=self.days[: len(WEEKDAYS)] * len(TURNS), week_a_on=self.week_a_on or self.from_on)

    def every_week(self) -> "TypedWeek":
        """Every week like week A."""
        return replace(self, days=self.days[: len(WEEKDAYS)], week_a_on="")

    def day_name(self, day: int) -> str:
        """Of the fourteen, or seven."""
        name = WEEKDAYS[day % len(WEEKDAYS)]
        return f"Week {TURNS[day // len(WEEKDAYS)].upper()}, {name}" if self.is_fortnight else name

    def week(self) -> Week:
        """What it means. Raises Invalid with every field at fault."""
        faults: list[Fault] = [] if self.counsellor else [Fault("Choose who it is about.", column="counsellor")]
        from_on = _day(self.from_on, "from_on", faults)
        until_on = _day(self.until_on, "until_on", faults) if self.until_on else None
        if from_on and until_on and until_on < from_on:
            faults.append(Fault("The last day comes before the first.", column="until_on"))
        week_a_on = _day(self.week_a_on, "week_a_on", faults) if self.is_fortnight else None
        lines = [line for day in range(len(self.days)) for line in self._lines(day, faults)]
        if faults or from_on is None:
            raise Invalid(faults[0].message, faults=faults)
        return Week(from_on, until_on, tuple(lines), week_a_on)

    def with_monday_copied(self) -> "TypedWeek":
        """Tuesday to Friday like Monday; of week B like its own."""
        days = list(self.days)
        for monday in range(0, len(days), len(WEEKDAYS)):
            days[monday : monday + 5] = [days[monday]] * 5
        return replace(self, days=tuple(days))

    def with_more_rows(self) -> "TypedWeek":
        """Another row for each day, where there is room for one."""
        more = () if len(self.days[0]) >= MOST_ROWS else (TypedRow(),)
        return replace(self, days=tuple((*rows, *more) for rows in self.days))

    def fields(self) -> dict[str, str]:
        """The form as hidden fields."""
        named = {"counsellor": self.counsellor, "from_on": self.from_on, "until_on": self.until_on}
        if self.is_fortnight:
            named |= {"turns": str(len(TURNS)), "week_a_on": self.week_a_on}
        named["rows"] = str(len(self.days[0]))
        for day, rows in enumerate(self.days):
            for k, row in enumerate(rows):
                named |= {f"d{day}r{k}_from": row.starts, f"d{day}r{k}_until": row.ends, f"d{day}r{k}_at": row.where}
        return named

    def _lines(self, day: int, faults: list[Fault]) -> Iterator[WeekLine]:
        """What the rows of one day mean; their faults."""
        weekday = day % len(WEEKDAYS)
        turn = TURNS[day // len(WEEKDAYS)] if self.is_fortnight else EVERY
        for k, row in enumerate(self.days[day]):
            if row.is_empty:
                continue
            starts, ends, places = _clock(row.starts), _clock(row.ends), tuple(filter(None, row.where.split(TOGETHER)))
            wrong = _wrong(starts, ends, places)
            if wrong is not None or starts is None or ends is None:
                faults.append(Fault(f"{self.day_name(day)}: {wrong}", column=f"d{day}r{k}"))
            else:
                yield WeekLine(weekday, starts, ends, places, turn)


def read_week_form(form: FormData) -> TypedWeek:
    """The form as it was sent."""
    asked = _text(form, "rows")
    rows = min(max(int(asked) if asked.isdecimal() and len(asked) < 3 else FEWEST_ROWS, 1), MOST_ROWS)
    days = tuple(
        tuple(TypedRow(*(_text(form, f"d{day}r{k}_{name}") for name in ("from", "until", "at"))) for k in range(rows))
        for day in range(len(WEEKDAYS) * (len(TURNS) if _text(form, "turns") == str(len(TURNS)) else 1))
    )
    counsellor, from_on, until_on = (_text(form, name) for name in ("counsellor", "from_on", "until_on"))
    return TypedWeek(counsellor, from_on, until_on, days, _text(form, "week_a_on"))


def typed_week(counsellor: str, week: Week | None, today: date) -> TypedWeek:
    """The form that shows a week, or an empty one that begins today."""
    if week is None:
        return TypedWeek(counsellor, today.isoformat())
    by_day = [
        sorted((line for line in week.lines if line.weekday == day and line.turn in {EVERY, turn}), key=_starts)
        for turn in (TURNS if week.week_a_on else (EVERY,))
        for day in range(7)
    ]
    rows = min(max(FEWEST_ROWS, *(len(lines) for lines in by_day)), MOST_ROWS)
    days = tuple(tuple(_row(lines, k) for k in range(rows)) for lines in by_day)
    from_on = max(week.from_on, today)
    until_on, week_a_on = (on.isoformat() if on else "" for on in (week.until_on, week.week_a_on))
    return TypedWeek(counsellor, from_on.isoformat(), until_on, days, week_a_on)


def place_choices(places: Sequence[tuple[str, str]], typed: TypedWeek) -> list[tuple[str, str]]:
    """What can be chosen for a row: each place, all of them, and whatever other several are chosen already."""
    names = dict(places)
    several = {row.where for rows in typed.days for row in rows if TOGETHER in row.where}
    if len(places) > 1:
        several.add(TOGETHER.join(sorted(names)))
    joined = [(one, " or ".join(names.get(place, place) for place in one.split(TOGETHER))) for one in sorted(several)]
    return [*places, *joined]


def _row(lines: Sequence[WeekLine], k: int) -> TypedRow:
    if k >= len(lines):
        return TypedRow()
    return TypedRow(f"{lines[k].starts:%H:%M}", f"{lines[k].ends:%H:%M}", TOGETHER.join(sorted(lines[k].places)))


def _starts(line: WeekLine) -> time:
    return line.starts


def _wrong(starts: time | None, ends: time | None, places: Sequence[str]) -> str | None:
    """What is wrong with one row."""
    if starts is None or ends is None:
        return "give both times, like 09:30."
    if ends <= starts:
        return "it must end later on the same day."
    return None if places else "choose where."


def _clock(typed: str) -> time | None:
    try:
        return time.fromisoformat(typed).replace(tzinfo=None, second=0, microsecond=0)
    except ValueError:
        return None


def _day(typed: str, column: str, faults: list[Fault]) -> date | None:
    try:
        on = date.fromisoformat(typed)
    except ValueError:
        faults.append(Fault("Give a date.", column=column))
        return None
    if not 2000 <= on.year < 2900:
        faults.append(Fault("This is far from any diary.", column=column))
        return None
    return on


def _text(form: FormData, name: str) -> str:
    return text_in(form, name)[:_LONGEST]
