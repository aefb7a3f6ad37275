"""What of a course's own slots still makes a lawful course when some are lost and there is no time to think."""

from collections.abc import Sequence
from functools import cache

from scheduler.plan import PlannedAppointment
from scheduler.problem import DAY, Course

_Worth = tuple[int, int, int]


def salvaged(course: Course, slots: Sequence[PlannedAppointment]) -> tuple[PlannedAppointment, ...]:
    """As many of the slots as keep the gaps, numbered anew from the first that is owed.

    Pins count most, then sessions, then promises kept as they were. The slots must be the course's own and each still
    possible by itself, so that nobody else need be asked.
    """
    by_counsellor = [[a for a in slots if a.counsellor == who] for who in dict.fromkeys(a.counsellor for a in slots)]
    found = [_longest(course, sorted(mine, key=lambda a: a.start)) for mine in by_counsellor]
    return max(found, key=lambda best: best[0], default=((0, 0, 0), ()))[1]


def _longest(course: Course, slots: Sequence[PlannedAppointment]) -> tuple[_Worth, tuple[PlannedAppointment, ...]]:
    pinned = {(p.number, p.counsellor, p.start, p.place) for p in course.pins}
    promised = {(s.number, s.counsellor, s.start, s.place) for s in course.standing}
    days = [a.start // DAY for a in slots]

    @cache
    def onward(last: int, level: int) -> tuple[_Worth, tuple[PlannedAppointment, ...]]:
        best: tuple[_Worth, tuple[PlannedAppointment, ...]] = ((0, 0, 0), ())
        for at in range(last + 1, len(slots) if level < course.sessions else 0):
            if not _gap_is_lawful(course, days[last] if last >= 0 else None, days[at]):
                continue
            a = slots[at]
            here = PlannedAppointment(course.id, course.first_number + level, a.counsellor, a.start, a.place)
            key = (here.number, here.counsellor, here.start, here.place)
            (pins, sessions, promises), rest = onward(at, level + 1)
            worth = (pins + (key in pinned), sessions + 1, promises + (key in promised))
            if worth > best[0]:
                best = worth, (here, *rest)
        return best

    return onward(-1, 0)


def _gap_is_lawful(course: Course, last: int | None, day: int) -> bool:
    if last is not None:
        return course.gap.min <= day - last <= course.gap.limit
    return course.previous is None or day - course.previous // DAY >= course.gap.min
