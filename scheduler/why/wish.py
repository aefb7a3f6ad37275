"""A session that somebody would like, and the cheapest course that has it."""

from dataclasses import dataclass

import numpy as np

from scheduler.chains import Chain
from scheduler.why.case import Case


@dataclass(frozen=True, slots=True)
class Wish:
    """A session of a course, if anywhere (`start` None) or at a start, perhaps at one place or with one counsellor."""

    number: int
    start: int | None = None
    place: str | None = None
    counsellor: str | None = None


def fulfilled(case: Case, wish: Wish) -> Chain | None:
    """The cheapest course that fulfils a wish; None if there is none."""
    instance, search = case.search()
    chains = search.chains
    fits = np.ones(chains.cell.size, bool)
    if wish.start is not None:
        fits &= chains.cell * case.problem.grid == wish.start
    if wish.place is not None:
        here = np.array([place.id == wish.place for place in case.problem.places], bool)
        fits &= here[chains.place]
    if wish.counsellor is not None:
        able = [case.problem.counsellors[pair.counsellor].id == wish.counsellor for pair in instance.pairs]
        fits &= np.array(able, bool)[chains.row]
    return search.through(wish.number - case.course.first_number, fits)
