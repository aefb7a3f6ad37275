"""Problems that share no counsellor and no limited room are one problem only on paper: they can be solved apart."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from scheduler.plan import PlannedAppointment, Result, Status
from scheduler.problem import Course, Problem


def parts_of(problem: Problem) -> list[Problem]:
    """The problem in as many parts as there are, each with all its places, in the order of their first courses.

    Two courses are in one part if a chain of counsellors either could have, or of limited places where either could
    meet, leads from one to the other. Together the parts have every course once; the best plan of each part, taken
    together, is a best plan of the whole, and bounds add up.
    """
    limited = {place.id for place in problem.places if place.rooms is not None}
    leader = _Leaders()
    for course in problem.courses:
        leader.join(_touched(course, limited))
    members: dict[str, list[Course]] = defaultdict(list)
    for course in problem.courses:
        members[leader.of(f"course {course.id}")].append(course)
    return [_part(problem, courses) for courses in members.values()]


def _touched(course: Course, limited: set[str]) -> list[str]:
    people = _people(course)
    places = {window.place for window in course.windows} & limited
    return [
        f"course {course.id}",
        *(f"person {who}" for who in sorted(people)),
        *(f"place {at}" for at in sorted(places)),
    ]


def _people(course: Course) -> set[str]:
    """Who could have the course, and whom its promises name."""
    able = {who for who, _ in course.counsellors}
    return able | {pin.counsellor for pin in course.pins} | {kept.counsellor for kept in course.standing}


def _part(problem: Problem, courses: Sequence[Course]) -> Problem:
    people = {who for course in courses for who in _people(course)}
    mine = tuple(who for who in problem.counsellors if who.id in people)
    return replace(problem, counsellors=mine, courses=tuple(courses))


class _Leaders:
    """Disjoint sets of names."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def of(self, name: str) -> str:
        """The name that stands for the whole set."""
        above = self._above.setdefault(name, name)
        while above != name:
            self._above[name] = self._above[above]
            name, above = above, self._above[above]
        return name

    def join(self, names: Sequence[str]) -> None:
        """Make one set of all these names' sets."""
        for name in names[1:]:
            self._above[self.of(name)] = self.of(names[0])


def together(problem: Problem, results: Iterable[Result]) -> Result:
    """The plan of the whole problem from those of its parts; its bound is known if all of theirs are."""
    found = list(results)
    order = {course.id: at for at, course in enumerate(problem.courses)}
    appointments: list[PlannedAppointment] = [a for result in found for a in result.appointments]
    bounds = [result.bound for result in found if result.bound is not None]
    known = len(bounds) == len(found)
    return Result(
        status=Status.OPTIMAL if all(result.status is Status.OPTIMAL for result in found) else Status.FEASIBLE,
        objective=sum(result.objective for result in found),
        bound=sum(bounds) if known else None,
        seconds=sum(result.seconds for result in found),
        appointments=tuple(sorted(appointments, key=lambda a: (order[a.course], a.number))),
    )
