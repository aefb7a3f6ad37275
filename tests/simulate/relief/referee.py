"""Judges a played year in plain Python that shares nothing with the planner."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from app.care.domain.world import KnownCounsellor
from app.simulate.facts import RosterChange, SimWorld
from app.simulate.relief.courses import DeskCourse, Entry
from app.simulate.relief.play import Year
from scheduler.duty import Duty, DutyKind

FREE = frozenset({DutyKind.REST_DAY, DutyKind.SICK})


def faults_of(year: Year, notice: timedelta) -> list[str]:
    """Everything in which the year broke a rule."""
    courses = list(year.known.courses.values())
    return [*_of_counsellors(year), *(fault for course in courses for fault in _of_course(year, course, notice))]


def faults_now(year: Year) -> list[str]:
    """What can never be: more promised than granted, a session promised twice."""
    found = []
    for course in year.known.courses.values():
        numbers = [one.fact.number for one in course.standing.values()]
        attended = sum(not one.fact.is_live for one in course.standing.values())
        if len(numbers) != len(set(numbers)) or max(numbers, default=0) > course.referral.sessions:
            found.append(f"{course.id} holds {sorted(numbers)} of {course.referral.sessions}")
        if attended != len(course.attended):
            found.append(f"{course.id} attended {len(course.attended)}, counts {attended}")
    return found


def _came_about(course: DeskCourse) -> list[Entry]:
    return sorted(course.standing.values(), key=lambda one: one.fact.start_at)


def _of_counsellors(year: Year) -> Iterator[str]:
    kept = defaultdict(list)
    for course in year.known.courses.values():
        for one in _came_about(course):
            kept[one.fact.counsellor_id].append(one.fact)
    known = {who.id: who for who in year.world.counsellors}
    for name, facts in kept.items():
        who = known[name]
        facts.sort(key=lambda a: a.start_at)
        for a, b in pairwise(facts):
            if b.start_at < a.end_at + timedelta(minutes=who.break_minutes):
                yield f"{name}: {a.id} and {b.id} overlap or lack a break"
        days = Counter(a.start_at.astimezone(year.world.zone).date() for a in facts)
        weeks = Counter(on.isocalendar()[:2] for on in days.elements())
        yield from _too_many(who, max(days.values()), max(weeks.values()))


def _too_many(who: KnownCounsellor, a_day: int, a_week: int) -> Iterator[str]:
    if a_day > who.max_per_day or a_week > who.max_per_week:
        yield f"{who.id}: {a_day} a day, {a_week} a week"


def _of_course(year: Year, course: DeskCourse, notice: timedelta) -> Iterator[str]:
    zone, held = year.world.zone, _came_about(course)
    days = [one.fact.start_at.astimezone(zone).date() for one in held]
    if any((b - a).days < course.referral.wants.gap_min for a, b in pairwise(days)):
        yield f"{course.id}: sessions too near each other: {days}"
    for one in held:
        if one.fact.start_at < one.made_at + notice:
            yield f"{one.fact.id} was planned within the notice"
        for duty in roster_at_start(year.world, course.officer.id, one):
            blocks = duty.kind not in FREE
            if blocks and duty.start_at < one.fact.end_at and one.fact.start_at < duty.end_at:
                yield f"{one.fact.id} at {one.fact.start_at} lies in {duty}"


def roster_at_start(world: SimWorld, officer_id: str, one: Entry) -> set[Duty]:
    """The duties as they were known when a session began: even the latest news still moves it."""
    known = set(world.officers[officer_id].duties)
    for event in world.events:
        if isinstance(event, RosterChange) and event.officer_id == officer_id and event.at <= one.fact.start_at:
            known = (known - set(event.before)) | set(event.after)
    return known
