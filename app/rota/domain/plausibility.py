"""What looks odd in a roster and may be true all the same: told with its rule, never mended, never refused."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.foundation.refusals import Fault
from app.rota.domain.duty_line import DutyLine
from app.rota.domain.order_rules import in_words
from app.rota.domain.reading import Cover
from app.rota.domain.rule_book import RuleBook, RuleCode
from scheduler.duty import WORKING, Duty, DutyKind

MOST_OF_A_RULE = 200
"""How many warnings of one rule are kept; all are counted."""
SPLIT_DUTY = timedelta(hours=5)
"""Two duties that begin on one date with a shorter break between are one split duty: rest is not expected in it."""
WEEKS_OF_THE_AVERAGE = 17
_LEAST_TO_JUDGE = 20
_HOUR = timedelta(hours=1)
_DAY_MINUTES = 24 * 60


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


@dataclass(slots=True)
class _Looking:
    """One look over a roster: its rules, its clocks, and what has turned up."""

    book: RuleBook
    zone: ZoneInfo
    counts: Counter[str] = field(default_factory=Counter)
    faults: list[tuple[RuleCode, Fault]] = field(default_factory=list)
    clocks: dict[datetime, tuple[int, int]] = field(default_factory=dict)
    """Each instant as (day, minute of the day) on the wall: a roster names the same few thousand over and over."""

    def clock(self, at: datetime) -> tuple[int, int]:
        found = self.clocks.get(at)
        if found is None:
            wall = at.astimezone(self.zone)
            found = self.clocks[at] = wall.toordinal(), wall.hour * 60 + wall.minute
        return found

    def warn(self, code: RuleCode, message: str, remedy: str, line: DutyLine | None = None) -> None:
        self.counts[code.value] += 1
        if self.counts[code.value] > MOST_OF_A_RULE:
            return
        value = in_words(line.duty, self.zone) if line else None
        where = (line.sheet, line.row, line.column) if line else (None, None, None)
        who = f"Staff number {line.staff_number}: " if line else ""
        self.faults.append((code, Fault(f"{who}{message}", *where, value, remedy)))


def warnings_of(
    people: Iterable[tuple[str, Sequence[DutyLine]]], cover: Cover, book: RuleBook, *, today: date
) -> Warned:
    """What is odd in these duties of each person, which come in order of time, and in the file as a whole.

    Each duty is looked at once, beside the one before it: the work grows with the file and with nothing else.
    """
    looking = _Looking(book, ZoneInfo(cover.zone_name))
    ends = _Ends()
    _whole_file(looking, cover, today)
    for _, own in people:
        work = [line for line in own if line.duty.kind in WORKING]
        for line in work:
            _alone(looking, line, ends)
        _side_by_side(looking, work)
        _run_of_days(looking, work)
        _average(looking, work)
        if len(work) < len(own):
            _into_rest_days(looking, own)
    _one_hour_for_all(looking, ends)
    return Warned(dict(looking.counts), tuple(looking.faults))


def _whole_file(looking: _Looking, cover: Cover, today: date) -> None:
    ahead, days = (cover.first_on - today).days, (cover.last_on - cover.first_on).days + 1
    notice, period = (looking.book.limit(c) for c in (RuleCode.LATE_NOTICE, RuleCode.SHORT_PERIOD))
    if notice is not None and 0 <= ahead < notice:
        message = f"The roster begins in {ahead} days; it is to be published at least {notice:g} days ahead."
        looking.warn(RuleCode.LATE_NOTICE, message, "Publish earlier, or agree the short notice with those concerned.")
    if period is not None and days < period:
        message = f"The roster is for {days} days; it is to set out at least {period:g}."
        looking.warn(RuleCode.SHORT_PERIOD, message, "Send a longer period, if there is one.")


@dataclass(slots=True)
class _Ends:
    """When the duties of the whole file begin and end by the clock."""

    starts: Counter[int] = field(default_factory=Counter)
    ends: Counter[int] = field(default_factory=Counter)


def _alone(looking: _Looking, line: DutyLine, seen: _Ends) -> None:
    """What one duty says by itself."""
    duty, book = line.duty, looking.book
    start, end = looking.clock(duty.start_at)[1], looking.clock(duty.end_at)[1]
    seen.starts[start] += 1
    seen.ends[end] += 1
    longest, step = book.limit(RuleCode.LONG_DUTY), book.limit(RuleCode.ODD_MINUTES)
    if longest is not None and duty.end_at - duty.start_at >= longest * _HOUR:
        hours = duty.length / _HOUR
        looking.warn(RuleCode.LONG_DUTY, f"this duty lasts {hours:g} hours.", "Check when it begins and ends.", line)
    if step and (start % step or end % step):
        remedy = "Check that hours worked, or a clock-in, were not taken for a rostered time."
        looking.warn(RuleCode.ODD_MINUTES, "these are odd minutes for a roster.", remedy, line)
    if duty.kind is DutyKind.NIGHT and _is_by_day(start, end) and book.limit(RuleCode.END_FIRST) is not None:
        remedy = "If the two times changed places, swap them and put the end on the next day."
        looking.warn(RuleCode.END_FIRST, "this is called a night, but none of it is at night.", remedy, line)


def _is_by_day(start: int, end: int) -> bool:
    """Whether hours lie within 06:00 and 23:00, outside what makes a night (Working Time Regulations, reg. 2)."""
    return 6 * 60 <= start < end <= 23 * 60


def _side_by_side(looking: _Looking, work: Sequence[DutyLine]) -> None:
    """What a duty says beside the one before it, and beside the one after."""
    rest, touch = looking.book.limit(RuleCode.SHORT_REST), looking.book.limit(RuleCode.TOUCHING)
    enough = max(timedelta(hours=rest or 0), timedelta(minutes=(touch or 0) + 1))
    for index in range(1, len(work)):
        before, line = work[index - 1], work[index]
        between = line.duty.start_at - before.duty.end_at
        if between < enough:
            _short_rest(looking, before, line, rest, touch)
        if line.duty.end_at - line.duty.start_at > 12 * _HOUR or before.duty.end_at - before.duty.start_at > 12 * _HOUR:
            _end_first(looking, before, line)


def _short_rest(looking: _Looking, before: DutyLine, line: DutyLine, rest: float | None, touch: float | None) -> None:
    between = line.duty.start_at - before.duty.end_at
    if touch is not None and between <= timedelta(minutes=touch):
        remedy = "If it is one duty, write it as one; if not, check when the first ends."
        message = f"this begins as the duty before it ends: {in_words(before.duty, looking.zone)}."
        looking.warn(RuleCode.TOUCHING, message, remedy, line)
        return
    same_day = looking.clock(before.duty.start_at)[0] == looking.clock(line.duty.start_at)[0]
    if rest is not None and between < rest * _HOUR and not (same_day and between < SPLIT_DUTY):
        message = (
            f"there are {_hours(between)} of rest after {in_words(before.duty, looking.zone)}, not {rest:g} hours."
        )
        looking.warn(RuleCode.SHORT_REST, message, "Check both times, or arrange compensatory rest.", line)


def _hours(span: timedelta) -> str:
    hours, minutes = divmod(span // timedelta(minutes=1), 60)
    return f"{hours} hours" + (f" {minutes} minutes" if minutes else "")


def _end_first(looking: _Looking, before: DutyLine, line: DutyLine) -> None:
    """A long day beside a night on the same two hours, the other way round."""
    apart = looking.book.limit(RuleCode.END_FIRST)
    if apart is None:
        return
    for odd, beside in ((line, before), (before, line)):
        (_, start), (_, end) = looking.clock(odd.duty.start_at), looking.clock(odd.duty.end_at)
        (_, other_start), (_, other_end) = looking.clock(beside.duty.start_at), looking.clock(beside.duty.end_at)
        swapped = max(abs(start - other_end), abs(end - other_start)) <= apart
        if swapped and start < end and other_start > other_end and odd.duty.length > 12 * _HOUR:
            message = f"its hours are those of {in_words(beside.duty, looking.zone)}, the other way round."
            remedy = "If it is a night, swap the two times and put the end on the next day."
            looking.warn(RuleCode.END_FIRST, message, remedy, odd)


def _run_of_days(looking: _Looking, work: Sequence[DutyLine]) -> None:
    """Dates in a row on which work begins. Told once a run, at the day that is too many."""
    most = looking.book.limit(RuleCode.LONG_RUN)
    if most is None:
        return
    last = run = 0
    for line in work:
        day = looking.clock(line.duty.start_at)[0]
        if day == last:
            continue
        run = run + 1 if day == last + 1 else 1
        last = day
        if run == int(most) + 1:
            message = f"this is day {run} in a row without a rest day."
            looking.warn(RuleCode.LONG_RUN, message, f"Give a rest day after at most {most:g} days.", line)


def _average(looking: _Looking, work: Sequence[DutyLine]) -> None:
    """The most hours in any 17 weeks. Told once a person, at the duty that ends the fullest stretch."""
    most, span = looking.book.limit(RuleCode.WEEKLY_HOURS), timedelta(weeks=WEEKS_OF_THE_AVERAGE)
    if most is None or not work or work[-1].duty.end_at - work[0].duty.start_at < span - timedelta(days=7):
        return
    total = fullest = timedelta(0)
    at, first = work[0], 0
    for line in work:
        total += line.duty.end_at - line.duty.start_at
        while line.duty.end_at - work[first].duty.start_at > span:
            total -= work[first].duty.end_at - work[first].duty.start_at
            first += 1
        if total > fullest:
            fullest, at = total, line
    if fullest > most * WEEKS_OF_THE_AVERAGE * _HOUR:
        weekly = fullest / _HOUR / WEEKS_OF_THE_AVERAGE
        message = f"over the 17 weeks that end with this duty there are {weekly:.1f} hours a week, not {most:g}."
        looking.warn(RuleCode.WEEKLY_HOURS, message, "Check the hours, and whether the officer has opted out.", at)


def _into_rest_days(looking: _Looking, own: Sequence[DutyLine]) -> None:
    """A duty that goes on into a rest day for longer than the hours before the force day begins."""
    most = looking.book.limit(RuleCode.REST_DAY_CUT)
    if most is None:
        return
    at_work: DutyLine | None = None
    for line in own:
        if line.duty.kind in WORKING:
            at_work = line
        elif line.duty.kind is DutyKind.REST_DAY and at_work and _lost(at_work.duty, line.duty) > most * _HOUR:
            message = f"{in_words(at_work.duty, looking.zone)} takes {_hours(_lost(at_work.duty, line.duty))} of it."
            looking.warn(RuleCode.REST_DAY_CUT, message, "Check when the duty before it ends.", line)


def _lost(work: Duty, rest: Duty) -> timedelta:
    return min(work.end_at, rest.end_at) - rest.start_at


def _one_hour_for_all(looking: _Looking, seen: _Ends) -> None:
    """Duties that begin all over the day and end at one hour: a total that was read as a time."""
    share, total = looking.book.limit(RuleCode.TOTAL_AS_TIME), sum(seen.ends.values())
    if share is None or total < _LEAST_TO_JUDGE:
        return
    for ends, others, words in ((seen.ends, seen.starts, "end"), (seen.starts, seen.ends, "begin")):
        minute, often = ends.most_common(1)[0]
        if often * 100 >= share * total and _all_over_the_day(others, total):
            message = (
                f"{often} of {total} duties {words} at {minute // 60:02d}:{minute % 60:02d}, whatever else they say."
            )
            remedy = f"Check that the column for when a duty {words}s does not hold the hours worked."
            looking.warn(RuleCode.TOTAL_AS_TIME, message, remedy)


def _all_over_the_day(times: Counter[int], total: int) -> bool:
    """Whether at least two hours that lie four hours apart are each common."""
    common = sorted(minute for minute, often in times.items() if often * 10 >= total)
    return any(_apart(a, b) >= 4 * 60 for a in common for b in common)


def _apart(one: int, other: int) -> int:
    return min((one - other) % _DAY_MINUTES, (other - one) % _DAY_MINUTES)


def by_rule(plain: Iterable[dict[str, Any]]) -> Iterator[tuple[str, list[Fault]]]:
    """Kept warnings, grouped by rule in the order in which they were first found."""
    groups: dict[str, list[Fault]] = {}
    for warning in plain:
        fault = {name: value for name, value in warning.items() if name != "rule"}
        groups.setdefault(warning.get("rule", ""), []).append(Fault(**fault))
    yield from groups.items()
