"""Queries over staff and their packed months, as they stand now or stood at a version."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from sqlalchemy import Table, bindparam, func, or_, select, union, update
from sqlalchemy.orm import Session

from app.foundation.bulk_rows import add_rows
from app.foundation.ids import new_ids
from app.rota.domain.months import Months
from app.rota.store.tables.rosters import RosterMonth, StaffMember

PAGE = 500


def known_staff(db: Session, numbers: Sequence[str]) -> set[str]:
    """Which of `numbers` some version has named."""
    found: set[str] = set()
    for page in pages_of(numbers):
        found.update(db.scalars(select(StaffMember.number).where(StaffMember.number.in_(page))))
    return found


def add_staff(db: Session, numbers: Sequence[str], version: int) -> None:
    """Note staff numbers that `version` is the first to name."""
    add_rows(db, _table(StaffMember), ("number", "since_version"), [(number, version) for number in numbers])


def standing_months(db: Session, numbers: Sequence[str], first: str, last: str) -> dict[str, dict[str, bytes]]:
    """The months from `first` to `last` of these people as they stand now."""
    found: dict[str, dict[str, bytes]] = {}
    wanted = select(RosterMonth.staff_number, RosterMonth.month, RosterMonth.duties).where(
        RosterMonth.until_version.is_(None), RosterMonth.month.between(first, last)
    )
    for page in pages_of(numbers):
        for number, month, duties in db.execute(wanted.where(RosterMonth.staff_number.in_(page))):
            found.setdefault(number, {})[month] = duties
    return found


def close_months(db: Session, changed: Sequence[tuple[str, str]], version: int) -> None:
    """End the validity of these (staff number, month) pairs: `version` has others, or none."""
    ended = (
        update(_table(RosterMonth))
        .where(
            RosterMonth.staff_number == bindparam("who"),
            RosterMonth.month == bindparam("when"),
            RosterMonth.until_version.is_(None),
        )
        .values(until_version=version)
    )
    if changed:
        db.connection().execute(ended, [{"who": number, "when": month} for number, month in changed])


def add_months(db: Session, rows: Sequence[tuple[str, str, bytes]], version: int) -> None:
    """Add (staff number, month, packed duties) as valid from `version` on."""
    columns = ("id", "staff_number", "month", "since_version", "duties")
    add_rows(
        db,
        _table(RosterMonth),
        columns,
        ((row_id, n, m, version, pack) for row_id, (n, m, pack) in zip(new_ids(), rows, strict=False)),
    )


def _table(mapped: type[RosterMonth | StaffMember]) -> Table:
    table = mapped.__table__
    assert isinstance(table, Table)
    return table


def staff_count(db: Session, version: int) -> int:
    """How many people the roster names at `version`."""
    count = select(func.count()).select_from(StaffMember).where(StaffMember.since_version <= version)
    return db.scalar(count) or 0


def roster_page(db: Session, version: int, after: str) -> list[tuple[str, Months]]:
    """The next people after `after` in order of staff number, each with all months valid at `version`."""
    staff = select(StaffMember.number).where(StaffMember.since_version <= version, StaffMember.number > after)
    numbers = list(db.scalars(staff.order_by(StaffMember.number).limit(PAGE)))
    if not numbers:
        return []
    rows = _table(RosterMonth).c
    months = select(rows.staff_number, rows.month, rows.duties).where(
        rows.staff_number.between(numbers[0], numbers[-1]),
        rows.since_version <= version,
        or_(rows.until_version.is_(None), rows.until_version > version),
    )
    found: dict[str, dict[str, bytes]] = {number: {} for number in numbers}
    for number, month, duties in db.connection().execute(months):
        if number in found:  # in between there may be people whom a later version named
            found[number][month] = duties
    return [(number, dict(sorted(own.items()))) for number, own in found.items()]


def whole_roster(db: Session, version: int) -> Iterator[tuple[str, Months]]:
    """Everybody at `version`, page by page."""
    after = ""
    while page := roster_page(db, version, after):
        yield from page
        after = page[-1][0]


def pages_of(numbers: Sequence[str]) -> Iterator[Sequence[str]]:
    """Staff numbers in parts of a size that a query may name."""
    for start in range(0, len(numbers), PAGE):
        yield numbers[start : start + PAGE]


def months_changed_by(db: Session, version: int) -> dict[str, tuple[Months, Months]]:
    """For everybody whom `version` changed: the months it ended and the months it began."""
    return {number: (ended, begun) for number, ended, begun in each_changed_by(db, version)}


def each_changed_by(
    db: Session, version: int, among: Sequence[str] | None = None
) -> Iterator[tuple[str, Months, Months]]:
    """The same one by one, of these or of everybody, in order of staff number; no more of it is held at a time."""
    which = or_(RosterMonth.since_version == version, RosterMonth.until_version == version)
    rows = select(RosterMonth.staff_number, RosterMonth.month, RosterMonth.since_version, RosterMonth.duties)
    ordered = rows.where(which).order_by(RosterMonth.staff_number, RosterMonth.month)
    if among is not None:
        ordered = ordered.where(RosterMonth.staff_number.in_(among))
    found = db.execute(ordered.execution_options(yield_per=PAGE))
    for number, own in groupby(found, key=lambda row: row.staff_number):
        ended: dict[str, bytes] = {}
        begun: dict[str, bytes] = {}
        for _, month, since, duties in own:
            (begun if since == version else ended)[month] = duties
        yield number, ended, begun


def staff_new_in(db: Session, version: int, among: Sequence[str] | None = None) -> list[str]:
    """Staff numbers, of these or of all, that `version` was the first to name."""
    named = select(StaffMember.number).where(StaffMember.since_version == version)
    if among is not None:
        named = named.where(StaffMember.number.in_(among))
    return list(db.scalars(named.order_by(StaffMember.number)))


def changed_after(db: Session, version: int, after: str) -> list[str]:
    """The next people after `after`, in order of staff number, whom `version` changed or was the first to name."""
    months, staff = RosterMonth, StaffMember
    changed = or_(months.since_version == version, months.until_version == version)
    either = union(
        select(months.staff_number.label("number")).where(changed, months.staff_number > after),
        select(staff.number).where(staff.since_version == version, staff.number > after),
    ).subquery()
    return list(db.scalars(select(either.c.number).order_by(either.c.number).limit(PAGE)))
