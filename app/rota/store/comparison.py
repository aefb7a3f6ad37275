"""Tells what a reading would change of the roster that stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.foundation.refusals import Fault
from app.rota.domain.difference import StaffDifference, difference
from app.rota.domain.months import Months, unpack_months
from app.rota.domain.reading import Cover, Reading
from app.rota.store.laying import Laying, Part
from app.rota.store.versions import latest


@dataclass(frozen=True, slots=True)
class StaffChange:
    """One person's months before and after, and the difference in duties."""

    difference: StaffDifference
    before: Months
    after: Months


@dataclass(frozen=True, slots=True)
class Comparison:
    """What an upload would change of version `base`; faults where it clashes with what stays.

    Holds no duties: `changes` are worked out, as they are asked for, in the transaction it was made in.
    """

    base: int
    counts: dict[str, dict[str, int]]
    """By kind."""
    faults: tuple[Fault, ...]
    """The first of them; `fault_count` counts all."""
    fault_count: int
    covers_more: bool
    """Whether the roster would reach further than before, if only with days off."""
    laying: Laying

    @property
    def is_nothing(self) -> bool:
        """Whether publishing would leave everything as it is."""
        return not self.covers_more and not self.counts["staff"]

    @property
    def changes(self) -> Iterator[StaffChange]:
        """Everybody with a difference, in order of staff number."""
        return _changes(self.laying)


def compare(db: Session, reading: Reading, cover: Cover, zone: ZoneInfo) -> Comparison:
    """Compare a clean reading with the roster. `zone` is the force's: months are its months."""
    laying = Laying(db, reading, cover, zone)
    laying.count()
    return compared(laying, covers_more=reaches_further(db, cover))


def differences(db: Session, reading: Reading, cover: Cover, zone: ZoneInfo) -> Iterator[StaffDifference]:
    """Person by person, without counting all of them first."""
    return (one.difference for one in _changes(Laying(db, reading, cover, zone)) if not one.difference.is_nothing)


def _changes(laying: Laying) -> Iterator[StaffChange]:
    for part in laying.parts():
        yield from _each(part, laying.zone)


def reaches_further(db: Session, cover: Cover) -> bool:
    """Whether the roster that stands does not speak of all these days."""
    standing = latest(db)
    return standing is None or not (
        standing.covers_from_on <= cover.first_on and cover.last_on <= standing.covers_to_on
    )


def compared(laying: Laying, *, covers_more: bool) -> Comparison:
    """What came of it, once somebody has gone over all its parts."""
    standing = latest(laying.db)
    return Comparison(
        standing.number if standing else 0,
        laying.counts.as_json(),
        tuple(laying.faults),
        laying.fault_count,
        covers_more,
        laying,
    )


def _each(part: Part, zone: ZoneInfo) -> Iterator[StaffChange]:
    new = set(part.new)
    ended: dict[str, set[str]] = {}
    begun: dict[str, dict[str, bytes]] = {}
    for who, month in part.ended:
        ended.setdefault(who, set()).add(month)
    for who, month, pack in part.begun:
        begun.setdefault(who, {})[month] = pack
    for who in part.changed:
        before, will = part.before.get(who, {}), begun.get(who, {})
        was = {month: before[month] for month in ended.get(who, ())}
        left = {month: pack for month, pack in before.items() if month not in was}
        changed = difference(who, unpack_months(was), unpack_months(will), zone, is_new=who in new)
        yield StaffChange(changed, before, dict(sorted({**left, **will}.items())))
