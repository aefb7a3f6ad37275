"""Lays a reading over the roster that stands and tells what would change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.foundation.refusals import Fault
from app.rota.domain.difference import StaffDifference, counts, difference
from app.rota.domain.duty_line import DutyLine, instant_text, unpacked
from app.rota.domain.months import Months, months_about, replaced, unpack_months
from app.rota.domain.order_rules import by_staff, overlap_faults
from app.rota.domain.reading import Cover, Reading
from app.rota.store.months import known_staff, standing_months
from app.rota.store.versions import latest

_NEAR = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class StaffChange:
    """One person's months before and after, and the difference in duties."""

    difference: StaffDifference
    before: Months
    after: Months


@dataclass(frozen=True, slots=True)
class Comparison:
    """What an upload would change of version `base`; faults where it clashes with what stays."""

    base: int
    changes: tuple[StaffChange, ...]
    faults: tuple[Fault, ...]
    covers_more: bool
    """Whether the roster would reach further than before, if only with days off."""

    @property
    def is_nothing(self) -> bool:
        """Whether publishing would leave everything as it is."""
        return not self.covers_more and all(change.difference.is_nothing for change in self.changes)

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """Counts by kind."""
        return counts(change.difference for change in self.changes)


def compare(db: Session, reading: Reading, cover: Cover, zone: ZoneInfo) -> Comparison:
    """Compare a clean reading with the roster. `zone` is the force's: months are its months."""
    standing = standing_months(db, reading.staff, *months_about(cover, zone))
    known = known_staff(db, reading.staff)
    lines = by_staff(reading.lines)
    changes: list[StaffChange] = []
    faults: list[Fault] = []
    for number in reading.staff:
        before, own = standing.get(number, {}), lines.get(number, [])
        changes.append(_change(number, before, own, cover, zone, is_new=number not in known))
        faults += overlap_faults([*_stays_near(number, before, cover), *own], zone)
    before_version = latest(db)
    covers_more = before_version is None or not (
        before_version.covers_from_on <= cover.first_on and cover.last_on <= before_version.covers_to_on
    )
    return Comparison(before_version.number if before_version else 0, tuple(changes), tuple(faults), covers_more)


def _change(
    number: str, before: Months, own: list[DutyLine], cover: Cover, zone: ZoneInfo, *, is_new: bool
) -> StaffChange:
    after = replaced(before, (line.duty for line in own), cover, zone)
    was, will = _apart(before, after), _apart(after, before)
    changed = difference(number, unpack_months(was), unpack_months(will), zone, is_new=is_new)
    return StaffChange(changed, before, after)


def _apart(these: Months, those: Months) -> Months:
    """The months of these that are not so in those: most stay as they are, and need not be looked into."""
    return {month: duties for month, duties in these.items() if duties != those.get(month)}


def _stays_near(number: str, before: Months, cover: Cover) -> Iterable[DutyLine]:
    """What stays on either side of the cover, near enough to clash with what comes."""
    first, end, near = (instant_text(at) for at in (cover.span.start, cover.span.end, cover.span.end + _NEAR))
    for triples in before.values():
        for triple in triples:
            _, start, ends = triple
            if not first <= start < end and ends > first and start < near:
                yield DutyLine(number, unpacked(triple))
