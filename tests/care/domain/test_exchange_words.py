"""How statuses and outcomes are said to other systems."""

import pytest

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.exchange_words import (
    ATTENDANCE,
    REASONS,
    STATUS_IN,
    STATUS_OUT,
    attendance_of,
    goes_with,
    outcome_reported,
)
from app.care.domain.outcome import Outcome, status_after

S = AppointmentStatus
REPORTED = {Outcome.ATTENDED, Outcome.CANCELLED_BY_PROVIDER} | {o for o in Outcome if status_after(o) is S.NOSHOW}


def test_every_status_is_said_and_understood() -> None:
    assert {STATUS_IN[STATUS_OUT[status]] for status in S} == set(S)


@pytest.mark.parametrize("outcome", sorted(REPORTED))
def test_what_a_provider_may_report_comes_back_as_it_was_said(outcome: Outcome) -> None:
    reason = None if outcome is Outcome.ATTENDED else REASONS[outcome].code
    assert outcome_reported(status_after(outcome), reason) is outcome


@pytest.mark.parametrize("outcome", sorted(set(Outcome) - REPORTED))
def test_what_is_not_theirs_to_report_is_refused(outcome: Outcome) -> None:
    with pytest.raises(ValueError, match="cancelled-by-provider"):
        outcome_reported(status_after(outcome), REASONS[outcome].code)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_an_attendance_code_that_goes_with_its_status(outcome: Outcome) -> None:
    code = attendance_of(outcome)
    assert code in ATTENDANCE
    assert goes_with(code, status_after(outcome))


@pytest.mark.parametrize(
    ("code", "status"), [("5", S.NOSHOW), ("6", S.CANCELLED), ("3", S.FULFILLED), ("7", S.FULFILLED), ("2", S.NOSHOW)]
)
def test_an_attendance_code_that_says_otherwise_does_not_go_with_the_status(
    code: str, status: AppointmentStatus
) -> None:
    assert not goes_with(code, status)


@pytest.mark.parametrize("code", ["5", "6"])
def test_late_and_seen_is_attended(code: str) -> None:
    assert goes_with(code, S.FULFILLED)


@pytest.mark.parametrize("status", [S.HELD, S.PROPOSED, S.BOOKED, S.ENTERED_IN_ERROR])
def test_a_status_that_is_no_end_says_no_outcome(status: AppointmentStatus) -> None:
    with pytest.raises(ValueError, match="fulfilled, noshow or cancelled"):
        outcome_reported(status, None)


def test_what_was_attended_has_no_reason() -> None:
    with pytest.raises(ValueError, match="attended has no reason"):
        outcome_reported(S.FULFILLED, "unwell")
