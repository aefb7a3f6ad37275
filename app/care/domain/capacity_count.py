"""What a plan of all courses comes to, counted: exact figures that never leave a job."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.care.domain.asking import Ask
from app.care.domain.sheet import CourseSheet
from app.care.domain.urgency import start_within
from scheduler.plan import PlannedAppointment
from scheduler.problem import DAY

FINISH_WITHIN = timedelta(weeks=26)
Hour = tuple[int, int]
"""A weekday (Monday is 0) and an hour of it."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Counts over all courses that were planned.

    `on_time`: how many have their first session by its date and all of them within 26 weeks. `lacking`: how many have a
    session for which there is no time. `waits`: days from when a course could begin to its first session, of those that
    have it before them. `used`, `offered`: sessions and counsellor hours by hour of the week, `people`: of how many
    officers those sessions are, `most_each`: how many of one officer at the most.
    """

    courses: int
    on_time: int
    lacking: int
    waits: tuple[int, ...]
    used: Mapping[Hour, int]
    offered: Mapping[Hour, int]
    people: Mapping[Hour, int]
    most_each: int = 10


def counted(ask: Ask, planned: Sequence[PlannedAppointment]) -> Counted:
    """Count a plan that holds what stands of everybody's, in the words of `ask`."""
    mine = by_course(ask, planned)
    whose = {f"taken:{a.id}": a.officer_id for a in ask.world.others}
    whose |= {name: sheet.course.officer_id for name, sheet in ask.sheets.items()}
    whose |= {f"taken:{a.id}": a.officer_id for sheet in ask.sheets.values() for a in sheet.settled}
    return Counted(
        courses=len(ask.sheets),
        on_time=sum(is_on_time(ask, sheet, mine[name]) for name, sheet in ask.sheets.items()),
        lacking=sum(len(mine[name]) < len(sheet.owed) for name, sheet in ask.sheets.items()),
        waits=tuple(sorted(_waits(ask, mine))),
        used=Counter(_hour_of(a.start) for a in planned),
        offered=_offered(ask),
        people=Counter(hour for hour, _ in {(_hour_of(a.start), whose.get(a.course, a.course)) for a in planned}),
        most_each=max([1, *(sheet.course.sessions for sheet in ask.sheets.values())]),
    )


def by_course(ask: Ask, planned: Iterable[PlannedAppointment]) -> Mapping[str, list[PlannedAppointment]]:
    """The appointments of each course that was asked about, in order; an empty list where it has none."""
    found: dict[str, list[PlannedAppointment]] = {name: [] for name in ask.sheets}
    for a in planned:
        if a.course in found:
            found[a.course].append(a)
    return {name: sorted(mine, key=lambda a: a.number) for name, mine in found.items()}


def is_on_time(ask: Ask, sheet: CourseSheet, mine: Sequence[PlannedAppointment]) -> bool:
    """Whether the first session is held by its date and all are within 26 weeks of when the course could begin."""
    course, horizon = sheet.course, ask.horizon
    if len(mine) < len(sheet.owed):
        return False
    starts = sorted([*(a.start_at for a in sheet.settled), *(horizon.instant_of(a.start) for a in mine)])
    if not starts:
        return True
    return starts[0] <= course.start_by_at and starts[-1] <= began_at(sheet) + FINISH_WITHIN


def began_at(sheet: CourseSheet) -> datetime:
    """When the course could begin, as it was referred; a break since then does not count anew."""
    return sheet.course.start_by_at - start_within(sheet.course.urgency)


def _waits(ask: Ask, mine: Mapping[str, Sequence[PlannedAppointment]]) -> Iterable[int]:
    for name, sheet in ask.sheets.items():
        if mine[name] and not sheet.settled:
            first_at = ask.horizon.instant_of(mine[name][0].start)
            yield max(0, (first_at - began_at(sheet)).days)


def _hour_of(minute: int) -> Hour:
    """The horizon begins on a Monday."""
    return minute // DAY % 7, minute % DAY // 60


def _offered(ask: Ask) -> Mapping[Hour, int]:
    """Whole counsellor hours; what of an hour is not whole does not count."""
    found: dict[Hour, int] = defaultdict(int)
    for who in ask.world.counsellors:
        for stretch in who.hours:
            first = max(0, ask.horizon.minute_of(stretch.start_at))
            end = min(ask.horizon.minute_of(stretch.end_at), ask.horizon.minutes)
            for start in range(-(-first // 60) * 60, end - 59, 60):
                found[_hour_of(start)] += 1
    return dict(found)
