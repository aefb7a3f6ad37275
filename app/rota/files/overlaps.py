"""Duties of one person that overlap: put together into one where somebody said that they are."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from app.rota.domain.duty_line import DAYS_OFF, DutyLine
from app.rota.domain.mass_rules import clashing
from app.rota.domain.packed_lines import packed_lines
from app.rota.domain.reading import Question
from app.rota.files.duty_maker import DutyMaker
from app.rota.files.findings import Place

OVERLAPS = "overlaps"
MOST_LOOKED_AT = 100_000
_CHOICES = (("one", "they are one duty, from the first beginning to the last end"),)


def put_together(lines: list[DutyLine], maker: DutyMaker) -> list[DutyLine]:
    """The lines, those of one person that overlap as one if that was said; offered beside the faults otherwise."""
    if len(lines) > MOST_LOOKED_AT or not any(True for _ in clashing(packed_lines(lines), maker.zone)):
        return lines
    text = "Some duties of one person overlap, or come twice. What are they?"
    if not maker.offered(Question(OVERLAPS, text, _CHOICES, required=False), "Duties that overlap"):
        return lines
    by_person: dict[str, list[DutyLine]] = defaultdict(list)
    for line in lines:
        by_person[line.staff_number].append(line)
    return [line for own in by_person.values() for line in _of_one(own, maker)]


def _of_one(own: Sequence[DutyLine], maker: DutyMaker) -> list[DutyLine]:
    """One person's lines. A day off and work are never one: that they overlap stays a fault."""
    kept = []
    for off in (False, True):
        lines = sorted((x for x in own if (x.duty.kind in DAYS_OFF) is off), key=lambda line: line.duty.start_at)
        together: list[list[DutyLine]] = []
        for line in lines:
            if together and line.duty.start_at < max(one.duty.end_at for one in together[-1]):
                together[-1].append(line)
            else:
                together.append([line])
        kept += [one for group in together if (one := _as_one(group, maker))]
    return kept


def _as_one(group: Sequence[DutyLine], maker: DutyMaker) -> DutyLine | None:
    """The duty that a group comes to, of the kind of its longest; None after noting that it would be too long."""
    first, longest = group[0], max(group, key=lambda line: line.duty.length)
    if all(one.duty == other.duty for one, other in pairwise(group)):
        return first
    end_at = max(line.duty.end_at for line in group)
    at = Place(first.sheet, first.row, first.column)
    return maker.between(first.staff_number, longest.duty.kind, first.duty.start_at, end_at, at)
