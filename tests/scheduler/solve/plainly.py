"""The best plan by trying every plan there is: slow, plain and none of the engine's business."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from scheduler.check import check
from scheduler.plan import PlannedAppointment
from scheduler.problem import DAY, Course, Problem

Chain = tuple[PlannedAppointment, ...]


def chains(problem: Problem, course: Course, pinned: bool = True) -> Iterator[Chain]:
    """Every lawful way to hold the course, were it alone; none keeps a pin only if none can."""
    asked = alone(problem, course)
    open_to_officer = [
        (start, place.id)
        for start in range(0, problem.days * DAY, problem.grid)
        for place in problem.places
        if _attends(course, start, place.id)
    ]
    for name, _ in course.counsellors or (("nobody", 0),):
        yield from _longer(asked, open_to_officer, name, (), pinned)


def _longer(
    problem: Problem, slots: Sequence[tuple[int, str]], name: str, sofar: Chain, pinned: bool
) -> Iterator[Chain]:
    course = problem.courses[0]
    faults = {fault.rule for fault in check(problem, sofar)}
    if not faults - {"pin"}:
        if not faults or not pinned:
            yield sofar
        if len(sofar) < course.sessions:
            number = course.first_number + len(sofar)
            after = sofar[-1].start if sofar else -1
            for start, place in slots:
                if start > after:
                    here = PlannedAppointment(course.id, number, name, start, place)
                    yield from _longer(problem, slots, name, (*sofar, here), pinned)


def _attends(course: Course, start: int, place: str) -> bool:
    return any(w.place == place and w.start <= start <= w.end - course.minutes for w in course.windows)


def alone(problem: Problem, course: Course) -> Problem:
    """The problem with this course only."""
    return Problem(
        problem.start,
        problem.days,
        problem.places,
        problem.counsellors,
        (course,),
        problem.time_zone,
        problem.grid,
        problem.weights,
    )


def crowd(problem: Problem, courses: Sequence[Course]) -> list[PlannedAppointment]:
    """Appointments of these courses that fit beside each other: for each the longest way to hold it that still fits."""
    taken: list[PlannedAppointment] = []
    for course in courses:
        longest: Chain = ()
        for chain in chains(problem, course, pinned=False):
            if len(chain) > len(longest) and fits(problem, [*taken, *chain]):
                longest = chain
        taken.extend(longest)
    return taken


def fits(problem: Problem, appointments: Sequence[PlannedAppointment]) -> bool:
    """Whether the appointments break no rule, pins of courses left out aside."""
    return not any(fault.rule != "pin" for fault in check(problem, appointments))


def cost(problem: Problem, course: Course, mine: Chain) -> int:
    """What the course costs, spelled out from the format's table."""
    w = problem.weights
    total = w.unplaced * course.priority * (course.sessions - len(mine))
    for a in mine:
        factor = w.early_factor if a.number in (1, 2, 3) else 1
        total += min(
            x.risk * w.risk * factor + x.cost * w.preference
            for x in course.windows
            if x.place == a.place and x.start <= a.start and a.start + course.minutes <= x.end
        )
    days = [a.start // DAY for a in mine]
    if course.previous is not None:
        days.insert(0, course.previous // DAY)
    for before, after in pairwise(days):
        gap = after - before
        total += w.cadence_day * abs(gap - course.gap.ideal) + w.over_gap_day * max(0, gap - course.gap.max)
    if mine:
        first = mine[0].start // DAY
        total += w.wait_day * course.priority * max(0, first - course.earliest // DAY)
        total += w.preference * dict(course.counsellors)[mine[0].counsellor]
        if course.start_by is not None and course.first_number == 1:
            total += w.late_day * course.priority * max(0, first - course.start_by // DAY)
    for s in course.standing:
        if PlannedAppointment(course.id, s.number, s.counsellor, s.start, s.place) not in mine:
            total += w.moved_firm if s.firm else w.moved
    return total


def best(problem: Problem) -> int | None:
    """The least any plan costs; None if there is no plan."""
    options = []
    for course in problem.courses:
        priced = {chain: cost(problem, course, chain) for chain in chains(problem, course)}
        options.append(sorted(priced.items(), key=lambda item: item[1]))
    return _cheapest(problem, options, 0, (), 0, None)


def _cheapest(
    problem: Problem, options: Sequence[list[tuple[Chain, int]]], at: int, plan: Chain, sofar: int, best: int | None
) -> int | None:
    if at == len(options):
        return sofar if best is None else min(best, sofar)
    for chain, price in options[at]:
        least = sofar + price + sum(later[0][1] for later in options[at + 1 :] if later)
        if best is not None and least >= best:
            break
        longer = plan + chain
        if fits(problem, longer):
            best = _cheapest(problem, options, at + 1, longer, sofar + price, best)
    return best
