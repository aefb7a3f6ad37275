"""When an officer could attend, and which of the appointments they have they still can."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from app.care.domain.capacity import Stretch, in_hours
from app.care.domain.own_time import kept_free
from app.care.domain.policy import Policy
from app.care.domain.scarce import scarce_hours
from app.care.domain.usual_turns import probably_taken, usual_turns
from app.care.domain.wants import Mode, Wants
from app.care.domain.world import KnownAppointment, KnownCounsellor, KnownCourse, KnownPlace, World
from scheduler.civil import DAY, Horizon
from scheduler.interval import Interval
from scheduler.problem import CERTAIN, Window
from scheduler.rest_rules import RestRules
from scheduler.risk import Mark, marks_of, risk_steps
from scheduler.steps import Steps, steps_of
from scheduler.windows import OfficerNeeds, Reach, availability_windows, free_windows


def horizon_of(world: World, policy: Policy) -> Horizon:
    """Whole weeks from this Monday on: a counsellor's week is then the same for the engine and for the store."""
    today = world.now.astimezone(world.zone).date()
    return Horizon(today - timedelta(days=today.weekday()), policy.weeks * 7, world.zone)


def reaches(wants: Wants, travel: dict[str, int], places: Sequence[KnownPlace], policy: Policy) -> tuple[Reach, ...]:
    """Where the officer would attend, and how much less each place is liked than the best."""
    sites = [place.id for place in places if place.is_site]
    liked = [name for name in wants.places if name in sites] or sites
    found = []
    if wants.mode.travels:
        found += [
            Reach(name, timedelta(minutes=travel.get(name, policy.travel_minutes)), rank if wants.places else 0)
            for rank, name in enumerate(liked)
        ]
    if wants.mode in {Mode.VIDEO, Mode.EITHER}:
        found += [Reach(place.id) for place in places if place.is_video]
    if wants.mode in {Mode.TELEPHONE, Mode.EITHER}:
        found += [Reach(place.id) for place in places if place.call]
    return tuple(found)


def windows_of(
    course: KnownCourse, world: World, horizon: Horizon, policy: Policy, at: Collection[str] | None = None
) -> list[Window]:
    """When the officer could attend from now on. Times too near for a new appointment are among them.

    `at`: only these places are looked at (None: all that the officer would go to).
    """
    rules = course.needs.rules(policy.rest)
    marks = marks_of(course.duties, horizon, asked_at=world.now, day_starts=rules.day_starts)
    risk = _beyond_the_roster(risk_steps(policy.risks, marks), world.covers_to_on, horizon, policy.unknown_risk)
    closed, at_risk = _usually_taken(course, rules, world, horizon)
    risk = _raised(risk, at_risk, policy.usual_turn_risk)
    dislikes = (
        *(disliked.as_dislike() for disliked in course.needs.disliked),
        *scarce_hours(policy.scarce, policy.scarce_cost, course.duties, horizon, world.covers_to_on),
    )
    own = _needs_of(course, marks, (world, horizon), policy, at)
    needs = replace(own, dislikes=dislikes, blackouts=(*own.blackouts, *closed))
    return availability_windows(course.duties, rules, needs, horizon=horizon, risk_of=risk)


def times_of(
    course: KnownCourse, world: World, horizon: Horizon, policy: Policy, at: Collection[str] | None = None
) -> list[Window]:
    """The same time without what any of it costs: enough, and far quicker, to see what of the course can still be kept.

    Turns that are only expected close nothing here, for they close nothing to what stands. `at` as above.
    """
    rules = course.needs.rules(policy.rest)
    rests = course.needs.rests_after_nights
    marks = marks_of(course.duties, horizon, day_starts=rules.day_starts) if rests else []
    needs = _needs_of(course, marks, (world, horizon), policy, at)
    return free_windows(course.duties, rules, needs, horizon=horizon)


