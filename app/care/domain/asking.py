"""Puts what is known of the world as a question to the engine."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.attendance import horizon_of, windows_of
from app.care.domain.capacity import Stretch
from app.care.domain.policy import Policy
from app.care.domain.rooms import with_a_room
from app.care.domain.scarce import free_by_day, scarce_share
from app.care.domain.sheet import CourseSheet, sheet_of
from app.care.domain.urgency import priority
from app.care.domain.world import KnownAppointment, KnownCounsellor, KnownCourse, World
from scheduler.civil import DAY, Horizon
from scheduler.plan import PlannedAppointment
from scheduler.problem import Counsellor, Course, Gap, Pin, Place, Presence, Problem, Standing, Window

_NOBODY: Mapping[str, CourseSheet] = {}
Places = Mapping[str, Collection[str]]
"""By id of a course the places at which its officer's time is looked at."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A question, with what is needed to use its answer; `taken` are the appointments of others in its words.

    `places`: where officers' time was looked at (None: wherever they would go).
    """

    problem: Problem
    taken: tuple[PlannedAppointment, ...]
    sheets: Mapping[str, CourseSheet]
    horizon: Horizon
    world: World
    policy: Policy
    places: Places | None = None

    @property
    def earliest_at(self) -> datetime:
        """Before this nothing new is planned."""
        return self.world.now + self.policy.notice


def ask_of(
    world: World, policy: Policy, known: Mapping[str, CourseSheet] = _NOBODY, places: Places | None = None
) -> Ask:
    """The problem of planning `world.courses` around everybody else.

    `known`: sheets of an earlier question about the same moment, rosters and needs, whose windows still hold.
    `places`: where alone officers' time is looked at; see where_held.

    Appointments that cannot move (of other courses, and settled ones of these) enter as courses of one pinned session
    each. So breaks, day and week limits, rooms and caseload all count as the hard rules say, whatever gaps and holes
    their real courses have just now.
    """
    horizon = horizon_of(world, policy)
    sheets = {
        course.id: sheet_of(
            course,
            known[course.id].windows
            if course.id in known
            else windows_of(course, world, horizon, policy, None if places is None else places[course.id]),
            world,
            horizon,
            policy,
        )
        for course in world.courses
    }
    settled = [a for sheet in sheets.values() for a in sheet.settled]
    told = [(a, pinned) for a in (*world.others, *settled) if (pinned := _pinned(a, horizon)) is not None]
    fixed, taken = [a for a, _ in told], [pinned for _, pinned in told]
    problem = Problem(
        start=horizon.start_on,
        days=horizon.days,
        places=tuple(Place(place.id, place.rooms) for place in world.places),
        counsellors=_counsellors(taken, sheets.values(), world, horizon),
        courses=(
            *(_course(sheet, fixed, (world, horizon), policy) for sheet in sheets.values()),
            *(one.course for one in taken),
        ),
        time_zone=horizon.zone.key,
        grid=policy.grid,
        weights=policy.mending if any(course.agreed for course in world.courses) else policy.weights,
    )
    return Ask(problem, tuple(one.planned for one in taken), sheets, horizon, world, policy, places)


def asked_with(ask: Ask, course: KnownCourse) -> Ask:
    """The same question with other needs or wishes of its one course; counsellors' hours are not worked out again."""
    (known,) = ask.sheets.values()
    world, horizon = replace(ask.world, courses=(course,)), ask.horizon
    at = None if ask.places is None else ask.places[course.id]
    sheet = sheet_of(course, windows_of(course, world, horizon, ask.policy, at), world, horizon, ask.policy)
    if (sheet.settled, sheet.held) != (known.settled, known.held):
        return ask_of(world, ask.policy, places=ask.places)
    fixed = [a for a in (*world.others, *sheet.settled) if _in_horizon(a, horizon)]
    first = _course(sheet, fixed, (world, horizon), ask.policy)
    problem = replace(ask.problem, courses=(first, *ask.problem.courses[1:]))
    return replace(ask, problem=problem, sheets={course.id: sheet}, world=world)


def eligible(course: KnownCourse, counsellors: Iterable[KnownCounsellor]) -> list[str]:
    """Who may take the course: the counsellor it is bound to, or everybody who matches what was asked for."""
    bound_to = course.bound_to
    return [
        who.id
        for who in counsellors
        if who.active and (who.id == bound_to if bound_to else matches(course, who) and lasts(course, who))
    ]


def matches(course: KnownCourse, who: KnownCounsellor) -> bool:
    """Whether a counsellor has the skill, the language and, if asked, the gender; one once refused does not."""
    return who.id not in course.refused and course.wants.fits(who.skills, who.languages, who.gender)


def lasts(course: KnownCourse, who: KnownCounsellor) -> bool:
    """Whether a counsellor offers sessions as long as the course's; one who has begun it goes on in any case."""
    return not who.lengths or course.minutes in who.lengths


