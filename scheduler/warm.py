"""Plans to begin with: what already stands, and first come first served by priority."""

from collections.abc import Callable, Iterator

import numpy as np

from scheduler.capacity import Capacity
from scheduler.chains import Chain
from scheduler.course_best import appointments_of
from scheduler.draft import Draft
from scheduler.instance import Instance
from scheduler.objective import course_cost


def drafts(instance: Instance, capacity: Capacity, stop: Callable[[], bool]) -> Iterator[Draft]:
    """Complete drafts, the standing plan first where it is still possible; none if pins crowd each other out."""
    for begin in (_standing, Draft):
        draft = begin(instance, capacity.copy())
        if draft.insert_all([course for course in by_urgency(instance) if course not in draft.chains], stop=stop):
            yield draft


def by_urgency(instance: Instance) -> list[int]:
    """Courses in the order in which they choose: pins first, then priority, then who must start soonest."""

    def urgency(at: int) -> tuple[bool, int, float]:
        course = instance.courses[at]
        return not course.pins, -course.priority, np.inf if course.start_by is None else course.start_by

    return sorted(range(len(instance.courses)), key=urgency)


def _standing(instance: Instance, capacity: Capacity) -> Draft:
    draft = Draft(instance, capacity)
    for course in range(len(instance.courses)):
        chain = standing_chain(instance, course)
        if chain is not None and draft.fits(course, chain):
            draft.put(course, chain)
    return draft


def standing_chain(instance: Instance, course: int) -> Chain | None:
    """The course just as promised, if those promises form a lawful beginning of it."""
    tariff = instance.tariffs[course]
    for at in instance.pairs_of[course]:
        pair = instance.pairs[at]
        kept = {promise.level: promise.at for promise in pair.promises}
        if not kept or sorted(kept) != list(range(len(kept))):
            continue
        starts = [kept[level] for level in range(len(kept))]
        days = pair.starts.day[starts]
        gaps = np.diff(days)
        costs = [tariff.opening[days[0]], tariff.ending[len(starts)], *tariff.gap[gaps.clip(0)]]
        if (gaps > 0).all() and np.isfinite(costs).all():
            chain = Chain(at, 0.0, tuple(starts))
            cost = course_cost(instance.problem, instance.courses[course], appointments_of(instance, course, chain))
            return Chain(at, float(cost), chain.at)
    return None
