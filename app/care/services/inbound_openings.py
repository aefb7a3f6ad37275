"""Opens hours that a provider's system speaks of: where two openings meet, the later word stands."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy.orm import Session

from app.care.domain.capacity import Stretch
from app.care.domain.open_hours import clipped
from app.care.domain.slots import joined
from app.care.services.availability import let_be, stretch_of
from app.care.store import providers
from app.care.store.hearing import periods_between
from scheduler.interval import Interval

Span = Interval[datetime]
_TOUCHES = timedelta(microseconds=1)


def open_part(
    db: Session, counsellor_id: str, part: Span, places: Sequence[str], said_with: Sequence[Span], *, now: datetime
) -> set[str]:
    """Let the counsellor be booked at `places` in `part`, in place of what was open there.

    In the spans `said_with` others were opened by words of the same rank: there all their places count. Returns the
    appointments that lose their time; their courses are planned anew.
    """
    rows = [stretch_of(row) for row in providers.hours_of_counsellors(db, [counsellor_id], part.start, part.end)]
    coming = (clipped(one, now, part.end) for one in joined(_pieces(part, places, rows, said_with)))
    wanted = [one for one in coming if one is not None]
    done = let_be(db, counsellor_id, (part.start, part.end), wanted, now=now)
    return {one.id for one in done.struck}


def with_all_places(
    db: Session, counsellor_id: str, stretches: Sequence[Stretch], said_with: Sequence[Span]
) -> list[Stretch]:
    """The stretches, where words of the same rank opened something already at those places as well."""
    if not stretches or not said_with:
        return list(stretches)
    first_at, last_at = stretches[0].start_at, max(one.end_at for one in stretches)
    rows = [stretch_of(row) for row in providers.hours_of_counsellors(db, [counsellor_id], first_at, last_at)]
    return [
        piece
        for one in stretches
        for piece in joined(_pieces(Interval(one.start_at, one.end_at), one.places, rows, said_with))
    ]


def mend_edges(db: Session, counsellor_id: str, span: Span) -> None:
    """Join open stretches that touch at the same places, in an instant that lies within an opening.

    Which of two openings came first must not leave an edge: no session may lie across one. Stretches that were named
    one by one keep theirs.
    """
    rows = list(providers.hours_of_counsellors(db, [counsellor_id], span.start - _TOUCHES, span.end + _TOUCHES))
    for one, following in pairwise(rows):
        touch = one.end_at == following.start_at and set(one.places) == set(following.places)
        if touch and periods_between(db, counsellor_id, one.end_at, one.end_at, is_open=True):
            starts = one.start_at
            db.delete(one)
            db.flush()
            following.start_at = starts
            db.flush()


def _pieces(part: Span, places: Sequence[str], rows: Sequence[Stretch], said_with: Sequence[Span]) -> Iterator[Stretch]:
    """The part, cut wherever its places may change."""
    edges = {part.start, part.end}
    for one in said_with:
        edges |= {at for at in (one.start, one.end) if part.start < at < part.end}
        edges |= {at for row in rows for at in (row.start_at, row.end_at) if part.start < at < part.end}
    for start_at, end_at in pairwise(sorted(edges)):
        also = _places_at(start_at, rows) if any(one.start <= start_at < one.end for one in said_with) else ()
        yield Stretch(start_at, end_at, tuple(sorted({*places, *also})))


def _places_at(instant: datetime, rows: Sequence[Stretch]) -> tuple[str, ...]:
    return next((row.places for row in rows if row.start_at <= instant < row.end_at), ())
