"""How long a what-if and a map of gaps take for many courses, and how much memory (`python -m`, prints a table)."""

import resource
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.care.domain.asking import ask_of
from app.care.domain.capacity import Stretch
from app.care.domain.capacity_count import Counted
from app.care.domain.course import CourseState
from app.care.domain.policy import DEFAULT_POLICY
from app.care.domain.trying import Watch, find_gaps, try_change
from app.care.domain.urgency import Urgency, start_within
from app.care.domain.wants import Wants
from app.care.domain.what_if import Kind, WhatIf
from app.care.domain.world import KnownCounsellor, KnownCourse, KnownPlace, World
from scheduler.duty import Duty, DutyKind
from tests.support.builders import NOW, VIDEO, at

EVENINGS = WhatIf(Kind.COUNSELLORS, days=(0, 1, 2, 3, 4), opens=17, closes=21, place=VIDEO, people=5)
_CYCLE = ("early", "early", "late", "late", "night", "night", None, None, None, None)
_HOURS = {"early": (7, 10), "late": (14, 10), "night": (21, 10)}
_URGENCIES = (Urgency.SOONEST, Urgency.SOON, Urgency.SOON, Urgency.ROUTINE)


def a_world(courses: int, counsellors: int) -> World:
    """Courses of officers on five teams, the most of them new; counsellors by video from nine to five."""
    duties = [tuple(_duties(team)) for team in range(len(_CYCLE))]
    return World(
        now=NOW,
        zone=ZoneInfo("Europe/London"),
        places=(KnownPlace(VIDEO, "Video", True, None),),
        counsellors=tuple(_counsellor(number) for number in range(counsellors)),
        courses=tuple(_course(number, duties[number % len(duties)]) for number in range(courses)),
        others=(),
        roster_version=1,
        covers_to_on=at(110).date(),
    )


def _counsellor(number: int) -> KnownCounsellor:
    hours = tuple(Stretch(at(day, 9), at(day, 17), (VIDEO,)) for day in range(120) if at(day).weekday() < 5)
    general, english = frozenset({"general"}), frozenset({"en"})
    return KnownCounsellor(f"c{number:04}", "", None, general, english, True, 6, 25, 10, 30, hours)


def _course(number: int, duties: tuple[Duty, ...]) -> KnownCourse:
    urgency, opened_at = _URGENCIES[number % len(_URGENCIES)], NOW - timedelta(days=1 + number % 4)
    return KnownCourse(
        id=f"k{number:05}",
        officer_id=f"o{number:05}",
        counsellor_id=None,
        state=CourseState.OPEN,
        version=1,
        sessions=10,
        minutes=50,
        urgency=urgency,
        wants=Wants(),
        earliest_at=opened_at,
        start_by_at=opened_at + start_within(urgency),
        duties=duties,
    )


def _duties(team: int) -> Iterator[Duty]:
    for day in range(-2, 111):
        kind = _CYCLE[(day + team) % len(_CYCLE)]
        if kind is not None:
            starts, hours = _HOURS[kind]
            start: datetime = at(day, starts)
            yield Duty(DutyKind(kind), start, start + timedelta(hours=hours))


def main(courses: int, counsellors: int) -> None:
    """Ask both questions, and say after each part how much time of the processor it took."""
    world = a_world(courses, counsellors)
    begun = time.process_time()
    ask = ask_of(world, DEFAULT_POLICY)
    _say(f"asked: {courses} courses, {counsellors} counsellors", begun)
    begun = time.process_time()
    found = find_gaps(ask, Watch(lambda share: _say(f"  {share:.0%}", begun, every=20)))
    _say(f"gaps: {len(found.priced)} stretches priced, {_told(found.before)}", begun)
    for one in found.tried:
        print(
            "  ",
            one.gap.weekday,
            one.gap.part,
            one.gap.first_hour,
            len(one.gap.gaining),
            one.people,
            one.on_time,
            flush=True,
        )
    begun = time.process_time()
    tried = try_change(world, DEFAULT_POLICY, EVENINGS, Watch(lambda share: _say(f"  {share:.0%}", begun, every=20)))
    _say(f"what-if: {_told(tried.before)} -> {_told(tried.after)}", begun)


_last: dict[str, float] = {}


def _say(what: str, begun: float, every: float = 0) -> None:
    now = time.process_time()
    if now - _last.get("at", -every) >= every:
        _last["at"] = now
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{what}: {now - begun:.1f} s of the processor, {memory} MiB at most", flush=True)


def _told(count: Counted) -> str:
    return f"{count.on_time} of {count.courses} on time, {count.lacking} lack a time for a session"


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:] or ("4500", "150")))
