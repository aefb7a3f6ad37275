"""A plan that stays in memory with its problem: who has which appointment, and what that leaves free.

At national size the problem cannot be built anew for each question. Counts of what is free are kept up as courses are
lifted out and put back, and the starts of a course are looked for only when somebody asks about that course.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from scheduler.capacity import Capacity
from scheduler.instance import Instance
from scheduler.objective import course_cost
from scheduler.plan import PlannedAppointment
from scheduler.problem import DAY, DAYS_PER_WEEK, Counsellor, Course, Pin, Problem, Standing, refuse
from scheduler.resident_starts import ResidentMeetings
from scheduler.standing.tolls import Tolls
from scheduler.starts import Starts, cells_needed


class StandingPlan:
    """Courses, their appointments and the capacity that these leave.

    `capacity` counts every appointment, `unmovable` only those that nobody else may push away: pinned ones and firm
    promises that are kept. Nothing is placed or moved before the minute `now`. The plan given is taken at its word; its
    own faults, if it has any, stay. Raises ProblemFaults for appointments of unknown courses, counsellors or places.
    """

    def __init__(self, problem: Problem, appointments: Iterable[PlannedAppointment], *, now: int = 0) -> None:
        self.now = now
        self.frame = replace(problem, courses=())
        self.courses: dict[str, Course] = {course.id: course for course in problem.courses}
        self.place_at = {place.id: at for at, place in enumerate(problem.places)}
        self.counsellor_at = {who.id: at for at, who in enumerate(problem.counsellors)}
        self.capacity = Capacity(self.frame)
        self.unmovable = Capacity(self.frame)
        self.tolls = Tolls(self.capacity.free.shape)
        self._meetings = ResidentMeetings(self.frame)
        self._held: dict[str, tuple[PlannedAppointment, ...]] = {}
        self._costs: dict[str, int] = {}
        self._loose: frozenset[str] = frozenset()
        self._with: dict[str, dict[str, None]] = {who: {} for who in self.counsellor_at}
        sorted_out: dict[str, list[PlannedAppointment]] = {}
        for a in appointments:
            sorted_out.setdefault(a.course, []).append(a)
        refuse(self._unknown(sorted_out))
        for course, mine in sorted_out.items():
            self._held[course] = tuple(sorted(mine, key=lambda a: a.number))
        self._take(a for course in sorted_out for a in self._held[course])
        for course in sorted_out:
            self._count(course, 1)

    def _unknown(self, held: Mapping[str, Sequence[PlannedAppointment]]) -> Iterator[str]:
        for course, mine in held.items():
            if course not in self.courses:
                yield f"appointment of unknown course {course!r}"
            for a in mine:
                if a.counsellor not in self.counsellor_at or a.place not in self.place_at:
                    yield f"appointment {a.course}#{a.number} with {a.counsellor!r} at {a.place!r}, one of them unknown"

    # -- what is known ---------------------------------------------------------------------------------------------

    def held(self, course: str) -> tuple[PlannedAppointment, ...]:
        """The appointments of one course, by number."""
        return self._held.get(course, ())

    def appointments(self) -> tuple[PlannedAppointment, ...]:
        """Those of all courses, in the problem's order."""
        return tuple(a for course in self.courses for a in self.held(course))

    def problem(self) -> Problem:
        """The whole problem as it now is; takes seconds at national size."""
        return replace(self.frame, courses=tuple(self.courses.values()))

    def cost(self, course: str) -> int:
        """What a course costs as it now is."""
        if course not in self._costs:
            self._costs[course] = course_cost(self.frame, self.courses[course], self.held(course))
        return self._costs[course]

    def courses_with(self, counsellor: str) -> list[str]:
        """Courses that have an appointment with a counsellor."""
        return list(self._with[counsellor])

    def is_firm(self, a: PlannedAppointment) -> bool:
        """Whether nobody else's wish may move an appointment: pinned, promised firmly, or over."""
        course = self.courses[a.course]
        firmly: tuple[Pin | Standing, ...] = (*course.pins, *(kept for kept in course.standing if kept.firm))
        return a.start < self.now or any(_same(promise, a) for promise in firmly)

    # -- changes ---------------------------------------------------------------------------------------------------

    def put(self, course: str, appointments: Sequence[PlannedAppointment], cost: int | None = None) -> None:
        """Give a course without appointments these; `cost` is what it then costs, if that is known."""
        self._held[course] = tuple(appointments)
        self._mark(course, 1)
        if cost is not None:
            self._costs[course] = cost

    def lift(self, course: str) -> tuple[PlannedAppointment, ...]:
        """Take all appointments of a course out and give them back."""
        self._mark(course, -1)
        self._costs.pop(course, None)
        return self._held.pop(course, ())

    def loosen(self, courses: Iterable[str]) -> None:
        """From now on the firm promises of these courses bind nobody; none of them, nor of those before, is placed."""
        self._loose = frozenset(courses)

    def revise_course(self, course: Course) -> None:
        """New facts about a course that has no appointments in the plan at the moment."""
        self.courses[course.id] = course
        self._costs.pop(course.id, None)

    def revise_counsellors(self, people: Sequence[Counsellor]) -> None:
        """New hours and limits of counsellors, whatever their appointments; raises KeyError for an unknown one."""
        newer = list(self.frame.counsellors)
        for who in people:
            at = self.counsellor_at[who.id]
            for capacity in (self.capacity, self.unmovable):
                capacity.change_limits(at, newer[at], who)
            newer[at] = who
            self._meetings.forget(who.id)
        if people:  # a frame of national size takes milliseconds to check
            self.frame = replace(self.frame, counsellors=tuple(newer))

    def _mark(self, course: str, times: int) -> None:
        asked, promised = self.courses[course], _promises_of(self.courses[course])
        for a in self.held(course):
            at, place = self.counsellor_at[a.counsellor], self.place_at[a.place]
            lasts = asked.minutes, self.frame.counsellors[at].break_after
            firm = promised.get((a.number, a.counsellor, a.start, a.place))
            self.capacity.take_minutes(at, place, a.start, lasts, times)
            if firm and course not in self._loose:
                self.unmovable.take_minutes(at, place, a.start, lasts, times)
            else:
                self.tolls.mark(at, self.hours(a), self._toll(firm), times)
        self._count(course, times)

    def _take(self, appointments: Iterable[PlannedAppointment]) -> None:
        """What `_mark` does to the counts of what is free, for thousands of appointments at once."""
        taken, fixed = [], []
        promises = {name: _promises_of(course) for name, course in self.courses.items() if name in self._held}
        for a in appointments:
            at, minutes = self.counsellor_at[a.counsellor], self.courses[a.course].minutes
            firm = promises[a.course].get((a.number, a.counsellor, a.start, a.place))
            row = (at, self.place_at[a.place], a.start, minutes)
            if a.start >= 0:  # what began before the horizon can meet nothing in it
                taken.append(row)
            if not firm:
                self.tolls.mark(at, self.hours(a), self._toll(firm), 1)
            elif a.start >= 0:
                fixed.append(row)
        pauses = np.array([who.break_after for who in self.frame.counsellors], np.int64)
        self.capacity.take_many(np.array(taken, np.int64).reshape(-1, 4), pauses)
        self.unmovable.take_many(np.array(fixed, np.int64).reshape(-1, 4), pauses)

    def _toll(self, firm: bool | None) -> int:
        """What moving an appointment costs that is promised firmly or not, or not at all (None)."""
        weights = self.frame.weights
        return 0 if firm is None else weights.moved_firm if firm else weights.moved

    def _count(self, course: str, times: int) -> None:
        """Whose caseload a course is in."""
        for who in {a.counsellor for a in self.held(course)}:
            self.capacity.caseload[self.counsellor_at[who]] -= times
            self.unmovable.caseload[self.counsellor_at[who]] -= times
            if times > 0:
                self._with[who][course] = None
            else:
                del self._with[who][course]

    def hours(self, a: PlannedAppointment) -> slice:
        """The cells in which an appointment keeps its counsellor, break included."""
        pause = self.frame.counsellors[self.counsellor_at[a.counsellor]].break_after
        end = a.start + self.courses[a.course].minutes + pause
        return slice(a.start // self.frame.grid, cells_needed(self.frame, end))

    # -- questions -------------------------------------------------------------------------------------------------

    def instance(self, course: str, kept: Iterable[PlannedAppointment] = ()) -> Instance:
        """The starts of a course that is lifted, as far as what nobody may push away leaves them open.

        Appointments of its own that are `kept` are pinned.
        """
        asked = self.courses[course]
        pinned = {pin.number for pin in asked.pins}
        more = [Pin(a.number, a.counsellor, a.start, a.place) for a in kept if a.number not in pinned]
        pins = replace(asked, pins=(*asked.pins, *more))
        return Instance(self.frame, [pins], meetings=self._meetings.keeping(self._is_open))

    def _is_open(self, course: Course, who: Counsellor, starts: Starts) -> NDArray[np.bool_]:
        """Starts still to come (or pinned ones that are over) that only movable appointments of others may close."""
        busy = cells_needed(self.frame, course.minutes + who.break_after)
        sits = cells_needed(self.frame, course.minutes)
        coming = starts.cell * self.frame.grid >= self.now
        for pin in course.pins:
            coming |= starts.cell * self.frame.grid == pin.start
        return coming & self.unmovable.open_at(self.counsellor_at[who.id], starts, busy, sits)

    def is_overfull(self, a: PlannedAppointment) -> bool:
        """Whether an appointment of the plan is one too many for its counsellor or its place."""
        who, hours = self.counsellor_at[a.counsellor], self.hours(a)
        sits = slice(hours.start, cells_needed(self.frame, a.start + self.courses[a.course].minutes))
        day = a.start // DAY
        free = self.capacity
        counts = [free.free[who, hours].min(), free.rooms[self.place_at[a.place], sits].min(), free.caseload[who]]
        return bool(min(*counts, free.day[who, day], free.week[who, day // DAYS_PER_WEEK]) < 0)

    def in_the_way(self, counsellor: str, spans: Iterable[slice]) -> list[PlannedAppointment]:
        """Appointments that keep a counsellor in some cell of these spans, none of which is longer than a day."""
        per_day = DAY // self.frame.grid
        near: dict[int, list[slice]] = {}
        for span in spans:
            for day in range(span.start // per_day - 1, (span.stop - 1) // per_day + 1):
                near.setdefault(day, []).append(span)
        theirs = (a for course in self._with[counsellor] for a in self.held(course) if a.start // DAY in near)
        return [a for a in theirs if a.counsellor == counsellor and _meets(self.hours(a), near[a.start // DAY])]


def _promises_of(course: Course) -> dict[tuple[int, str, int, str], bool]:
    """Whether what stands of a course is promised firmly, by number, counsellor, start and place."""
    promised = {(s.number, s.counsellor, s.start, s.place): s.firm for s in course.standing}
    return promised | {(p.number, p.counsellor, p.start, p.place): True for p in course.pins}


def _meets(hours: slice, spans: Iterable[slice]) -> bool:
    return any(hours.start < span.stop and span.start < hours.stop for span in spans)


def _same(promise: Pin | Standing, a: PlannedAppointment) -> bool:
    return (promise.number, promise.counsellor, promise.start, promise.place) == (
        a.number,
        a.counsellor,
        a.start,
        a.place,
    )


def promised(problem: Problem, appointments: Iterable[PlannedAppointment], firm_before: int) -> Problem:
    """The problem once a plan has been told to everybody: each appointment stands, firmly before a civil minute."""
    standing: dict[str, list[Standing]] = {}
    for a in appointments:
        kept = Standing(a.number, a.counsellor, a.start, a.place, firm=a.start < firm_before)
        standing.setdefault(a.course, []).append(kept)
    return replace(
        problem,
        courses=tuple(replace(course, standing=tuple(standing.get(course.id, ()))) for course in problem.courses),
    )
