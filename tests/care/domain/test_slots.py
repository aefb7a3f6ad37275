"""Open hours and what is booked in them, as free and busy stretches."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.capacity import Stretch
from app.care.domain.open_hours import without
from app.care.domain.slots import Piece, Standing, Taken, joined, pieces

S = AppointmentStatus
DAY = datetime(2026, 3, 9, tzinfo=UTC)


def at(hour: float) -> datetime:
    return DAY + timedelta(hours=hour)


def hours(start: float, end: float, *places: str) -> Stretch:
    return Stretch(at(start), at(end), places or ("riverside", "video"))


def taken(start: float, end: float, status: AppointmentStatus = S.BOOKED) -> Taken:
    return Taken("a", status, at(start), at(end), "video")


def spans(found: list[Piece]) -> list[tuple[Standing, datetime, datetime]]:
    return [(one.standing, one.start_at, one.end_at) for one in found]


def test_what_is_booked_cuts_the_hours_in_pieces_that_together_are_the_hours() -> None:
    found = pieces([("h", hours(10, 16))], [taken(11, 12)])
    assert spans(found) == [
        (Standing.FREE, at(10), at(11)),
        (Standing.BUSY, at(11), at(12)),
        (Standing.FREE, at(12), at(16)),
    ]
    assert joined(Stretch(one.start_at, one.end_at, one.places) for one in found) == [hours(10, 16)]


@pytest.mark.parametrize(
    ("status", "standing"),
    [(S.PROPOSED, Standing.TENTATIVE), (S.BOOKED, Standing.BUSY), (S.FULFILLED, Standing.BUSY)],
)
def test_how_it_is_busy_says_how_sure_it_is(status: AppointmentStatus, standing: Standing) -> None:
    assert standing in {one.standing for one in pieces([("h", hours(10, 16))], [taken(11, 12, status)])}


@pytest.mark.parametrize("status", [S.HELD, S.CANCELLED, S.NOSHOW])
def test_what_an_officer_has_yet_to_choose_and_what_fell_through_leave_the_time_free(status: AppointmentStatus) -> None:
    assert spans(pieces([("h", hours(10, 16))], [taken(11, 12, status)])) == [(Standing.FREE, at(10), at(16))]


def test_what_is_booked_outside_the_hours_opens_none() -> None:
    assert [one.standing for one in pieces([], [taken(11, 12)])] == [Standing.UNAVAILABLE]


def test_stretches_grow_together_only_at_the_same_places() -> None:
    apart = [hours(12, 13, "video"), hours(10, 11), hours(11, 12)]
    assert joined(apart) == [hours(10, 12), hours(12, 13, "video")]


@given(
    edges=st.lists(st.integers(0, 96), min_size=2, max_size=8, unique=True).map(sorted),
    fifths=st.lists(st.integers(0, 18), max_size=5, unique=True),
)
def test_whatever_is_booked_the_pieces_are_apart_and_together_they_are_the_hours(
    edges: list[int], fifths: list[int]
) -> None:
    open_hours = [hours(start / 4, end / 4) for start, end in zip(edges[::2], edges[1::2], strict=False)]
    booked = [taken(start * 5 / 4, start * 5 / 4 + 1) for start in fifths]
    found = pieces([(str(place), one) for place, one in enumerate(open_hours)], booked)
    assert all(one.end_at <= after.start_at for one, after in pairwise(found))
    outside = [(one.start_at, one.end_at) for one in found if one.standing is Standing.UNAVAILABLE]
    within = (
        Stretch(one.start_at, one.end_at, one.places) for one in found if one.standing is not Standing.UNAVAILABLE
    )
    assert joined(within) == joined(without(open_hours, outside))
