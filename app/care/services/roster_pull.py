"""Takes in a published roster version, whole: everybody gets an identity, and only what changed is written."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import islice
from typing import TypeVar

from sqlalchemy.orm import Session

from app.care.domain.roster_feed import StaffLine, VersionHeader
from app.care.store import officers, roster_intake
from app.care.store.guards import settle
from app.care.store.tables.rosters import PulledVersion
from app.foundation.ids import new_id
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
    """Make the version the roster that care goes by, in one transaction. The same version again does nothing.

    Leaves a "check_courses" job for the courses whose officer's duties changed and who have something ahead of them;
    nobody else's rows are touched, not even to be marked as checked.
    Raises Conflict ("other-version") when a version of this number with other contents was taken in before, Invalid
    ("broken-version") when it has not as many lines as it says; the transaction must then be thrown away.
    """
    pull = Pull(new_id(), header, roster_intake.latest_locked(db, to_change=True))
    if header.number > pull.after:
        for some in in_batches(lines):
            stage(db, pull, some)
    return take_staged(db, pull, now=now)


@dataclass(slots=True)
class Pull:
    """One version on its way in, above the one that was `after` when it began."""

    id: str
    header: VersionHeader
    after: int
    seen: set[str] = field(default_factory=set)
    """Staff numbers whose lines are staged."""
    new_officers: int = 0
    changed: set[str] = field(default_factory=set)
    """Officers whose months are in their place already."""


def stage(db: Session, pull: Pull, lines: Sequence[StaffLine]) -> None:
    """Lay aside what these lines change, where nobody looks until the whole version is there."""
    numbers = [line.staff_number for line in lines]
    stored = roster_intake.months_by_staff(db, numbers, pull.after)
    before, header = roster_intake.known_version(db, pull.after), pull.header
    # A version that went back to an earlier one covers less: what it took back must go all the same.
    last_on = max(header.covers_to_on, before.covers_to_on) if before else header.covers_to_on
    covered = _months(header.covers_from_on, last_on)
    rows: list[tuple[str, str, str, bytes]] = []
    for line in lines:
        mine = stored.get(line.staff_number, {})
        for month in sorted(line.months.keys() | (mine.keys() & covered) if mine else line.months):
            pack = line.months.get(month, b"")
            if mine.get(month, b"") != pack:
                rows.append((pull.id, line.staff_number, month, pack))
    roster_intake.add_coming(db, rows)
    pull.seen.update(numbers)


def land_some(db: Session, pull: Pull, staff_numbers: Sequence[str], *, now: datetime) -> None:
    """Put in place what is staged of these, before the version itself is noted, so that nobody waits for all.

    Each officer's months change together. Whoever plans by them meanwhile plans by an older version's number, and is
    therefore looked at again. Raises Conflict if another version came in.
    """
    if roster_intake.latest_locked(db, to_change=True) != pull.after:
        raise Conflict("Another version came in meanwhile.", code="world-moved-on")
    fresh = roster_intake.without_officer(db, staff_numbers)
    roster_intake.add_officers(db, fresh, now)
    pull.new_officers += len(fresh)
    pull.changed.update(roster_intake.land(db, pull.id, pull.header.number, staff_numbers))


def take_staged(db: Session, pull: Pull, *, now: datetime) -> Taken:
    """Make what was staged the roster: the same as `take_version`, in a moment. Refuses as that does.

    A version that came in while this one was being staged wins, and this one is left.
    """
    header, latest = pull.header, roster_intake.latest_locked(db, to_change=True)
    if header.number <= latest:
        _refuse_other(roster_intake.known_version(db, header.number), header)
        roster_intake.forget_coming(db, pull.id)
        return Taken(is_new=False)
    if latest != pull.after:
        raise Conflict("Another version came in meanwhile.", code="world-moved-on")
    if len(pull.seen) != header.staff:
        raise Invalid(f"The version names {header.staff} staff and has {len(pull.seen)}.", code="broken-version")
    db.add(_version(header, now=now))
    known = officers.ids_by_staff_number(db)
    for gone in in_batches(sorted(known.keys() - pull.seen)):
        stage(db, replace(pull, seen=set()), [StaffLine(staff_number, {}) for staff_number in gone])
    fresh = sorted(pull.seen - known.keys())
    roster_intake.add_officers(db, fresh, now)
    changed = sorted(pull.changed.union(roster_intake.land(db, pull.id, header.number)))
    settle(db)
    return Taken(True, pull.new_officers + len(fresh), len(changed), _leave_checks(db, changed, now=now))


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


def _leave_checks(db: Session, officer_ids: Sequence[str], *, now: datetime) -> int:
    """One job for all: what a version strikes is planned together, however many officers it changes."""
    course_ids = [name for some in in_batches(officer_ids) for name in roster_intake.courses_ahead_of(db, some, now)]
    if course_ids:
        leave_job(db, "check_courses", {"course_ids": course_ids})
    return len(course_ids)


def _months(first_on: date, last_on: date) -> set[str]:
    first, last = (on.year * 12 + on.month - 1 for on in (first_on, last_on))
    return {f"{month // 12:04}-{month % 12 + 1:02}" for month in range(first, last + 1)}


def in_batches(things: Iterable[Thing]) -> Iterator[list[Thing]]:
    """Things in parts of a size that a query may name."""
    rest = iter(things)
    while some := list(islice(rest, _AT_A_TIME)):
        yield some
