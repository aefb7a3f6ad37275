"""What outcomes tell about the risk of a start, and how planned risk compares with what came."""

from datetime import timedelta

import pytest

from app.care.domain.evidence import Evidence, evidence_of
from app.care.domain.outcome import Outcome
from tests.support.builders import at

START = at(7)
ON_THE_DAY = [
    Outcome.DID_NOT_ATTEND,
    Outcome.KEPT_ON_DUTY,
    Outcome.RECALLED_TO_DUTY,
    Outcome.COURT,
    Outcome.UNWELL,
    Outcome.CANCELLED_BY_OFFICER,
    Outcome.MOVED_BY_ROSTER,
]


@pytest.mark.parametrize("outcome", ON_THE_DAY)
def test_a_miss_of_the_day_is_evidence_and_what_was_known_a_day_ahead_is_not(outcome: Outcome) -> None:
    just, in_time = START - timedelta(hours=23, minutes=59), START - timedelta(hours=24)
    assert evidence_of(outcome, ended_at=just, start_at=START) is Evidence.MISSED
    assert evidence_of(outcome, ended_at=in_time, start_at=START) is None


def test_attendance_shows_that_a_start_is_kept() -> None:
    assert evidence_of(Outcome.ATTENDED, ended_at=at(8), start_at=START) is Evidence.KEPT


@pytest.mark.parametrize("outcome", [None, Outcome.CANCELLED_BY_PROVIDER, Outcome.MOVED_BY_PLAN])
def test_what_says_nothing_of_the_shifts_is_no_evidence(outcome: Outcome | None) -> None:
    assert evidence_of(outcome, ended_at=START, start_at=START) is None


def test_every_outcome_was_thought_of() -> None:
    told = {*ON_THE_DAY, Outcome.ATTENDED, Outcome.CANCELLED_BY_PROVIDER, Outcome.MOVED_BY_PLAN}
    assert told == set(Outcome)
