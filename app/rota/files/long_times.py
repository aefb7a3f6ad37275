"""When the duties of one row of a long table are: starts and ends, ranges, lengths, days of the week."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.rota.domain.decision import Confidence, Decision
from app.rota.domain.duty_line import DutyLine
from app.rota.domain.moment_texts import Clock, Spot, clock_of, instant_of, offset_is_utc
from app.rota.domain.reading import Question
from app.rota.files.columns import Columns, Role
from app.rota.files.date_cells import DateCells
from app.rota.files.duty_maker import DutyMaker
from app.rota.files.findings import Findings, Place
from app.rota.files.table import Row
from app.rota.files.time_cells import OF_EITHER_CLOCK, WHICH_CLOCK, TimeCells, split_moment, split_range
from app.rota.files.unclear_hours import LONGEST_DUTY, TWELVE
from scheduler.duty import DutyKind

_ONE_DAY = timedelta(days=1)
_LENGTH = re.compile(
    r"(?:PT)?(\d{1,3})(?::(\d{2})(?::00)?| ?[hH] ?(?:(\d{1,2}) ?[mM]?(?:in)?)?|(?:[.,](\d{1,2}))? ?[hH]?)"
)
_HOURS_AT_MOST = 24


@dataclass(frozen=True, slots=True)
class Stretch:
    """A start and an end as far as a row says them. `on` is None for an end that has no date of its own."""

    start: Spot
    end: Spot
    at: Place

    def clocks_in(self, zone: ZoneInfo) -> tuple[time, time] | None:
        """Both times of day by the clocks of `zone`."""
        ends = [_time_of_day(spot, zone) for spot in (self.start, self.end)]
        return (ends[0], ends[1]) if ends[0] and ends[1] else None

    def on(self, day: date) -> "Stretch":
        """The same hours on a day."""
        return Stretch(Spot(self.start.clock, day), self.end, self.at)


def _time_of_day(spot: Spot, zone: ZoneInfo) -> time | None:
    if spot.instant_at is not None:
        return spot.instant_at.astimezone(zone).time()
    return spot.clock.at if spot.clock else None


def line_of(maker: DutyMaker, number: str, kind: DutyKind, stretch: Stretch) -> DutyLine | None:
    """The duty line of a stretch; None after noting a fault or a question."""
    start, end = stretch.start, stretch.end
    if start.instant_at and end.instant_at:
        return maker.between(number, kind, start.instant_at, end.instant_at, stretch.at)
    if start.clock is None or end.clock is None or start.on is None:
        message = "One end of this duty says its offset from UTC and the other does not."
        maker.findings.fault(message, stretch.at, remedy="Write both ends in the same way.")
        return None
    if start.clock.days:
        remedy = "Write 00:00 and the next day's date."
        maker.findings.fault("A duty cannot begin at 24:00.", stretch.at, "24:00", remedy)
        return None
    until = end.on
    if until is None:
        until = start.on + _ONE_DAY if end.clock.days or end.clock.at <= start.clock.at else start.on
    else:
        until += end.clock.days * _ONE_DAY
    return maker.line(number, kind, (start.on, start.clock.at), (until, end.clock.at), stretch.at)


def texts_of_dates(rows: list[Row], columns: Columns) -> Iterator[str]:
    """Every different text that is read as a date."""
    for role in (Role.DATE, Role.END_DATE):
        if role in columns.at:
            for cell in {columns.cell(row, role) for row in rows} - {""}:
                yield (split_moment(cell) or (cell,))[0] if role is Role.DATE else cell
    for cell in _cells_of_times(rows, columns):
        if instant_of(cell) is None and (moment := split_moment(cell)):
            yield moment[0]


def texts_of_times(rows: list[Row], columns: Columns) -> Iterator[str]:
    """Every different text that is read as a time of day."""
    for cell in _cells_of_times(rows, columns):
        moment = split_moment(cell) if instant_of(cell) is None else None
        yield moment[1] if moment else cell
    if Role.RANGE in columns.at:
        for cell in {columns.cell(row, Role.RANGE) for row in rows}:
            yield from split_range(cell) or ()


def _cells_of_times(rows: list[Row], columns: Columns) -> Iterator[str]:
    """Every different text in a column of times: rosters repeat the same few."""
    indexes = [columns.at[role] for role in (Role.START, Role.END) if role in columns.at]
    for index in (*indexes, *(index for pair in columns.more for index in pair)):
        yield from {row.cell(index) for row in rows} - {""}


def ask_about_offsets(texts: Iterator[str], zone: ZoneInfo, answers: Mapping[str, str], findings: Findings) -> None:
    """Offsets say the instant; whether the force's clocks are meant as well shows in whether they agree with them."""
    with_offset = {text: at for text in texts if (at := instant_of(text))}
    if not with_offset or answers.get("time_zone"):
        return
    example = min(with_offset)
    if all(offset_is_utc(text) for text in with_offset):
        evidence = f"All {len(with_offset)} moments are written in UTC (for example {example})."
        decision = Decision("time_zone", "Clocks of the force", zone.key, zone.key, evidence, Confidence.LIKELY)
        findings.decide(decision)
    elif any(at.utcoffset() != at.astimezone(zone).utcoffset() for at in with_offset.values()):
        text = (
            f"The times are written with an offset ({example}) that is not that of {zone.key}. Whose clocks are meant?"
        )
        findings.ask(Question("time_zone", text, example="Europe/London"))


