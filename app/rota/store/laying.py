"""Lays a reading over the roster that stands, some people at a time: what ends, what begins, what clashes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy.orm import Session

from app.foundation.refusals import Fault
from app.rota.domain.blocks import Block, Truths, apart, block_of, clashes, cut, joined
from app.rota.domain.counting import Counts
from app.rota.domain.duty_line import DutyLine
from app.rota.domain.months import months_about
from app.rota.domain.order_rules import overlap_faults
from app.rota.domain.packed_lines import PackedLines, packed_lines
from app.rota.domain.reading import Cover, Reading
from app.rota.store.months import known_staff, standing_months
from scheduler.duty_pack import duty_of, minute_of
from scheduler.local_days import LocalDays, local_days

AT_A_TIME = 500
MOST_FAULTS = 5_000
_NEAR = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Part:
    """What changes for some of the people, in order of staff number."""

    ended: tuple[tuple[str, str], ...]
    """Staff number and month."""
    begun: tuple[tuple[str, str, bytes], ...]
    """Staff number, month and packed duties."""
    new: tuple[str, ...]
    """Those whom no version has named."""
    changed: tuple[str, ...]
    """Everybody with a difference, the new ones too."""
    before: dict[str, dict[str, bytes]]


@dataclass(frozen=True, slots=True, eq=False)
class _Some:
    """Some of the people, in order of staff number: an owner in a block is the place among them."""

    numbers: list[str]
    standing: dict[str, dict[str, bytes]]
    """Their months about the cover."""
    before: Block
    own: Block
    """What the reading says of them."""
    stays: Block
    """Of what stands, what the reading does not speak of."""
    days: LocalDays

    @property
    def after(self) -> Block:
        """What will stand."""
        return joined(self.own, self.stays)


@dataclass(slots=True)
class Laying:
    """One reading and the roster: what laying one over the other counts and clashes, or writes."""

    db: Session
    reading: Reading
    cover: Cover
    zone: ZoneInfo
    """The force's: months are its months."""
    counts: Counts = field(default_factory=Counts)
    faults: list[Fault] = field(default_factory=list)
    fault_count: int = 0

    def count(self) -> None:
        """Count what changes and note what clashes."""
        lines = packed_lines(self.reading.lines)
        for some in self._people(lines):
            lost, won = apart(some.before, some.after)
            new = self._new(some)
            differ = [some.numbers[who] for who in np.union1d(lost.owners, won.owners).tolist()]
            self.counts.add_staff(len(new), len({*new, *differ}))
            self.counts.add(lost, won, some.days)
            self._note_clashes(some, lines)

    def parts(self) -> Iterator[Part]:
        """What changes for all people of the reading, at most 500 at a time."""
        for some in self._people(packed_lines(self.reading.lines)):
            yield _changes(some, cut(some.after, some.days), self._new(some))

    def _people(self, lines: PackedLines) -> Iterator[_Some]:
        everybody, at = iter(self.reading.staff), 0
        while some := list(islice(everybody, AT_A_TIME)):
            end = at
            while end < len(lines.staff) and lines.staff[end] <= some[-1]:
                end += 1
            yield self._some(some, lines, slice(at, end))
            at = end

    def _some(self, numbers: list[str], lines: PackedLines, here: slice) -> _Some:
        place = {number: at for at, number in enumerate(numbers)}
        own = _own(lines, here, place)
        standing = standing_months(self.db, numbers, *months_about(self.cover, self.zone))
        months = [(place[who], pack) for who in numbers for _, pack in sorted(standing.get(who, {}).items())]
        before = block_of([pack for _, pack in months], [who for who, _ in months])
        days = local_days(self.zone, np.concatenate((before.starts, own.starts)))
        return _Some(numbers, standing, before, own, before.only(self._stays(before)), days)

    def _new(self, some: _Some) -> list[str]:
        """Those whom no version has named."""
        known = known_staff(self.db, some.numbers)
        return [number for number in some.numbers if number not in known]

    def _stays(self, before: Block) -> Truths:
        first, end = (minute_of(at) for at in (self.cover.span.start, self.cover.span.end))
        inside: Truths = (before.starts >= first) & (before.starts < end)
        return ~inside

    def _note_clashes(self, some: _Some, lines: PackedLines) -> None:
        """Clashes with what stays on either side of the cover, near enough to reach over."""
        span, stays = self.cover.span, some.stays
        first, near = minute_of(span.start), minute_of(span.end + _NEAR)
        beside = stays.only((stays.starts + stays.lengths > first) & (stays.starts < near))
        if not len(beside.words):
            return
        both = joined(some.own, beside)
        for who in np.unique(both.owners[clashes(both, some.days)[1]]).tolist():
            number = some.numbers[who]
            known = [DutyLine(number, duty_of(word)) for word in beside.only(beside.owners == who).words.tolist()]
            mine = lines.of(lines.staff.index(number)) if number in lines.staff else []
            for fault in overlap_faults([*known, *mine], self.zone):
                self.fault_count += 1
                self.faults += [fault] if len(self.faults) < MOST_FAULTS else []


def _own(lines: PackedLines, here: slice, place: dict[str, int]) -> Block:
    begins = lines.begins[here.start : here.stop + 1]
    owners = np.array([place[number] for number in lines.staff[here]], np.int64)
    return Block(np.repeat(owners, np.diff(begins)), lines.words[int(begins[0]) : int(begins[-1])])


def _changes(some: _Some, after: list[tuple[int, str, bytes]], new: list[str]) -> Part:
    begun: list[tuple[str, str, bytes]] = []
    kept: set[tuple[str, str]] = set()
    for who, month, pack in after:
        number = some.numbers[who]
        if some.standing.get(number, {}).get(month) == pack:
            kept.add((number, month))
        else:
            begun.append((number, month, pack))
    standing = ((who, month) for who in some.numbers for month in some.standing.get(who, ()))
    ended = [one for one in standing if one not in kept]
    changed = sorted({*new, *(who for who, _ in ended), *(one[0] for one in begun)})
    return Part(tuple(ended), tuple(begun), tuple(new), tuple(changed), some.standing)
