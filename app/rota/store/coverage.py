"""Queries over which versions spoke of whom, and for which days."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import String, cast, func, select, union
from sqlalchemy.orm import Session

from app.rota.domain.coverage import Gap, Span, gaps_beside, gaps_within, lineage
from app.rota.domain.reading import Cover
from app.rota.store.months import pages_of
from app.rota.store.standing import restored_by
from app.rota.store.tables.rosters import RosterMonth, RosterVersion, StaffMember
from app.rota.store.tables.uploads import Upload


def gaps_of_version(db: Session, version: RosterVersion) -> list[Gap]:
    """Where the newest version says nothing of some people between its first and last day."""
    whole = version.covers_from_on, version.covers_to_on
    return gaps_within(_spoken(db, ()), _covers(db), whole)


def gaps_left(db: Session, numbers: Sequence[str], cover: Cover) -> list[Gap]:
    """What would stay open beside an upload for these people and days, if it were published now."""
    covers, spoken = _covers(db), Counter[frozenset[int]]()
    for page in pages_of(numbers) if covers else ():
        spoken += _spoken(db, page)
    return gaps_beside(spoken, covers, (cover.first_on, cover.last_on))


def _covers(db: Session) -> dict[int, Span]:
    """The days that the upload behind each version was for; a version that was gone back from counts no more."""
    wanted = select(RosterVersion.number, Upload.covers_from_on, Upload.covers_to_on).join(
        Upload, Upload.id == RosterVersion.upload_id
    )
    known = {number: (first, last) for number, first, last in db.execute(wanted) if first and last}
    count = lineage(max(known, default=0), restored_by(db))
    return {number: span for number, span in known.items() if number in count}


def _spoken(db: Session, numbers: Sequence[str]) -> Counter[frozenset[int]]:
    """By which versions people (these, or everybody) were spoken of, as far as it left a trace: a first naming, or
    months that began or ended. A version that found everything as it stood adds no day that was not known.
    """
    traces: list[Any] = [
        select(StaffMember.number.label("who"), StaffMember.since_version.label("version")),
        select(RosterMonth.staff_number, RosterMonth.since_version),
        select(RosterMonth.staff_number, RosterMonth.until_version).where(RosterMonth.until_version.is_not(None)),
    ]
    if numbers:
        traces = [trace.where(trace.selected_columns[0].in_(numbers)) for trace in traces]
    found = union(*traces).subquery()
    # Grouped twice in the store: of ten thousand people a handful of rows comes back.
    each = select(func.aggregate_strings(cast(found.c.version, String), ",").label("versions")).group_by(found.c.who)
    several = each.subquery()
    spoken: Counter[frozenset[int]] = Counter()
    for versions, people in db.execute(select(several.c.versions, func.count()).group_by(several.c.versions)):
        spoken[frozenset(map(int, versions.split(",")))] += people
    return spoken
