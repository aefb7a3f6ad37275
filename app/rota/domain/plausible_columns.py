"""Finds where the rules of plausibility speak in a roster of any size; what they say there is their own.

`plausibility` defines each rule for one person's duties, one after the other. Here the same is asked of all duties at
once, as columns. Everything is counted; the rule itself is then asked about the few places that are shown.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from app.rota.domain.blocks import Truths
from app.rota.domain.packed_lines import PackedLines
from app.rota.domain.plausibility import (
    FOR_EVER,
    HOUR,
    MOST_OF_A_RULE,
    OF_ONE_PERSON,
    SPLIT_DUTY_HOURS,
    WEEKS_OF_THE_AVERAGE,
    Looking,
    Warned,
    alone,
    average,
    into_rest_days,
    one_hour_for_all,
    run_of_days,
    side_by_side,
    whole_file,
)
from app.rota.domain.reading import Cover
from app.rota.domain.rule_book import RuleBook, RuleCode
from app.rota.domain.tours import Tours
from scheduler.duty import WORKING, DutyKind
from scheduler.duty_pack import KINDS
from scheduler.local_days import Numbers

Places = NDArray[np.intp]
_MINUTES_OF_A_DAY = 24 * 60
_ONE_OWNER = 1 << 33
"""More than any minute from 1970: an owner's number times this, and a minute, in one number that sorts."""
_NIGHT = KINDS.index(DutyKind.NIGHT)
_REST_DAY = KINDS.index(DutyKind.REST_DAY)
_WORKS = np.array([kind in WORKING for kind in KINDS])


def warnings_of(tours: Iterable[Tours], lines: PackedLines, cover: Cover, book: RuleBook, *, today: date) -> Warned:
    """What is odd in these lines, whose tours they are, and in the file as a whole.

    Each duty is looked at beside the one before it: the work grows with the file and with nothing else.
    """
    looking, found = Looking(book, ZoneInfo(cover.zone_name)), _Found(lines)
    whole_file(looking, cover, today)
    starts, ends = _Clock(), _Clock()
    for some in tours:
        starts.add(some.begins)
        ends.add(some.stops)
        for rule in _RULES:
            rule(some, book, found)
    found.speak(looking)
    one_hour_for_all(looking, starts.times, ends.times)
    return Warned({**looking.counts, **found.by_code()}, tuple(looking.faults))


@dataclass(slots=True)
class _Clock:
    """How often each minute of the day came, in the order in which they came first."""

    times: Counter[int] = field(default_factory=Counter)

    def add(self, minutes: Numbers) -> None:
        often = np.bincount(minutes, minlength=_MINUTES_OF_A_DAY)
        here = np.flatnonzero(often).tolist()
        fresh = [minute for minute in here if minute not in self.times]
        for minute in sorted(fresh, key=lambda one: int((minutes == one).argmax())):
            self.times[minute] = 0
        for minute in here:
            self.times[minute] += int(often[minute])


@dataclass(slots=True)
class _Found:
    """How often each rule speaks, and the first places at which it does."""

    lines: PackedLines
    counts: Counter[tuple[RuleCode, int]] = field(default_factory=Counter)
    """By rule, and by which rule of a person found it: one is asked in two ways."""
    places: set[tuple[int, int, int, int]] = field(default_factory=set)
    """Person, which rule of a person, the last line concerned and the first: in this order they are shown."""

    def note(self, code: RuleCode, rule: Callable[..., None], firsts: Places, lasts: Places) -> None:
        """A rule speaks of these stretches of lines."""
        step = OF_ONE_PERSON.index(rule)
        some = slice(max(0, MOST_OF_A_RULE - self.counts[code, step]))
        self.counts[code, step] += len(lasts)
        owners = np.searchsorted(self.lines.begins, lasts[some], side="right") - 1
        for who, first, last in zip(owners.tolist(), firsts[some].tolist(), lasts[some].tolist(), strict=True):
            self.places.add((who, step, last, first))

    def by_code(self) -> dict[str, int]:
        """How often each spoke; none that did not."""
        times: Counter[str] = Counter()
        for (code, _), count in self.counts.items():
            times[code.value] += count
        return {code: count for code, count in times.items() if count}

    def speak(self, looking: Looking) -> None:
        """Have the rules say what they find there."""
        for _, step, last, first in sorted(self.places):
            OF_ONE_PERSON[step](looking, self.lines[first : last + 1])


def _alone(some: Tours, book: RuleBook, found: _Found) -> None:
    longest, step = book.limit(RuleCode.LONG_DUTY), int(book.limit(RuleCode.ODD_MINUTES) or 1)
    too_long = (some.ends - some.starts) * 60 >= (longest or FOR_EVER) * HOUR
    odd = np.arange(_MINUTES_OF_A_DAY) % step != 0
    _note_lines(some, found, RuleCode.LONG_DUTY, too_long)
    _note_lines(some, found, RuleCode.ODD_MINUTES, odd[some.begins] | odd[some.stops])
    if book.limit(RuleCode.END_FIRST) is not None:
        by_day = (some.begins >= 6 * 60) & (some.begins < some.stops) & (some.stops <= 23 * 60)
        _note_lines(some, found, RuleCode.END_FIRST, by_day & (some.kinds == _NIGHT))


