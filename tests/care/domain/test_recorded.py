"""What was recorded of an appointment counts in the quarter in which it was recorded, corrections too."""

from datetime import UTC, datetime, timedelta

from app.care.domain.appointment import AppointmentStatus as S
from app.care.domain.outcome import Outcome
from app.care.domain.recorded import Fact, recorded

BEGINS, ENDS = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
IN, LATER = BEGINS + timedelta(days=9), ENDS + timedelta(days=2)


def counted(*facts: tuple[datetime, S, Outcome | None]) -> list[tuple[Outcome, int]]:
    return list(recorded([Fact(*fact) for fact in facts], BEGINS, ENDS))


def test_an_end_counts_once_and_a_remark_does_not() -> None:
    booked = (IN, S.BOOKED, None)
    assert counted(booked, (IN, S.FULFILLED, Outcome.ATTENDED)) == [(Outcome.ATTENDED, 1)]
    remark = (IN, S.NOSHOW, Outcome.UNWELL)
    assert counted(booked, (IN, S.NOSHOW, Outcome.UNWELL), remark) == [(Outcome.UNWELL, 1)]


def test_what_was_never_firm_is_no_miss() -> None:
    assert counted((IN, S.PROPOSED, None), (IN, S.CANCELLED, Outcome.MOVED_BY_ROSTER)) == []
    assert counted((IN, S.HELD, None), (IN, S.CANCELLED, None)) == []
    firm = counted((IN, S.PROPOSED, None), (IN, S.BOOKED, None), (IN, S.CANCELLED, Outcome.MOVED_BY_ROSTER))
    assert firm == [(Outcome.MOVED_BY_ROSTER, 1)]


def test_a_correction_counts_when_it_is_made() -> None:
    facts = ((IN, S.BOOKED, None), (IN, S.NOSHOW, Outcome.DID_NOT_ATTEND))
    put_right = ((S.ENTERED_IN_ERROR, None), (S.FULFILLED, Outcome.ATTENDED))
    at_once = counted(*facts, *((IN, *one) for one in put_right))
    assert at_once == [(Outcome.DID_NOT_ATTEND, 1), (Outcome.DID_NOT_ATTEND, -1), (Outcome.ATTENDED, 1)]
    assert counted(*facts, *((LATER, *one) for one in put_right)) == [(Outcome.DID_NOT_ATTEND, 1)]


def test_the_last_instant_belongs_to_the_next_quarter() -> None:
    for at, found in ((ENDS - timedelta(seconds=1), 1), (ENDS, 0), (BEGINS, 1), (BEGINS - timedelta(seconds=1), 0)):
        assert len(counted((BEGINS, S.BOOKED, None), (at, S.FULFILLED, Outcome.ATTENDED))) == found, at