def _course(
    sheet: CourseSheet, fixed: Sequence[KnownAppointment], seen_from: tuple[World, Horizon], policy: Policy
) -> Course:
    world, horizon = seen_from
    course, wants = sheet.course, sheet.course.wants
    windows = with_a_room(sheet.windows, world.places, fixed, horizon)
    earliest = _first_minute(max(course.earliest_at, world.now + policy.notice), horizon)
    return Course(
        id=course.id,
        sessions=len(sheet.owed),
        counsellors=_priced(course, world, horizon, policy),
        windows=(*windows, *(_around(a, horizon) for a in sheet.held)),
        first_number=sheet.first_number,
        minutes=course.minutes,
        priority=priority(course.urgency),
        earliest=min([earliest, *(horizon.minute_of(a.start_at) for a in sheet.held)]),
        # Late already, every further day costs the same: what is past must not make no time cheaper than one.
        start_by=max(horizon.minute_of(course.start_by_at), earliest),
        previous=_previous(sheet, earliest, horizon),
        gap=Gap(wants.gap_min, wants.gap_ideal, wants.gap_max, sheet.longest_gap),
        pins=tuple(Pin(*_where(sheet, a, horizon)) for a in sheet.held),
        standing=tuple(
            Standing(*_where(sheet, a, horizon), firm=a.status is AppointmentStatus.BOOKED) for a in sheet.standing
        ),
    )


def _previous(sheet: CourseSheet, earliest: int, horizon: Horizon) -> int | None:
    """When the last session was; at the longest usual gap before the first that can be, if that is longer ago.

    From there on every day costs the same anyhow. Counted from the true day, what the officer has waited already would
    in the end cost more than leaving the session without a time, and the longer they waited the surer they got none.
    """
    if sheet.previous_at is None:
        return None
    return max(horizon.minute_of(sheet.previous_at), earliest - sheet.course.wants.gap_max * DAY)


def _priced(course: KnownCourse, world: World, horizon: Horizon, policy: Policy) -> tuple[tuple[str, int], ...]:
    """Who may take the course; whoever has many scarce hours is left to those who can come at no others."""
    able = eligible(course, world.counsellors)
    if len(able) == 1:
        return ((able[0], 0),)
    dear = policy.scarce_counsellor * free_by_day(course.duties, horizon, world.covers_to_on)
    hours = {who.id: who.hours for who in world.counsellors} if dear else {}
    return tuple((name, round(dear * scarce_share(hours.get(name, ()), policy.scarce, world.zone))) for name in able)


def _where(sheet: CourseSheet, a: KnownAppointment, horizon: Horizon) -> tuple[int, str, int, str]:
    return sheet.number_in_problem(a.number), a.counsellor_id, horizon.minute_of(a.start_at), a.place_id


def _first_minute(at: datetime, horizon: Horizon) -> int:
    """The first whole civil minute not before an instant."""
    minute = horizon.minute_of(at)
    return minute if horizon.instant_of(minute) >= at else minute + 1


def _in_horizon(a: KnownAppointment, horizon: Horizon) -> bool:
    return horizon.minute_of(a.start_at) >= 0 and horizon.minute_of(a.end_at) <= horizon.minutes


def _around(a: KnownAppointment, horizon: Horizon) -> Window:
    return Window(horizon.minute_of(a.start_at), horizon.minute_of(a.end_at), a.place_id)


# An appointment and a counsellor's hours are the same facts in question after question: put into words once.


@dataclass(frozen=True, slots=True)
class _Pinned:
    """An appointment that cannot move: as a course of its own, as planned, and as time its counsellor is there."""

    course: Course
    planned: PlannedAppointment
    presence: Presence


@lru_cache(maxsize=1 << 16)
def _pinned(a: KnownAppointment, horizon: Horizon) -> _Pinned | None:
    """None: it does not lie in the horizon."""
    if not _in_horizon(a, horizon):
        return None
    window = _around(a, horizon)
    course = Course(
        id=f"taken:{a.id}",
        sessions=1,
        counsellors=((a.counsellor_id, 0),),
        windows=(window,),
        first_number=a.number,
        minutes=window.end - window.start,
        pins=(Pin(a.number, a.counsellor_id, window.start, a.place_id),),
    )
    planned = PlannedAppointment(course.id, a.number, a.counsellor_id, window.start, a.place_id)
    return _Pinned(course, planned, _presence(window))


def _presence(window: Window) -> Presence:
    return Presence(window.start, window.end, (window.place,))


@lru_cache(maxsize=1 << 10)
def _hours(hours: tuple[Stretch, ...], horizon: Horizon) -> tuple[Presence, ...]:
    found = []
    for stretch in hours:
        start, end = horizon.minute_of(stretch.start_at), horizon.minute_of(stretch.end_at)
        if end > 0 and start < horizon.minutes:
            found.append(Presence(max(0, start), end, stretch.places))
    return tuple(found)


def _counsellors(
    taken: Iterable[_Pinned], sheets: Iterable[CourseSheet], world: World, horizon: Horizon
) -> tuple[Counsellor, ...]:
    """Everybody with their hours. What cannot move is kept even where the hours around it were withdrawn since."""
    kept: dict[str, list[Presence]] = defaultdict(list)
    for one in taken:
        kept[one.planned.counsellor].append(one.presence)
    settled = {name: len(there) for name, there in kept.items()}
    for sheet in sheets:
        for a in sheet.held:
            kept[a.counsellor_id].append(_presence(_around(a, horizon)))
    return tuple(
        Counsellor(
            id=who.id,
            windows=(*_hours(who.hours, horizon), *kept[who.id]),
            max_per_day=who.max_per_day,
            max_per_week=who.max_per_week,
            break_after=who.break_minutes,
            caseload=settled.get(who.id, 0) + _room_for_courses(who, world.courses),
        )
        for who in world.counsellors
    )


def _room_for_courses(who: KnownCounsellor, asked: Collection[KnownCourse]) -> int:
    """How many of the asked courses fit into the caseload; those already with this counsellor always do."""
    ids = {course.id for course in asked}
    others = who.busy_with - ids
    own = {course.id for course in asked if course.counsellor_id == who.id}
    return max(len(own), who.caseload - len(others))