def _note_lines(some: Tours, found: _Found, code: RuleCode, which: Truths) -> None:
    lines = some.lines(np.flatnonzero(which))
    found.note(code, alone, lines, lines)


def _rest(some: Tours, book: RuleBook, found: _Found) -> None:
    rest, touch = book.limit(RuleCode.SHORT_REST), book.limit(RuleCode.TOUCHING)
    between = (some.starts[1:] - some.ends[:-1]) * 60
    touches = some.follows & (between <= touch * 60 if touch is not None else np.False_)
    _note_pairs(some, found, RuleCode.TOUCHING, touches)
    if rest is not None:
        split = (some.days[1:] == some.days[:-1]) & (between < SPLIT_DUTY_HOURS * HOUR)
        _note_pairs(some, found, RuleCode.SHORT_REST, some.follows & (between < rest * HOUR) & ~split & ~touches)


def _note_pairs(some: Tours, found: _Found, code: RuleCode, which: Truths) -> None:
    """`which`: of each tour but the first."""
    before = np.flatnonzero(which)
    found.note(code, side_by_side, some.lines(before), some.lines(before + 1))


def _end_first(some: Tours, book: RuleBook, found: _Found) -> None:
    apart = book.limit(RuleCode.END_FIRST)
    if apart is None:
        return
    long_day = (some.begins < some.stops) & (some.ends - some.starts > 12 * 60)
    pairs = np.flatnonzero(some.follows & (long_day[1:] | long_day[:-1]))
    both = [
        _is_turned(some, odd, beside, apart) & long_day[odd] for odd, beside in ((pairs + 1, pairs), (pairs, pairs + 1))
    ]
    before = np.sort(np.concatenate([pairs[turned] for turned in both]))
    found.note(RuleCode.END_FIRST, side_by_side, some.lines(before), some.lines(before + 1))


def _is_turned(some: Tours, odd: Places, beside: Places, apart: float) -> Truths:
    """Whether one tour has the hours of the night beside it, the other way round."""
    begins, stops = some.begins, some.stops
    swapped = np.maximum(abs(begins[odd] - stops[beside]), abs(stops[odd] - begins[beside])) <= apart
    turned: Truths = swapped & (begins[beside] > stops[beside])
    return turned


def _runs(some: Tours, book: RuleBook, found: _Found) -> None:
    most = book.limit(RuleCode.LONG_RUN)
    if most is None:
        return
    entries = np.flatnonzero(some.first_of_day)
    owners, days = some.owners[entries], some.days[entries]
    begins_anew = np.ones(len(entries), bool)
    begins_anew[1:] = (owners[1:] != owners[:-1]) | (days[1:] != days[:-1] + 1)
    at = np.arange(len(entries))
    began = np.maximum.accumulate(np.where(begins_anew, at, 0))
    too_many = np.flatnonzero(at - began == int(most))
    found.note(RuleCode.LONG_RUN, run_of_days, some.lines(entries[began[too_many]]), some.lines(entries[too_many]))


def _averages(some: Tours, book: RuleBook, found: _Found) -> None:
    most, span = book.limit(RuleCode.WEEKLY_HOURS), WEEKS_OF_THE_AVERAGE * 7 * _MINUTES_OF_A_DAY
    if most is None or not len(some):
        return
    firsts = np.flatnonzero(np.append(True, ~some.follows))
    lasts = np.append(firsts[1:], len(some)) - 1
    if not bool(np.any(some.ends[lasts] - some.starts[firsts] >= span - 7 * _MINUTES_OF_A_DAY)):
        return
    fullest = np.maximum.reduceat(_within(some, span), firsts)
    is_long = some.ends[lasts] - some.starts[firsts] >= span - 7 * _MINUTES_OF_A_DAY
    people = some.owners[firsts[is_long & (fullest * 60 > most * WEEKS_OF_THE_AVERAGE * HOUR)]]
    found.note(RuleCode.WEEKLY_HOURS, average, found.lines.begins[people], found.lines.begins[people + 1] - 1)


def _within(some: Tours, span: int) -> Numbers:
    """For each tour, the minutes at work in the stretch of this length that it ends."""
    keys, lengths = some.owners * _ONE_OWNER + some.starts, some.ends - some.starts
    firsts = np.maximum.accumulate(np.searchsorted(keys, some.owners * _ONE_OWNER + some.ends - span))
    before = np.concatenate(([0], np.cumsum(lengths)))
    minutes: Numbers = before[1:] - before[firsts]
    return minutes


def _into_rest_days(some: Tours, book: RuleBook, found: _Found) -> None:
    most, block = book.limit(RuleCode.REST_DAY_CUT), some.block
    if most is None:
        return
    kinds = block.words.astype(np.uint8)
    pairs = np.flatnonzero((kinds[1:] == _REST_DAY) & _WORKS[kinds[:-1]] & (block.owners[1:] == block.owners[:-1]))
    works, rests = block.only(pairs), block.only(pairs + 1)
    end = np.minimum(works.starts + works.lengths, rests.starts + rests.lengths)
    before = pairs[(end > rests.starts) & ((end - rests.starts) * 60 > most * HOUR)] + some.begin
    found.note(RuleCode.REST_DAY_CUT, into_rest_days, before, before + 1)


_RULES = (_alone, _rest, _end_first, _runs, _averages, _into_rest_days)
