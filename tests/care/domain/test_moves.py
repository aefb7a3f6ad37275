"""Legal moves of appointments and courses, and what outcomes mean."""

from itertools import product

import pytest

from app.care.domain import appointment, course
from app.care.domain.appointment import LIVE, STANDING
from app.care.domain.appointment import AppointmentStatus as S
from app.care.domain.course import CourseState as C
from app.care.domain.outcome import Outcome, is_miss, status_after
from app.foundation.refusals import Conflict

LEGAL = {
    (S.HELD, S.BOOKED),
    (S.HELD, S.CANCELLED),
    (S.PROPOSED, S.BOOKED),
    (S.PROPOSED, S.CANCELLED),
    (S.BOOKED, S.FULFILLED),
    (S.BOOKED, S.NOSHOW),
    (S.BOOKED, S.CANCELLED),
    (S.FULFILLED, S.ENTERED_IN_ERROR),
    (S.NOSHOW, S.ENTERED_IN_ERROR),
    (S.CANCELLED, S.ENTERED_IN_ERROR),
    (S.ENTERED_IN_ERROR, S.FULFILLED),
    (S.ENTERED_IN_ERROR, S.NOSHOW),
    (S.ENTERED_IN_ERROR, S.CANCELLED),
}


@pytest.mark.parametrize(("now", "to"), list(product(S, S)))
def test_an_appointment_moves_only_along_the_table(now: S, to: S) -> None:
    """Every pair, both ways."""
    if (now, to) in LEGAL:
        assert appointment.moved(now, to) is to
    else:
        with pytest.raises(Conflict) as refusal:
            appointment.moved(now, to)
        assert refusal.value.stable_code == "illegal-move"


def test_a_move_that_cannot_be_is_refused_in_plain_words() -> None:
    """And not as if somebody else had changed something."""
    with pytest.raises(Conflict) as refusal:
        appointment.moved(S.FULFILLED, S.CANCELLED)
    assert refusal.value.detail == "This appointment was attended, so that cannot be done with it."
    assert refusal.value.title == "This cannot be done now"
    with pytest.raises(Conflict) as refusal:
        course.moved(C.WITHDRAWN, C.OPEN)
    assert refusal.value.detail == "This plan is closed, so that cannot be done with it."


@pytest.mark.parametrize("ended", [C.WITHDRAWN])
@pytest.mark.parametrize("to", C)
def test_a_course_that_was_withdrawn_never_comes_back(ended: C, to: C) -> None:
    """The officer refers themselves again instead."""
    with pytest.raises(Conflict):
        course.moved(ended, to)


@pytest.mark.parametrize("going", [C.OPEN, C.PAUSED, C.WAITING])
@pytest.mark.parametrize("end", [C.COMPLETE, C.WITHDRAWN])
def test_any_course_that_goes_on_can_end(going: C, end: C) -> None:
    """By attendance or by the officer's wish."""
    assert course.moved(going, end) is end


def test_live_ones_hold_a_unit_and_standing_ones_a_session() -> None:
    """Fulfilled ones stand for their session, and use its unit."""
    assert {S.HELD, S.PROPOSED, S.BOOKED} == LIVE
    assert {S.FULFILLED} == STANDING - LIVE


@pytest.mark.parametrize("outcome", Outcome)
def test_only_attendance_is_not_a_miss(outcome: Outcome) -> None:
    """Whatever the reason."""
    assert is_miss(outcome) is (outcome is not Outcome.ATTENDED)
    assert (status_after(outcome) is S.FULFILLED) is (outcome is Outcome.ATTENDED)
