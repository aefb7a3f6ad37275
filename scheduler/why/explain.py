"""Why a session cannot be, and what would make it possible: every answer is tried out, none is guessed."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from scheduler.chains import Chain
from scheduler.why.case import Case
from scheduler.why.hindrance import Hindrance, without
from scheduler.why.remedy import Remedy, grants

_LOOKED_FOR = 2  # kinds in a set, when sets smaller than what the filter found are tried


@dataclass(frozen=True, slots=True)
class Wish:
    """A session of a course, if anywhere (`start` None) or at a start, perhaps at one place or with one counsellor."""

    number: int
    start: int | None = None
    place: str | None = None
    counsellor: str | None = None


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
    if wish.number not in case.course.numbers:
        raise ValueError(f"number {wish.number} is not owed")
    found = fulfilled(case, wish)
    if found is not None:
        return Explanation((), (), round(found.cost))
    if fulfilled(without(case, Hindrance), wish) is None:
        raise ValueError(f"{wish} is against the grid, a pin, or everything that is known")
    remedies = []
    for grant, who, weekday, granted in grants(case):
        chain = fulfilled(granted, wish)
        if chain is not None:
            remedies.append(Remedy(grant, who, weekday, round(chain.cost)))
    cheapest = sorted(remedies, key=lambda remedy: remedy.cost)[:count]
    return Explanation(_smallest(case, wish), tuple(cheapest), None)


def fulfilled(case: Case, wish: Wish) -> Chain | None:
    """The cheapest course that fulfils a wish; None if there is none."""
    instance, search = case.search()
    chains = search.chains
    fits = np.ones(chains.cell.size, bool)
    if wish.start is not None:
        fits &= chains.cell * case.problem.grid == wish.start
    if wish.place is not None:
        fits &= np.array([case.problem.places[row].id == wish.place for row in chains.place.tolist()], bool)
    if wish.counsellor is not None:
        able = [case.problem.counsellors[pair.counsellor].id == wish.counsellor for pair in instance.pairs]
        fits &= np.array(able, bool)[chains.row]
    return search.through(wish.number - case.course.first_number, fits)


def _smallest(case: Case, wish: Wish) -> tuple[Hindrance, ...]:
    """A deletion filter, then every small set: what forbids the wish by itself, with nothing to spare."""
    kept = list(Hindrance)
    for kind in reversed(Hindrance):  # the horizon last: that it ends says more than that nobody is there beyond it
        fewer = [other for other in kept if other is not kind]
        if _forbid(case, wish, fewer):
            kept = fewer
    for size in range(1, min(len(kept), _LOOKED_FOR + 1)):
        for some in combinations(Hindrance, size):
            if _forbid(case, wish, some):
                return some
    return tuple(kept)


def _forbid(case: Case, wish: Wish, rules: Iterable[Hindrance]) -> bool:
    """Whether these rules alone leave no room for the wish."""
    return fulfilled(without(case, set(Hindrance) - set(rules)), wish) is None
