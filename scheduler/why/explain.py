"""Why a session cannot be, and what would make it possible: every answer is tried out, none is guessed."""

from dataclasses import dataclass
from itertools import combinations

from scheduler.why.case import Case
from scheduler.why.hindrance import Hindrance
from scheduler.why.possible import ALL_RULES, Possible
from scheduler.why.remedy import Remedy, grants
from scheduler.why.wish import Wish, fulfilled

_LOOKED_FOR = 2  # kinds in a set, when sets smaller than what the filter found are tried


@dataclass(frozen=True, slots=True)
class Explanation:
    """The smallest set of rules that together forbid a wish, and the grants that fulfil it, cheapest first.

    Without reasons nothing forbids it: if the plan lacks it, it cost more than it was worth. `cost` is then what the
    whole course costs with it, and None where it cannot be.
    """

    reasons: tuple[Hindrance, ...]
    remedies: tuple[Remedy, ...]
    cost: int | None


def explain(case: Case, wish: Wish, *, count: int = 5) -> Explanation:
    """Why a wish cannot be fulfilled beside what others have, with at most `count` remedies.

    The reasons are irreducible: each is needed, and together they suffice. No smaller set does, as far as sets of one
    and two go; larger ones are too many to try. Raises ValueError for a wish that no rule
    could be bent for: a number not owed, a start off the grid, against a pin, or at a place nobody knows.
    """
    possible, cost = _looked_at(case, wish)
    if cost is not None:
        return Explanation((), (), cost)
    remedies = []
    for granted in grants(case, possible):
        chain = fulfilled(granted.case, wish)
        if chain is not None:
            remedies.append(granted.at(round(chain.cost)))
    cheapest = sorted(remedies, key=lambda remedy: remedy.cost)[:count]
    return Explanation(_smallest(possible), tuple(cheapest), None)


def reasons_against(case: Case, wish: Wish) -> tuple[Hindrance, ...]:
    """The reasons that `explain` gives, without looking for what would help; none where the wish can be fulfilled."""
    possible, cost = _looked_at(case, wish)
    return () if cost is not None else _smallest(possible)


def _looked_at(case: Case, wish: Wish) -> tuple[Possible, int | None]:
    """What the course would cost with the wish, None where it cannot be."""
    if wish.number not in case.course.numbers:
        raise ValueError(f"number {wish.number} is not owed")
    possible = Possible(case, wish)
    able = possible.people(ALL_RULES)
    found = fulfilled(case.only(able), wish) if able else None
    if found is None and possible.is_forbidden(()):
        raise ValueError(f"{wish} is against the grid, a pin, or everything that is known")
    return possible, None if found is None else round(found.cost)


def _smallest(possible: Possible) -> tuple[Hindrance, ...]:
    """A deletion filter, then every small set: what forbids the wish by itself, with nothing to spare."""
    kept = list(Hindrance)
    for kind in reversed(Hindrance):  # the horizon last: that it ends says more than that nobody is there beyond it
        fewer = [other for other in kept if other is not kind]
        if possible.is_forbidden(fewer):
            kept = fewer
    for size in range(1, min(len(kept), _LOOKED_FOR + 1)):
        for some in combinations(Hindrance, size):
            if possible.is_forbidden(some):
                return some
    return tuple(kept)
