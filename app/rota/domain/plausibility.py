"""What looks odd in a roster and may be true all the same: told with its rule, never mended, never refused.

Each rule looks at one person's duties, one after the other: that is what it means. `plausible_columns` finds where the
rules speak in a roster of millions.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from app.foundation.refusals import Fault
from app.rota.domain.duty_line import DutyLine
from app.rota.domain.order_rules import in_words
from app.rota.domain.reading import Cover
from app.rota.domain.rule_book import RuleBook, RuleCode
from scheduler.duty import WORKING, DutyKind

MOST_OF_A_RULE = 200
"""How many warnings of one rule are kept; all are counted."""
SPLIT_DUTY_HOURS = 5
"""Two duties that begin on one date with a shorter break between are one split duty: rest is not expected in it."""
WEEKS_OF_THE_AVERAGE = 17
_LEAST_TO_JUDGE = 20
HOUR = 3600
FOR_EVER = 10**6
# A tuple: to be found in it is quicker than in a set, whose every question hashes a word.
_NOT_WORK = tuple(kind for kind in DutyKind if kind not in WORKING)
_MINUTES_OF_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Warned:
    """What was found odd: how often by rule, and the first of each rule."""

    counts: dict[str, int]
    faults: tuple[tuple[RuleCode, Fault], ...]

    @property
    def count(self) -> int:
        """How many in all."""
        return sum(self.counts.values())

    def as_json(self) -> list[dict[str, Any]]:
        """Each as plain values with its rule."""
        return [{"rule": code.value, **fault.as_json()} for code, fault in self.faults]


class Tour(NamedTuple):
    """One duty at work: start and end in seconds, its day, at which minutes of the day it begins and ends, its line."""

    start: int
    end: int
    day: int
    begins: int
    ends: int
    line: DutyLine


@dataclass(slots=True)
class Looking:
    """One look over a roster: its rules, its clocks, and what has turned up."""

    book: RuleBook
    zone: ZoneInfo
    counts: Counter[str] = field(default_factory=Counter)
    faults: list[tuple[RuleCode, Fault]] = field(default_factory=list)

    def clock(self, at: float) -> tuple[int, int]:
        """The day and the minute of the day on the wall."""
        wall = datetime.fromtimestamp(at, self.zone)
        return wall.toordinal(), wall.hour * 60 + wall.minute

    def tours(self, own: Sequence[DutyLine]) -> list[Tour]:
        """What somebody works, in order of time."""
        found: list[Tour] = []
        for line in own:
            duty = line.duty
            if duty.kind not in _NOT_WORK:
                start, end = duty.start_at.timestamp(), duty.end_at.timestamp()
                (day, begins), (_, ends) = self.clock(start), self.clock(end)
                found.append(Tour(int(start), int(end), day, begins, ends, line))
        return found

    def warn(self, code: RuleCode, message: str, remedy: str, line: DutyLine | None = None) -> None:
        self.counts[code.value] += 1
        if self.counts[code.value] > MOST_OF_A_RULE:
            return
        value = in_words(line.duty, self.zone) if line else None
        where = (line.sheet, line.row, line.column) if line else (None, None, None)
        who = f"Staff number {line.staff_number}: " if line else ""
        self.faults.append((code, Fault(f"{who}{message}", *where, value, remedy)))


def whole_file(looking: Looking, cover: Cover, today: date) -> None:
    ahead, days = (cover.first_on - today).days, (cover.last_on - cover.first_on).days + 1
    notice, period = (looking.book.limit(c) for c in (RuleCode.LATE_NOTICE, RuleCode.SHORT_PERIOD))
    if notice is not None and 0 <= ahead < notice:
        message = f"The roster begins in {ahead} days; it is to be published at least {notice:g} days ahead."
        looking.warn(RuleCode.LATE_NOTICE, message, "Publish earlier, or agree the short notice with those concerned.")
    if period is not None and days < period:
        message = f"The roster is for {days} days; it is to set out at least {period:g}."
        looking.warn(RuleCode.SHORT_PERIOD, message, "Send a longer period, if there is one.")


def alone(looking: Looking, own: Sequence[DutyLine]) -> None:
    """What one duty says by itself."""
    book = looking.book
    longest = book.limit(RuleCode.LONG_DUTY)
    limit, step = (longest or FOR_EVER) * HOUR, int(book.limit(RuleCode.ODD_MINUTES) or 1)
    for start, end, _, begins, ends, line in looking.tours(own):
        if end - start >= limit:
            hours = (end - start) / HOUR
            looking.warn(
                RuleCode.LONG_DUTY, f"this duty lasts {hours:g} hours.", "Check when it begins and ends.", line
            )
        if begins % step or ends % step:
            remedy = "Check that hours worked, or a clock-in, were not taken for a rostered time."
            looking.warn(RuleCode.ODD_MINUTES, "these are odd minutes for a roster.", remedy, line)
        if line.duty.kind is DutyKind.NIGHT and _is_by_day(begins, ends):
            _night_by_day(looking, line)


def _is_by_day(start: int, end: int) -> bool:
    """Whether hours lie within 06:00 and 23:00, outside what makes a night (Working Time Regulations, reg. 2)."""
    return 6 * 60 <= start < end <= 23 * 60


def _night_by_day(looking: Looking, line: DutyLine) -> None:
    if looking.book.limit(RuleCode.END_FIRST) is not None:
        remedy = "If the two times changed places, swap them and put the end on the next day."
        looking.warn(RuleCode.END_FIRST, "this is called a night, but none of it is at night.", remedy, line)


def side_by_side(looking: Looking, own: Sequence[DutyLine]) -> None:
    """What a duty says beside the one before it, and beside the one after."""
    rest, touch = looking.book.limit(RuleCode.SHORT_REST), looking.book.limit(RuleCode.TOUCHING)
    enough = max((rest or 0) * HOUR, (touch if touch is not None else -1) * 60 + 1)
    for before, tour in pairwise(looking.tours(own)):
        if tour.start - before.end < enough:
            _short_rest(looking, before, tour, rest, touch)
        if tour.end - tour.start > 12 * HOUR or before.end - before.start > 12 * HOUR:
            _end_first(looking, before, tour)


def _short_rest(looking: Looking, before: Tour, tour: Tour, rest: float | None, touch: float | None) -> None:
    between, after = tour.start - before.end, in_words(before.line.duty, looking.zone)
    if touch is not None and between <= touch * 60:
        remedy = "If it is one duty, write it as one; if not, check when the first ends."
        looking.warn(RuleCode.TOUCHING, f"this begins as the duty before it ends: {after}.", remedy, tour.line)
        return
    split = before.day == tour.day and between < SPLIT_DUTY_HOURS * HOUR
    if rest is not None and between < rest * HOUR and not split:
        message = f"there are {_hours(between)} of rest after {after}, not {rest:g} hours."
        looking.warn(RuleCode.SHORT_REST, message, "Check both times, or arrange compensatory rest.", tour.line)


def _hours(seconds: int) -> str:
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours} hours" + (f" {minutes} minutes" if minutes else "")


def _end_first(looking: Looking, before: Tour, tour: Tour) -> None:
    """A long day beside a night on the same two hours, the other way round."""
    apart = looking.book.limit(RuleCode.END_FIRST)
    if apart is None:
        return
    for odd, beside in ((tour, before), (before, tour)):
        swapped = max(abs(odd.begins - beside.ends), abs(odd.ends - beside.begins)) <= apart
        long_day = odd.begins < odd.ends and odd.end - odd.start > 12 * HOUR
        if swapped and long_day and beside.begins > beside.ends:
            message = f"its hours are those of {in_words(beside.line.duty, looking.zone)}, the other way round."
            remedy = "If it is a night, swap the two times and put the end on the next day."
            looking.warn(RuleCode.END_FIRST, message, remedy, odd.line)


def run_of_days(looking: Looking, own: Sequence[DutyLine]) -> None:
    """Dates in a row on which work begins. Told once a run, at the day that is too many."""
    most = looking.book.limit(RuleCode.LONG_RUN)
    if most is None:
        return
    last = run = 0
    for tour in looking.tours(own):
        day = tour.day
        if day == last:
            continue
        run = run + 1 if day == last + 1 else 1
        last = day
        if run == int(most) + 1:
            message = f"this is day {run} in a row without a rest day."
            looking.warn(RuleCode.LONG_RUN, message, f"Give a rest day after at most {most:g} days.", tour.line)


def average(looking: Looking, own: Sequence[DutyLine]) -> None:
    """The most hours in any 17 weeks. Told once a person, at the duty that ends the fullest stretch."""
    tours = looking.tours(own)
    most, span = looking.book.limit(RuleCode.WEEKLY_HOURS), WEEKS_OF_THE_AVERAGE * 7 * 24 * HOUR
    if most is None or not tours or tours[-1].end - tours[0].start < span - 7 * 24 * HOUR:
        return
    total = fullest = first = 0
    at = tours[0]
    for tour in tours:
        total += tour.end - tour.start
        while tour.end - tours[first].start > span:
            total -= tours[first].end - tours[first].start
            first += 1
        if total > fullest:
            fullest, at = total, tour
    if fullest > most * WEEKS_OF_THE_AVERAGE * HOUR:
        weekly = fullest / HOUR / WEEKS_OF_THE_AVERAGE
        message = f"over the 17 weeks that end with this duty there are {weekly:.1f} hours a week, not {most:g}."
        looking.warn(RuleCode.WEEKLY_HOURS, message, "Check the hours, and whether the officer has opted out.", at.line)


def into_rest_days(looking: Looking, own: Sequence[DutyLine]) -> None:
    """A duty that goes on into a rest day for longer than the hours before the force day begins."""
    most = looking.book.limit(RuleCode.REST_DAY_CUT)
    if most is None:
        return
    for before, line in pairwise(own):
        work, rest = before.duty, line.duty
        if rest.kind is DutyKind.REST_DAY and work.end_at > rest.start_at and work.kind not in _NOT_WORK:
            lost = int((min(work.end_at, rest.end_at) - rest.start_at).total_seconds())
            if lost > most * HOUR:
                message = f"{in_words(work, looking.zone)} takes {_hours(lost)} of it."
                looking.warn(RuleCode.REST_DAY_CUT, message, "Check when the duty before it ends.", line)


def one_hour_for_all(looking: Looking, starts: Counter[int], ends: Counter[int]) -> None:
    """Duties that begin all over the day and end at one hour: a total that was read as a time."""
    share, total = looking.book.limit(RuleCode.TOTAL_AS_TIME), ends.total()
    if share is None or total < _LEAST_TO_JUDGE:
        return
    for times, others, words in ((ends, starts, "end"), (starts, ends, "begin")):
        minute, often = times.most_common(1)[0]
        if often * 100 >= share * total and _all_over_the_day(others, total):
            clock = f"{minute // 60:02d}:{minute % 60:02d}"
            message = f"{often} of {total} duties {words} at {clock}, whatever else they say."
            remedy = f"Check that the column for when a duty {words}s does not hold the hours worked."
            looking.warn(RuleCode.TOTAL_AS_TIME, message, remedy)


def _all_over_the_day(times: Counter[int], total: int) -> bool:
    """Whether at least two hours that lie four hours apart are each common."""
    common = sorted(minute for minute, often in times.items() if often * 10 >= total)
    return any(_apart(a, b) >= 4 * 60 for a in common for b in common)


def _apart(one: int, other: int) -> int:
    return min((one - other) % _MINUTES_OF_A_DAY, (other - one) % _MINUTES_OF_A_DAY)


OF_ONE_PERSON = (alone, side_by_side, run_of_days, average, into_rest_days)
"""What is asked of each person's duties, which come in order of time; in this order."""


def by_rule(plain: Iterable[dict[str, Any]]) -> Iterator[tuple[str, list[Fault]]]:
    """Kept warnings, grouped by rule in the order in which they were first found."""
    groups: dict[str, list[Fault]] = {}
    for warning in plain:
        fault = {name: value for name, value in warning.items() if name != "rule"}
        groups.setdefault(warning.get("rule", ""), []).append(Fault(**fault))
    yield from groups.items()
