"""One longer gap that an officer has agreed to: whether it is still to come, and whether a plan uses it just once."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise

from app.care.domain.wants import Wants


def longest_gap(wants: Wants, settled: Iterable[datetime]) -> int:
    """The most days that may lie between any two sessions to come; `settled`: when the others began, or will."""
    return wants.gap_once if wants.gap_once is not None and is_to_come(wants, settled) else wants.gap_limit


def is_to_come(wants: Wants, settled: Iterable[datetime]) -> bool:
    """Whether a longer gap was agreed to and has not been since: before that, whoever waited did so unasked."""
    if wants.gap_once is None:
        return False
    if wants.gap_once_at is None:
        return True
    since = datetime.fromisoformat(wants.gap_once_at)
    after = sorted(at for at in settled if at > since)
    return all((later.date() - before.date()).days <= wants.gap_limit for before, later in pairwise(after))


def keeps_to_it(days: Sequence[int], wants: Wants, longest: int) -> bool:
    """Whether sessions on these days, in order, are `longest` apart at most, and more than usual only once."""
    gaps = [b - a for a, b in pairwise(days)]
    return all(gap <= longest for gap in gaps) and sum(gap > wants.gap_limit for gap in gaps) <= 1


def up_to_the_second(days: Sequence[int], wants: Wants) -> int:
    """How many of these sessions come before a second gap that is longer than usual."""
    longer = [at for at, (a, b) in enumerate(pairwise(days), start=1) if b - a > wants.gap_limit]
    return longer[1] if len(longer) > 1 else len(days)
