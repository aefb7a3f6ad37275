"""What could be granted so that a session becomes possible, each tried out before it is named."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from scheduler.problem import DAY, DAYS_PER_WEEK, Counsellor, Window
from scheduler.why.case import Case

_HOUR = 60  # minutes
_MORE_LIMIT_DAYS = 7
_LESS_GAP_DAYS = 2
_SOONER_DAYS = 7


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


@dataclass(frozen=True, slots=True)
class Remedy:
    """One grant that makes the session possible; `cost` is then that of the whole course.

    `who` is the counsellor or place it is about ("" for the officer's own rules), `weekday` 0 is that of the horizon's
    first day.
    """

    grant: Grant
    who: str
    weekday: int | None
    cost: int


def grants(case: Case) -> Iterator[tuple[Grant, str, int | None, Case]]:
    """Every grant that could be asked for, and the case with it."""
    yield from _to_the_officer(case)
    able = {name for name, _ in case.course.counsellors}
    for who in case.problem.counsellors:
        if who.id in able:
            yield from _of_a_counsellor(case, who)
        else:
            more = (*case.course.counsellors, (who.id, 0))
            yield Grant.ANOTHER_COUNSELLOR, who.id, None, case.with_course(replace(case.course, counsellors=more))
    for row, place in enumerate(case.problem.places):
        if place.rooms is not None:
            capacity = case.capacity.copy()
            capacity.rooms[row] += 1
            yield Grant.ROOM, place.id, None, replace(case, capacity=capacity)


def _to_the_officer(case: Case) -> Iterator[tuple[Grant, str, int | None, Case]]:
    course, gap = case.course, case.course.gap
    for place in case.problem.places:
        if place.id not in {window.place for window in course.windows}:
            there = tuple(replace(window, place=place.id) for window in course.windows)
            both = replace(course, windows=(*course.windows, *there))
            yield Grant.ANOTHER_PLACE, place.id, None, case.with_course(both)
    wider = tuple(_wider(window, case.problem.days * DAY) for window in course.windows)
    yield Grant.WIDER_WINDOWS, "", None, case.with_course(replace(course, windows=(*course.windows, *wider)))
    longer = replace(gap, limit=gap.limit + _MORE_LIMIT_DAYS)
    yield Grant.GAP_LIMIT, "", None, case.with_course(replace(course, gap=longer))
    closer = replace(gap, min=max(1, gap.min - _LESS_GAP_DAYS))
    yield Grant.GAP_MIN, "", None, case.with_course(replace(course, gap=closer))
    sooner = course.earliest - _SOONER_DAYS * DAY
    yield Grant.SOONER, "", None, case.with_course(replace(course, earliest=sooner))


def _wider(window: Window, horizon: int) -> Window:
    return replace(window, start=max(0, window.start - _HOUR), end=min(horizon, window.end + _HOUR))


def _of_a_counsellor(case: Case, who: Counsellor) -> Iterator[tuple[Grant, str, int | None, Case]]:
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
            yield Grant.HOUR_MORE, who.id, weekday, case.with_counsellor(replace(who, windows=tuple(hours)))
    for grant, more in (
        (Grant.DAY_LIMIT, replace(who, max_per_day=who.max_per_day + 1)),
        (Grant.WEEK_LIMIT, replace(who, max_per_week=who.max_per_week + 1)),
        (Grant.CASELOAD, replace(who, caseload=who.caseload + 1)),
    ):
        yield grant, who.id, None, case.with_counsellor(more)