def ask_which_clock(rows: list[Row], columns: Columns, answers: Mapping[str, str], findings: Findings) -> None:
    """7:00 to 3:00 may be work by day on a 12-hour clock: asked if no time is above 12 and a duty would be too long."""
    every = set(_cells_of_times(rows, columns))
    if len(every) < 2 or not all(OF_EITHER_CLOCK.fullmatch(text) for text in every):
        return
    choices = (("twenty_four", "the 24-hour clock"), (TWELVE, "the 12-hour clock"))
    answer = answers.get(WHICH_CLOCK, "")
    if answer in dict(choices):
        findings.answered(WHICH_CLOCK, "Clock of the times", answer, dict(choices)[answer])
        return
    long = next((pair for row in rows if (pair := _too_long(row, columns))), None)
    if long:
        text = f"No time is above 12, and {long[0]} to {long[1]} would be longer than a duty. Which clock are they of?"
        findings.ask(Question(WHICH_CLOCK, text, choices))


def _too_long(row: Row, columns: Columns) -> tuple[str, str] | None:
    """The start and the end of a row that would last longer than any duty by the 24-hour clock."""
    texts = (columns.cell(row, Role.START), columns.cell(row, Role.END))
    start, end = (clock_of(text.replace(".", ":")) for text in texts)
    if start is None or end is None or Role.END_DATE in columns.at:
        return None
    length = datetime.combine(date.min, end.at) - datetime.combine(date.min, start.at)
    return texts if (length + _ONE_DAY if length <= timedelta() else length) > LONGEST_DUTY else None


@dataclass(frozen=True, slots=True)
class Places:
    """Where the cells of one row stand, by role; worked out only for the cells that are told of."""

    sheet: str | None
    number: int
    titles: Mapping[Role, str]

    def __getitem__(self, role: Role) -> Place:
        return Place(self.sheet, self.number, self.titles.get(role))


