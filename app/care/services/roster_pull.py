"""Takes in a published roster version, whole: everybody gets an identity, and only what changed is written."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import TypeVar

from sqlalchemy.orm import Session

from app.care.domain.roster_feed import DutyLine, StaffLine, VersionHeader
from app.care.store import officers, roster_intake
from app.care.store.guards import settle
from app.care.store.tables.officers import Officer
from app.care.store.tables.rosters import OfficerMonth, PulledVersion
from app.foundation.jobs import leave_job
from app.foundation.refusals import Conflict, Invalid

_AT_A_TIME = 500
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking in a version came to. `is_new` False: it was here already, or is older than what is."""

    is_new: bool
    new_officers: int = 0
    changed_officers: int = 0
    courses_to_check: int = 0


def take_version(db: Session, header: VersionHeader, lines: Iterable[StaffLine], *, now: datetime) -> Taken:
    """Make the version the roster that care goes by. The same version again does nothing.

    Leaves a "check_courses" job for the courses whose officer's duties changed and who have something ahead of them;
    nobody else's rows are touched, not even to be marked as checked.
    Raises Conflict ("other-version") when a version of this number with other contents was taken in before, Invalid
    ("broken-version") when it has not as many lines as it says; the transaction must then be thrown away.
    """
    latest = roster_intake.latest_locked(db, to_change=True)
    if header.number <= latest:
        _refuse_other(roster_intake.known_version(db, header.number), header)
        return Taken(is_new=False)
    db.add(_version(header, now=now))
    ids = officers.ids_by_staff_number(db)
    before, changed, seen = len(ids), set[str](), set[str]()
    for some in _in_batches(lines):
        _make_officers(db, some, ids, now=now)
        changed |= _store_months(db, {ids[line.staff_number]: line.months for line in some}, header)
        seen.update(line.staff_number for line in some)
    if len(seen) != header.staff:
        raise Invalid(f"The version names {header.staff} staff and has {len(seen)}.", code="broken-version")
    for gone in _in_batches(sorted(ids.keys() - seen)):
        changed |= _store_months(db, {ids[staff_number]: {} for staff_number in gone}, header)
    return Taken(True, len(ids) - before, len(changed), _leave_checks(db, sorted(changed), now=now))


def _refuse_other(known: PulledVersion | None, header: VersionHeader) -> None:
    if known is not None and known.digest != header.digest:
        raise Conflict(f"Version {header.number} was taken in with other contents.", code="other-version")


def _version(header: VersionHeader, *, now: datetime) -> PulledVersion:
    return PulledVersion(
        number=header.number,
        published_at=header.published_at,
        pulled_at=now,
        covers_from_on=header.covers_from_on,
        covers_to_on=header.covers_to_on,
        digest=header.digest,
        staff=header.staff,
    )


def _make_officers(db: Session, lines: Sequence[StaffLine], ids: dict[str, str], *, now: datetime) -> None:
    """An identity for each member of staff who has none, added to `ids`: that having one must say nothing."""
    fresh = [Officer(staff_number=line.staff_number, created_at=now) for line in lines if line.staff_number not in ids]
    db.add_all(fresh)
    settle(db)
    ids.update((officer.staff_number, officer.id) for officer in fresh)


def _store_months(db: Session, fed: Mapping[str, Mapping[str, Sequence[DutyLine]]], header: VersionHeader) -> set[str]:
    """Write the months that differ from the stored ones; returns the ids of the officers who had any."""
    stored: dict[str, dict[str, OfficerMonth]] = {officer_id: {} for officer_id in fed}
    for row in roster_intake.months_of(db, fed.keys()):
        stored[row.officer_id][row.month] = row
    covered = _months(header.covers_from_on, header.covers_to_on)
    changed = set()
    for officer_id, months in fed.items():
        mine = stored[officer_id]
        for month in months.keys() | (mine.keys() & covered):
            if _write(db, mine.get(month), (officer_id, month), months.get(month, ()), header.number):
                changed.add(officer_id)
    settle(db)
    return changed


def _write(
    db: Session, row: OfficerMonth | None, key: tuple[str, str], duties: Sequence[DutyLine], number: int
) -> bool:
    """Whether the month was not already stored so. A covered month that the version leaves out has no duties."""
    packed = [list(duty) for duty in duties]
    if (row.duties if row else []) == packed:
        return False
    if row is None:
        db.add(OfficerMonth(officer_id=key[0], month=key[1], version=number, duties=packed))
    else:
        row.version, row.duties = number, packed
    return True


def _leave_checks(db: Session, officer_ids: Sequence[str], *, now: datetime) -> int:
    """One job for all: what a version strikes is planned together, however many officers it changes."""
    course_ids = [name for some in _in_batches(officer_ids) for name in roster_intake.courses_ahead_of(db, some, now)]
    if course_ids:
        leave_job(db, "check_courses", {"course_ids": course_ids})
    return len(course_ids)


def _months(first_on: date, last_on: date) -> set[str]:
    first, last = (on.year * 12 + on.month - 1 for on in (first_on, last_on))
    return {f"{month // 12:04}-{month % 12 + 1:02}" for month in range(first, last + 1)}


def _in_batches(things: Iterable[Thing]) -> Iterator[list[Thing]]:
    rest = iter(things)
    while some := list(islice(rest, _AT_A_TIME)):
        yield some
