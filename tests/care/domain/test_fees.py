"""What is owed for an appointment, on both sides of each edge of the terms."""

from datetime import timedelta

import pytest

from app.care.domain.appointment import AppointmentStatus as S
from app.care.domain.fees import Ended, Fee, FeeKind, Terms, fee_of
from app.care.domain.outcome import Outcome, status_after
from app.foundation.refusals import Invalid
from tests.support.builders import at

TERMS = Terms(60_00, 70_00, 101_00, late_hours=24, late_percent=50, missed_percent=90)
START = at(7)


def ended(outcome: Outcome | None, hours: float = -1.0, minutes: int = 50, *, promised: bool = True) -> Ended:
    """An appointment given up so many hours before it began (after, if negative)."""
    status = S.CANCELLED if outcome is None else status_after(outcome)
    end_at = START + timedelta(minutes=minutes)
    return Ended(START, end_at, status, outcome, START - timedelta(hours=hours), promised)


@pytest.mark.parametrize(
    ("minutes", "pence"), [(10, 6000), (50, 6000), (51, 7000), (60, 7000), (61, 10100), (90, 10100), (180, 20200)]
)
def test_the_shortest_length_agreed_that_holds_it_is_paid(minutes: int, pence: int) -> None:
    assert fee_of(ended(Outcome.ATTENDED, minutes=minutes), TERMS) == Fee(FeeKind.ATTENDED, pence)


@pytest.mark.parametrize("outcome", [Outcome.CANCELLED_BY_OFFICER, Outcome.MOVED_BY_ROSTER, Outcome.KEPT_ON_DUTY])
def test_notice_of_exactly_the_hours_agreed_is_in_time(outcome: Outcome) -> None:
    assert fee_of(ended(outcome, 24), TERMS) is None
    assert fee_of(ended(outcome, 24 - 1 / 3600), TERMS) == Fee(FeeKind.LATE_CANCELLED, 30_00)
    assert fee_of(ended(outcome, 1 / 3600), TERMS) == Fee(FeeKind.LATE_CANCELLED, 30_00)
    assert fee_of(ended(outcome, 0), TERMS) == Fee(FeeKind.MISSED, 54_00)


@pytest.mark.parametrize("outcome", [Outcome.CANCELLED_BY_PROVIDER, Outcome.MOVED_BY_PLAN, None])
def test_what_is_not_of_the_forces_doing_costs_nothing(outcome: Outcome | None) -> None:
    assert fee_of(ended(outcome, 1), TERMS) is None


def test_what_was_never_promised_costs_nothing() -> None:
    assert fee_of(ended(Outcome.MOVED_BY_ROSTER, 1, promised=False), TERMS) is None


def test_a_share_of_nothing_is_no_fee_and_halves_of_a_penny_go_up() -> None:
    free = Terms(61, 61, 61, late_percent=0, missed_percent=50)
    assert fee_of(ended(Outcome.CANCELLED_BY_OFFICER, 1), free) is None
    assert fee_of(ended(Outcome.DID_NOT_ATTEND), free) == Fee(FeeKind.MISSED, 31)


def test_terms_are_refused_with_every_fault() -> None:
    with pytest.raises(Invalid) as refusal:
        Terms(-1, 50, 40, late_hours=337, late_percent=101)
    assert [fault.column for fault in refusal.value.faults] == ["price_50", "late_hours", "late_percent", "price_60"]