@dataclass(frozen=True, slots=True)
class TimesOfRows:
    """Reads the stretches of a row."""

    columns: Columns
    dates: DateCells
    times: TimeCells
    findings: Findings

    def stretches(self, row: Row, place: Places) -> list[Stretch] | None:
        """All stretches of a row; None after noting a fault or while a question is open."""
        first = self._range(row, place) if Role.RANGE in self.columns.at else self._pair(row, place)
        more = [self._further(row, pair, place) for pair in self.columns.more if any(row.cell(i) for i in pair)]
        if first is None or None in more:
            return None
        return [first, *(stretch for stretch in more if stretch)]

    def weekly(self, row: Row, place: Places) -> Stretch | None:
        """The hours of a row that has a day of the week in the place of a date."""
        at = place[Role.START if Role.START in self.columns.at else Role.RANGE]
        texts = (self.columns.cell(row, Role.START), self.columns.cell(row, Role.END))
        if Role.RANGE in self.columns.at:
            texts = split_range(self.columns.cell(row, Role.RANGE)) or ("", "")
        start, end = self.times.read(texts[0], at), self.times.read(texts[1], at)
        return Stretch(start, end, at) if start and end else None

    def _range(self, row: Row, place: Places) -> Stretch | None:
        at = place[Role.RANGE]
        text = self.columns.cell(row, Role.RANGE)
        parts = split_range(text)
        on = self._date(row, Role.DATE, place)
        if parts is None:
            what = "There are no hours here." if not text else "These are not hours from one time to another."
            self.findings.fault(what, at, text or None, "Write them like 07:00-15:00.")
            return None
        start, end = (self.times.read(part, at) for part in parts)
        return Stretch(Spot(start.clock, on, start.instant_at), end, at) if start and end and on else None

    def _pair(self, row: Row, place: Places) -> Stretch | None:
        start = self._spot(row, Role.START, Role.DATE, place)
        end = (
            self._length(row, start, place)
            if Role.END not in self.columns.at
            else self._spot(row, Role.END, Role.END_DATE, place)
        )
        if start is None or end is None or (start.on is None and start.instant_at is None):
            return None
        return Stretch(start, end, place[Role.START])

    def _further(self, row: Row, pair: tuple[int, int], place: Places) -> Stretch | None:
        at = place[Role.START]
        on = self._date(row, Role.DATE, place)
        start, end = (self.times.read(row.cell(index), at) for index in pair)
        return Stretch(Spot(start.clock, on, start.instant_at), end, at) if start and end and on else None

    def _date(self, row: Row, role: Role, place: Places) -> date | None:
        text = self.columns.cell(row, role)
        moment = split_moment(text)
        if moment and role is Role.DATE and instant_of(text) is None and _is_midnight(moment[1]):
            text = moment[0]
        return self.dates.read(text, place[role])

    def _spot(self, row: Row, role: Role, date_role: Role, place: Places) -> Spot | None:
        """One end of a duty. The date is None only where no column gives one for the end."""
        text, at = self.columns.cell(row, role), place[role]
        own = split_moment(text) if instant_of(text) is None else None
        if own:
            on, spot = self.dates.read(own[0], at), self.times.read(own[1], at)
            return Spot(spot.clock, on, spot.instant_at) if on is not None and spot is not None else None
        spot = self.times.read(text, at)
        if spot is None or spot.instant_at is not None or spot.on is not None:
            return spot
        if date_role not in self.columns.at:
            if date_role is Role.DATE:
                self.findings.fault("There is no date beside this time.", at, text, "Add a column with the date.")
                return None
            return spot
        on = self._date(row, date_role, place)
        return Spot(spot.clock, on) if on is not None else None

    def _length(self, row: Row, start: Spot | None, place: Places) -> Spot | None:
        text, at = self.columns.cell(row, Role.LENGTH), place[Role.LENGTH]
        length = length_of(text)
        if length is None:
            self.findings.fault("This is not the length of a duty.", at, text or None, "Write it like 8, 7.5 or 07:30.")
        if length is None or start is None:
            return None
        return after(start, length)


def _is_midnight(text: str) -> bool:
    return text in ("00:00", "00:00:00", "0:00")


def after(start: Spot, length: timedelta) -> Spot:
    """The end of what begins at `start` and lasts so long by the clocks on the wall (by the instant if it has one)."""
    if start.instant_at is not None:
        return Spot(instant_at=start.instant_at + length)
    clock = start.clock or Clock(time(0))
    begins = datetime.combine(start.on or date(2000, 1, 1), clock.at) + clock.days * _ONE_DAY
    ends = begins + length
    return Spot(Clock(ends.time()), ends.date() if start.on else None)


def length_of(text: str) -> timedelta | None:
    """A length as people write it: 8, 7.5, 7,5, 07:30, 7h30, PT8H. None for anything else or beyond a day."""
    found = _LENGTH.fullmatch(text)
    if not found:
        return None
    minutes = int(found[2] or found[3] or 0)
    parts = float(f"0.{found[4]}") * 60 if found[4] else 0.0
    if minutes > 59 or (parts and abs(parts - round(parts)) > 0.3):
        return None
    length = timedelta(hours=int(found[1]), minutes=minutes + round(parts))
    return length if timedelta(0) < length <= timedelta(hours=_HOURS_AT_MOST) else None
