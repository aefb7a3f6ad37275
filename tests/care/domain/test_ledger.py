"""The entitlement always adds up, and an entry that is not covered is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.care.domain.ledger import Balance, EntryKind, LedgerBroken, after, balance_of

K = EntryKind


def test_a_life_of_a_session() -> None:
    """Granted, held, missed, held again, attended, and struck out again."""
    entries = [(K.GRANT, 10), (K.HOLD, 1), (K.RELEASE, 1), (K.HOLD, 1), (K.ATTEND, 1)]
    assert balance_of(entries) == Balance(granted=10, attended=1, held=0, free=9)
    assert balance_of([*entries, (K.CORRECT, 1)]) == Balance(granted=10, attended=0, held=0, free=10)


def test_an_empty_ledger_has_nothing() -> None:
    """And adds up."""
    assert balance_of([]) == Balance(0, 0, 0, 0)


@pytest.mark.parametrize("kind", [K.HOLD, K.RELEASE, K.ATTEND, K.CORRECT])
def test_an_entry_that_is_not_covered_is_refused(kind: EntryKind) -> None:
    """Nothing free to hold, nothing held to release or attend, nothing attended to take back."""
    with pytest.raises(LedgerBroken):
        after(Balance(), kind, 1)


@pytest.mark.parametrize("units", [0, -1])
def test_an_entry_of_nothing_is_refused(units: int) -> None:
    """It could hide its opposite."""
    with pytest.raises(LedgerBroken):
        after(Balance(10, 0, 0, 10), K.HOLD, units)


def test_a_balance_that_does_not_add_up_cannot_be_made() -> None:
    """Whoever makes it."""
    with pytest.raises(LedgerBroken, match="add up"):
        Balance(granted=10, attended=3, held=3, free=3)


@given(st.lists(st.tuples(st.sampled_from(K), st.integers(-1, 3)), max_size=40))
def test_whatever_is_accepted_adds_up_after_every_prefix(entries: list[tuple[EntryKind, int]]) -> None:
    """Refused entries change nothing; accepted ones keep granted = attended + held + free."""
    balance = Balance()
    for kind, units in entries:
        try:
            balance = after(balance, kind, units)
        except LedgerBroken:
            continue
        assert balance.granted == balance.attended + balance.held + balance.free
        assert min(balance.attended, balance.held, balance.free) >= 0
