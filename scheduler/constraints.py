"""Hard rules of the CP-SAT model: one function each, named as a sentence, listed at the foot."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TypeAlias

import numpy as np
from ortools.sat.python import cp_model

from scheduler.capacity import UNLIMITED
from scheduler.problem import DAYS_PER_WEEK
from scheduler.variables import Variables

Literals: TypeAlias = list[cp_model.IntVar]


def a_course_has_one_counsellor(v: Variables) -> None:
    """Trust is built with one person; a change needs the officer's consent and is asked for elsewhere."""
    by_course: dict[int, Literals] = defaultdict(list)
    for pair, takes in v.takes.items():
        by_course[v.instance.pairs[pair].course].append(takes)
    for takes_any in by_course.values():
        v.model.add_at_most_one(takes_any)
    for (pair, _), days in v.days_by_level().items():
        v.model.add(sum(days) <= v.takes[pair])


def numbers_form_a_prefix(v: Variables) -> None:
    """Session 5 is not held before session 4 is."""
    by_level = v.days_by_level()
    for (pair, level), days in by_level.items():
        if level:
            v.model.add(sum(days) <= sum(by_level.get((pair, level - 1), [])))


def gaps_are_neither_too_short_nor_too_long(v: Variables) -> None:
    """Steps exist for allowed gaps only; each later session is reached by one step, and each left by one at most."""
    arriving: dict[tuple[int, int, int], Literals] = defaultdict(list)
    leaving: dict[tuple[int, int, int], Literals] = defaultdict(list)
    for (pair, level, day, then), step in v.step.items():
        leaving[pair, level, day].append(step)
        arriving[pair, level + 1, then].append(step)
    for (pair, level, day), here in v.day.items():
        if level:
            v.model.add(sum(arriving[pair, level, day]) == here)
        elif not np.isfinite(v.instance.tariffs[v.instance.pairs[pair].course].opening[day]):
            v.model.add(here == 0)
        if leaving[pair, level, day]:
            v.model.add(sum(leaving[pair, level, day]) <= here)


def each_session_has_one_start(v: Variables) -> None:
    """On the days of a course, and only on those, one start is used."""
    sessions: dict[tuple[int, bool, int], Literals] = defaultdict(list)
    starts: dict[tuple[int, bool, int], Literals] = defaultdict(list)
    for (pair, level, day), here in v.day.items():
        sessions[pair, v.is_early(pair, level), day].append(here)
    for (pair, early, at), start in v.start.items():
        starts[pair, early, v.start_of(pair, at)[2]].append(start)
    for key in sessions.keys() | starts.keys():
        v.model.add(sum(starts[key]) == sum(sessions[key]))


def a_promise_is_kept_by_its_own_start(v: Variables) -> None:
    """What keeping a promise saves is earned only with that number at exactly that start."""
    for (pair, level, at), kept in v.kept.items():
        day = v.start_of(pair, at)[2]
        for needed in (v.day.get((pair, level, day)), v.start.get((pair, v.is_early(pair, level), at))):
            if needed is None:
                v.model.add(kept == 0)
            else:
                v.model.add_implication(kept, needed)


def a_counsellor_sees_one_officer_at_a_time(v: Variables) -> None:
    """Sessions of a counsellor do not overlap, and the break after each is kept."""
    meeting: dict[tuple[int, int], Literals] = defaultdict(list)
    for (pair, _, at), start in v.start.items():
        asked = v.instance.pairs[pair]
        cell = v.start_of(pair, at)[0]
        for hour in range(cell, cell + asked.busy):
            meeting[asked.counsellor, hour].append(start)
    for (who, hour), starts in meeting.items():
        if v.capacity.free[who, hour] <= 0:
            v.model.add(sum(starts) == 0)
    for starts in _largest(meeting):
        v.model.add_at_most_one(starts)


def _largest(groups: dict[tuple[int, int], Literals]) -> Iterable[Literals]:
    """Leaves out a cell whose starts all meet in the next cell too: it says nothing more."""
    for (who, cell), starts in groups.items():
        following = groups.get((who, cell + 1), [])
        if len(starts) > 1 and not (
            len(following) >= len(starts) and {s.index for s in starts} <= {s.index for s in following}
        ):
            yield starts


def days_are_not_overfilled(v: Variables) -> None:
    """A counsellor holds so many sessions a day and no more."""
    for (who, day), sessions in _sessions(v, lambda day: day).items():
        _at_most(v, sessions, int(v.capacity.day[who, day]))


def weeks_are_not_overfilled(v: Variables) -> None:
    """A counsellor holds so many sessions a week and no more."""
    for (who, week), sessions in _sessions(v, lambda day: day // DAYS_PER_WEEK).items():
        _at_most(v, sessions, int(v.capacity.week[who, week]))


def _sessions(v: Variables, period: Callable[[int], int]) -> dict[tuple[int, int], Literals]:
    grouped: dict[tuple[int, int], Literals] = defaultdict(list)
    for (pair, _, day), here in v.day.items():
        grouped[v.instance.pairs[pair].counsellor, period(day)].append(here)
    return grouped


def caseloads_are_not_exceeded(v: Variables) -> None:
    """A counsellor takes so many courses and no more."""
    grouped: dict[int, Literals] = defaultdict(list)
    for pair, takes in v.takes.items():
        grouped[v.instance.pairs[pair].counsellor].append(takes)
    for who, courses in grouped.items():
        _at_most(v, courses, int(v.capacity.caseload[who]))


def rooms_are_not_overfilled(v: Variables) -> None:
    """No more sessions at a place at once than it has rooms."""
    meeting: dict[tuple[int, int], Literals] = defaultdict(list)
    for (pair, _, at), start in v.start.items():
        cell, place, _ = v.start_of(pair, at)
        if v.capacity.rooms[place, cell] < UNLIMITED // 2:
            for hour in range(cell, cell + v.instance.pairs[pair].sits):
                meeting[place, hour].append(start)
    for (place, cell), starts in meeting.items():
        _at_most(v, starts, int(v.capacity.rooms[place, cell]))


def _at_most(v: Variables, chosen: Literals, limit: int) -> None:
    if len(chosen) > limit:
        v.model.add(sum(chosen) <= max(limit, 0))


def pins_are_kept(v: Variables) -> None:
    """What is pinned stays exactly where it is; a pin out of reach leaves no plan."""
    for pair in v.takes:
        for promise in v.instance.pairs[pair].promises:
            if promise.pinned:
                day = v.start_of(pair, promise.at)[2]
                for needed in (
                    v.day.get((pair, promise.level, day)),
                    v.start.get((pair, v.is_early(pair, promise.level), promise.at)),
                ):
                    v.model.add_bool_and([needed] if needed is not None else [False])


Rule: TypeAlias = Callable[[Variables], None]

RULES: tuple[Rule, ...] = (
    a_course_has_one_counsellor,
    numbers_form_a_prefix,
    gaps_are_neither_too_short_nor_too_long,
    each_session_has_one_start,
    a_promise_is_kept_by_its_own_start,
    a_counsellor_sees_one_officer_at_a_time,
    days_are_not_overfilled,
    weeks_are_not_overfilled,
    caseloads_are_not_exceeded,
    rooms_are_not_overfilled,
    pins_are_kept,
)
