"""One course beside what all others have: small enough to ask many times what would be if something were otherwise."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from scheduler.by_session import SessionSearch
from scheduler.capacity import Capacity, taken_capacity
from scheduler.instance import Instance
from scheduler.objective import window_of
from scheduler.plan import PlannedAppointment
from scheduler.problem import Counsellor, Course, Pin, Problem, Weights
from scheduler.resident_starts import ResidentMeetings
from scheduler.standing.standing_plan import StandingPlan


@dataclass(frozen=True, slots=True)
class Case:
    """A problem of one course, with the counsellors who matter to it, and what others leave of the capacity."""

    problem: Problem
    capacity: Capacity

    @property
    def course(self) -> Course:
        """The course in question."""
        return self.problem.courses[0]

    def with_course(self, course: Course) -> "Case":
        """The same with other facts about the course."""
        return replace(self, problem=replace(self.problem, courses=(course,)))

    def with_counsellor(self, who: Counsellor) -> "Case":
        """The same with other hours or limits of one counsellor; what others have taken stays taken."""
        capacity = self.capacity.copy()
        people = list(self.problem.counsellors)
        at = next(row for row, known in enumerate(people) if known.id == who.id)
        capacity.change_limits(at, people[at], who)
        people[at] = who
        return Case(replace(self.problem, counsellors=tuple(people)), capacity)

    def only(self, people: Collection[str]) -> "Case":
        """The same where none but these of its counsellors may take the course."""
        able = tuple(pair for pair in self.course.counsellors if pair[0] in people)
        return self.with_course(replace(self.course, counsellors=able))

    def until(self, days: int) -> "Case":
        """The same with so many days, at least as many as now; nobody has taken anything of the new ones."""
        later = replace(self.problem, days=days)
        capacity = Capacity(later)
        for name in ("free", "day", "week", "rooms"):
            known, new = getattr(self.capacity, name), getattr(capacity, name)
            width = min(known.shape[1], new.shape[1])
            new[:, :width] = known[:, :width]
        capacity.caseload[:] = self.capacity.caseload
        return Case(later, capacity)

    def beside(self, whole: StandingPlan) -> "Case":
        """The same with what the plan now leaves."""
        rows = [whole.counsellor_at[who.id] for who in self.problem.counsellors]
        return replace(self, capacity=whole.capacity.only(rows, [whole.place_at[p.id] for p in self.problem.places]))

    def search(self) -> tuple[Instance, SessionSearch]:
        """What the course could do."""
        instance = Instance(self.problem, [self.course], meetings=ResidentMeetings(self.problem))
        return instance, SessionSearch(instance, self.capacity)


def case_of(problem: Problem, course_id: str, taken: Iterable[PlannedAppointment]) -> Case:
    """The case of one course of a problem; appointments of the course itself in `taken` do not count.

    Raises KeyError for an unknown course.
    """
    course = next((course for course in problem.courses if course.id == course_id), None)
    if course is None:
        raise KeyError(course_id)
    whole = taken_capacity(problem, [a for a in taken if a.course != course_id])
    return _cut(problem, whole, course, [who.id for who in problem.counsellors])


def standing_case(plan: StandingPlan, course_id: str, others: int = 8) -> Case:
    """The case of one course of a standing plan, with so many counsellors more who have the most room left.

    What is over is pinned and nothing else lies before the plan's `now`. Raises KeyError for an unknown course.
    """
    course = plan.courses[course_id]
    cost, held = plan.cost(course_id), plan.lift(course_id)
    try:
        over = [a for a in held if a.start < plan.now]
        course = _from_now_on(plan.frame.weights, course, over, plan.now)
        able = list(dict.fromkeys([*(who for who, _ in course.counsellors), *_named(course)]))
        room = plan.capacity.week.sum(axis=1)
        most = sorted(
            (who for who in plan.counsellor_at if who not in able), key=lambda w: -room[plan.counsellor_at[w]]
        )
        return _cut(plan.frame, plan.capacity, course, [*able, *most[:others]])
    finally:
        plan.put(course_id, held, cost)


def _named(course: Course) -> list[str]:
    """Whom its promises name: even one who may not take the course any more must be known."""
    return [*(pin.counsellor for pin in course.pins), *(kept.counsellor for kept in course.standing)]


def _from_now_on(weights: Weights, course: Course, over: Sequence[PlannedAppointment], now: int) -> Course:
    """The course with what is over pinned, and with windows that serve only that or what is to come."""
    windows = [replace(w, start=max(w.start, now)) for w in course.windows if w.end > now]
    for a in over:
        held = window_of(weights, course, a)
        if held is not None:
            windows.append(replace(held, start=a.start, end=a.start + course.minutes))
    known = {pin.number for pin in course.pins}
    pins = [Pin(a.number, a.counsellor, a.start, a.place) for a in over if a.number not in known]
    return replace(course, windows=tuple(windows), pins=(*course.pins, *pins))


def _cut(problem: Problem, whole: Capacity, course: Course, people: Sequence[str]) -> Case:
    """Only these counsellors, and the places where they or the officer could be."""
    row = {who.id: at for at, who in enumerate(problem.counsellors)}
    rows = [row[name] for name in people]
    chosen = tuple(problem.counsellors[at] for at in rows)
    named = {window.place for window in course.windows}
    named |= {pin.place for pin in course.pins} | {kept.place for kept in course.standing}
    named |= {place for who in chosen for stretch in who.windows for place in stretch.places}
    kept = [at for at, place in enumerate(problem.places) if place.id in named]
    capacity = whole.only(rows, kept)
    places = tuple(problem.places[at] for at in kept)
    return Case(replace(problem, counsellors=chosen, places=places, courses=(course,)), capacity)
