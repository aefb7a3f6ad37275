"""The entitlement as a ledger: `granted = attended + held + free` after every prefix of every history."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never


class EntryKind(StrEnum):
    """What an entry does to the balance."""

    GRANT = "grant"
    HOLD = "hold"
    RELEASE = "release"
    ATTEND = "attend"
    CORRECT = "correct"
    """Takes an attendance back: the session is owed again."""


class LedgerBroken(Exception):
    """An entry would make a part of the balance negative: a bug upstream, so the transaction must not commit."""


@dataclass(frozen=True, slots=True)
class Balance:
    """The entitlement of one course, in sessions. Always granted = attended + held + free, none negative."""

    granted: int = 0
    attended: int = 0
    held: int = 0
    free: int = 0

    def __post_init__(self) -> None:
        if min(self.granted, self.attended, self.held, self.free) < 0:
            raise LedgerBroken(f"negative part in {self}")
        if self.granted != self.attended + self.held + self.free:
            raise LedgerBroken(f"parts do not add up in {self}")


def after(balance: Balance, kind: EntryKind, units: int) -> Balance:
    """The balance after one more entry. Raises LedgerBroken if the entry is not covered."""
    if units <= 0:
        raise LedgerBroken(f"{kind} of {units} sessions")
    match kind:
        case EntryKind.GRANT:
            return replace(balance, granted=balance.granted + units, free=balance.free + units)
        case EntryKind.HOLD:
            return replace(balance, free=balance.free - units, held=balance.held + units)
        case EntryKind.RELEASE:
            return replace(balance, held=balance.held - units, free=balance.free + units)
        case EntryKind.ATTEND:
            return replace(balance, held=balance.held - units, attended=balance.attended + units)
        case EntryKind.CORRECT:
            return replace(balance, attended=balance.attended - units, free=balance.free + units)
    assert_never(kind)


def balance_of(entries: Iterable[tuple[EntryKind, int]]) -> Balance:
    """The balance after all `entries` (kind, units), in order."""
    balance = Balance()
    for kind, units in entries:
        balance = after(balance, kind, units)
    return balance