def _needs_of(
    course: KnownCourse,
    marks: Sequence[Mark],
    seen_from: tuple[World, Horizon],
    policy: Policy,
    at: Collection[str] | None,
) -> OfficerNeeds:
    """What the officer asked for, but for what they would rather not."""
    world, horizon = seen_from
    places = reaches(course.wants, dict(course.needs.travel_minutes), world.places, policy)
    elsewhere = tuple(Interval(s.start_at, s.end_at) for s in course.elsewhere)
    return OfficerNeeds(
        places=places if at is None else tuple(reach for reach in places if reach.place in at),
        minutes=course.minutes,
        blackouts=(*course.needs.blackouts, *elsewhere, *kept_free(course.needs, marks, horizon)),
        earliest_at=world.now,
    )


def _usually_taken(
    course: KnownCourse, rules: RestRules, world: World, horizon: Horizon
) -> tuple[list[Interval[datetime]], list[Interval[int]]]:
    """Beyond the published roster, when by their turns so far the officer will be at work: closed to what is planned
    anew, for nine in ten such times would be moved when the roster comes. What stands there stands, at a higher risk.
    """
    if world.covers_to_on is None:
        return [], []
    spans = probably_taken(usual_turns(course.duties, world.covers_to_on, horizon), rules, horizon)
    mine = [horizon.minutes_of(Interval(a.start_at, a.end_at)) for a in course.appointments if a.is_live]
    at_risk = [span for span in spans if any(span.meets(one) for one in mine)]
    closed = [span for span in spans if span not in at_risk]
    return [Interval(horizon.instant_of(span.start), horizon.instant_of(span.end)) for span in closed], at_risk


def _beyond_the_roster(risk: Steps, covers_to_on: date | None, horizon: Horizon, more: int) -> Steps:
    """The risk with `more` added from the first day whose duties nobody has published.

    Such times may be planned, provisionally: waiting for the roster would make every course late. What turns out to
    clash is moved when the roster comes.
    """
    days = 0 if covers_to_on is None else (covers_to_on - horizon.start_on).days + 1
    edge = max(0, days) * DAY
    before = [(at, value) for at, value in zip(risk.minutes, risk.values, strict=True) if at < edge]
    after = [(at, value) for at, value in zip(risk.minutes, risk.values, strict=True) if at > edge]
    raised = [(at, min(CERTAIN, value + more)) for at, value in [(edge, risk.at(edge)), *after]]
    return steps_of(risk.before, [*before, *raised])


def _raised(risk: Steps, spans: Sequence[Interval[int]], more: int) -> Steps:
    """The risk with `more` added within these spans, which do not meet."""
    if not spans:
        return risk
    edges = sorted({*risk.minutes, *(edge for span in spans for edge in (span.start, span.end))})
    starts = [span.start for span in spans]

    def at(minute: int) -> int:
        near = bisect_right(starts, minute)
        within = near > 0 and spans[near - 1].contains(minute)
        return min(CERTAIN, risk.at(minute) + more) if within else risk.at(minute)

    return steps_of(risk.before, [(minute, at(minute)) for minute in edges])


def holding(windows: Iterable[Window], start: int, end: int, place: str) -> Window | None:
    """The window that prices a session: of those that hold it whole, the one with the least risk, then cost."""
    mine = [w for w in windows if w.start <= start and end <= w.end and w.place == place]
    return min(mine, key=lambda w: (w.risk, w.cost), default=None)


def can_be_kept(
    appointment: KnownAppointment, windows: Iterable[Window], who: KnownCounsellor | None, horizon: Horizon
) -> bool:
    """Whether both sides can still attend: it lies in the officer's windows and in the counsellor's hours."""
    start, end = horizon.minute_of(appointment.start_at), horizon.minute_of(appointment.end_at)
    return holding(windows, start, end, appointment.place_id) is not None and is_there(appointment, who)


def is_there(appointment: KnownAppointment, who: KnownCounsellor | None) -> bool:
    """Whether the appointment lies in hours of the counsellor that have not been withdrawn."""
    wanted = Stretch(appointment.start_at, appointment.end_at)
    return who is not None and in_hours(wanted, appointment.place_id, who.hours)
