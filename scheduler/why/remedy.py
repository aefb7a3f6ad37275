"""What could be granted so that a session becomes possible, each tried out before it is named."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from scheduler.problem import DAY, DAYS_PER_WEEK, LARGEST_DAYS, Counsellor, Window
from scheduler.why.case import Case
from scheduler.why.hindrance import Hindrance
from scheduler.why.possible import ALL_RULES, Possible

_HOUR = 60  # minutes
_MORE_LIMIT_DAYS = 7
_LESS_GAP_DAYS = 2
_SOONER_DAYS = 7
_MORE_WEEKS = (1, 2, 4)


class Grant(StrEnum):
    """What somebody could allow."""

    ANOTHER_PLACE = "another_place"  # `who` is the place, video perhaps
    WIDER_WINDOWS = "wider_windows"  # an hour sooner after a duty and an hour nearer to the next: shorter sleep
    HOUR_MORE = "hour_more"  # of this counsellor on this weekday
    DAY_LIMIT = "day_limit"  # one session more of this counsellor
    WEEK_LIMIT = "week_limit"
    CASELOAD = "caseload"
    ANOTHER_COUNSELLOR = "another_counsellor"
    ROOM = "room"  # one more at this place
    GAP_LIMIT = "gap_limit"  # a week longer
    GAP_MIN = "gap_min"  # two days shorter
    SOONER = "sooner"  # a week before the earliest start
    LONGER_HORIZON = "longer_horizon"  # plan `weeks` more, as far as hours beyond the last day are known already
    ANOTHERS_APPOINTMENT = "anothers_appointment"  # `who` is the course whose provisional appointments move
    ANOTHERS_COUNSELLOR = "anothers_counsellor"  # `who` is the course that goes to somebody else


@dataclass(frozen=True, slots=True)
class Remedy:
    """One grant that makes the session possible; `cost` is then that of the whole course.

    `who` is the counsellor, place or other course it is about ("" for the officer's own rules), `weekday` 0 is that of
    the horizon's first day, `weeks` are those that the horizon grows by. What another course costs more for moving is
    part of `cost`.
    """

    grant: Grant
    who: str
    weekday: int | None
    cost: int
    weeks: int | None = None


@dataclass(frozen=True, slots=True)
class Granted:
    """A grant that could help, and the case with it, among the counsellors with whom it could."""

    grant: Grant
    who: str
    weekday: int | None
    case: Case
    weeks: int | None = None

    def at(self, cost: int) -> Remedy:
        """What it is as a remedy, once the cost is known."""
        return Remedy(self.grant, self.who, self.weekday, cost, self.weeks)


def grants(case: Case, possible: Possible) -> Iterator[Granted]:
    """Every grant that could help, and the case with it.

    Each bends one rule a little: where it would not help to drop that rule, or help others only, nothing is tried.
    """
    yield from _to_the_officer(case, possible)
    for who in case.problem.counsellors:
        if who.id in possible.able:
            yield from _of_a_counsellor(case, who, possible)
        elif possible.people(ALL_RULES, (who.id,)):
            alone = case.with_course(replace(case.course, counsellors=((who.id, 0),)))
            yield Granted(Grant.ANOTHER_COUNSELLOR, who.id, None, alone)
    yield from _of_a_room(case, possible.people(ALL_RULES - {Hindrance.ROOM_FULL}))
    yield from _of_more_weeks(case, possible.people(ALL_RULES - {Hindrance.HORIZON_ENDS}))


def _to_the_officer(case: Case, possible: Possible) -> Iterator[Granted]:
    course, gap = case.course, case.course.gap
    if able := possible.people(ALL_RULES - {Hindrance.OFFICER_AWAY}):
        yield from _of_windows(case.only(able))
    longer = replace(gap, limit=gap.limit + _MORE_LIMIT_DAYS)
    closer = replace(gap, min=max(1, gap.min - _LESS_GAP_DAYS))
    sooner = course.earliest - _SOONER_DAYS * DAY
    for rule, grant, more in (
        (Hindrance.GAP_LIMIT, Grant.GAP_LIMIT, replace(course, gap=longer)),
        (Hindrance.GAP_MIN, Grant.GAP_MIN, replace(course, gap=closer)),
        (Hindrance.EARLIEST, Grant.SOONER, replace(course, earliest=sooner)),
    ):
        if able := possible.people(ALL_RULES - {rule}):
            yield Granted(grant, "", None, case.with_course(more).only(able))


def _of_windows(case: Case) -> Iterator[Granted]:
    course = case.course
    able = {name for name, _ in course.counsellors}
    works = {p for who in case.problem.counsellors if who.id in able for hours in who.windows for p in hours.places}
    for place in case.problem.places:
        if place.id in works - {window.place for window in course.windows}:
            there = tuple(replace(window, place=place.id) for window in course.windows)
            both = replace(course, windows=(*course.windows, *there))
            yield Granted(Grant.ANOTHER_PLACE, place.id, None, case.with_course(both))
    wider = tuple(_wider(window) for window in course.windows)
    more = replace(course, windows=(*course.windows, *wider))
    yield Granted(Grant.WIDER_WINDOWS, "", None, case.with_course(more))


def _wider(window: Window) -> Window:
    return replace(window, start=max(0, window.start - _HOUR), end=window.end + _HOUR)


def _of_a_counsellor(case: Case, who: Counsellor, possible: Possible) -> Iterator[Granted]:
    if possible.people(ALL_RULES - {Hindrance.COUNSELLOR_AWAY}, (who.id,)):
        yield from _of_hours(case.only((who.id,)), who)
    for rule, grant, more in (
        (Hindrance.DAY_FULL, Grant.DAY_LIMIT, replace(who, max_per_day=who.max_per_day + 1)),
        (Hindrance.WEEK_FULL, Grant.WEEK_LIMIT, replace(who, max_per_week=who.max_per_week + 1)),
        (Hindrance.CASELOAD, Grant.CASELOAD, replace(who, caseload=who.caseload + 1)),
    ):
        if possible.people(ALL_RULES - {rule}, (who.id,)):
            yield Granted(grant, who.id, None, case.only((who.id,)).with_counsellor(more))


def _of_hours(case: Case, who: Counsellor) -> Iterator[Granted]:
    for weekday in range(DAYS_PER_WEEK):
        ends: dict[int, int] = {}
        for at, stretch in enumerate(who.windows):
            day = stretch.start // DAY
            if day % DAYS_PER_WEEK == weekday and stretch.end >= who.windows[ends.get(day, at)].end:
                ends[day] = at
        if ends:
            hours = list(who.windows)
            for at in ends.values():
                hours[at] = replace(hours[at], end=hours[at].end + _HOUR)
            more = replace(who, windows=tuple(hours))
            yield Granted(Grant.HOUR_MORE, who.id, weekday, case.with_counsellor(more))


def _of_a_room(case: Case, able: Collection[str]) -> Iterator[Granted]:
    for row, place in enumerate(case.problem.places if able else ()):
        if place.rooms is not None:
            capacity = case.capacity.copy()
            capacity.rooms[row] += 1
            yield Granted(Grant.ROOM, place.id, None, replace(case.only(able), capacity=capacity))


def _of_more_weeks(case: Case, able: Collection[str]) -> Iterator[Granted]:
    """Nobody's hours are invented: without any beyond the last day more weeks are of no use."""
    days = case.problem.days
    known = max((window.end for window in case.course.windows), default=0)
    for weeks in _MORE_WEEKS if able and known > days * DAY else ():
        if days + weeks * DAYS_PER_WEEK <= LARGEST_DAYS:
            later = case.only(able).until(days + weeks * DAYS_PER_WEEK)
            yield Granted(Grant.LONGER_HORIZON, "", None, later, weeks)
