"""The measures: one function each, named for what it says, listed at the foot.

Each gives a top and a bottom, so that years can be put together without a small one counting as much as a large one;
None where there was nobody to measure.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import quantiles
from typing import TypeAlias

from app.care.domain.outcome import Outcome
from app.simulate.records import CourseRecord, MissRecord, RunRecord

IN_TIME = timedelta(weeks=26)
FEE_A_SESSION = 55.0
"""Pounds: what Bedfordshire pays for a session (bedfordshire.pcc.police.uk/pcc-d-075)."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Part:
    """What one year adds to a measure, which is all tops over all bottoms."""

    top: float
    bottom: float = 1.0


@dataclass(frozen=True, slots=True)
class Year:
    """The courses of one shift class, or all of them, and the run they are from."""

    run: RunRecord
    courses: Sequence[CourseRecord]
    fee: float = FEE_A_SESSION


Counted: TypeAlias = Callable[[Year], Part | None]


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured: a name for files, words for people, its unit, and which way is better (`more`, `less`, "").

    `by_class` false: counsellors serve everybody, so their hours have no shift class.
    """

    name: str
    words: str
    unit: str
    better: str
    of: Counted
    by_class: bool = True


def is_complete(course: CourseRecord) -> bool:
    """Whether every session took place while the year was played."""
    return len(course.attended) >= course.sessions


def in_time(course: CourseRecord) -> bool:
    """Whether every session took place within 26 weeks."""
    return is_complete(course) and course.attended[-1] <= course.referred_at + IN_TIME


def is_paid_for(miss: MissRecord) -> bool:
    """A counsellor who waited is paid; one who called off is not."""
    return miss.outcome is not Outcome.CANCELLED_BY_PROVIDER


def _over(top: float, bottom: float) -> Part | None:
    return Part(top, bottom) if bottom else None


def _stayers(year: Year) -> list[CourseRecord]:
    return [course for course in year.courses if course.stays]


def _complete_in_time(year: Year) -> Part | None:
    return _over(sum(map(in_time, year.courses)), len(year.courses))


def _stayers_complete_in_time(year: Year) -> Part | None:
    stayers = _stayers(year)
    return _over(sum(map(in_time, stayers)), len(stayers))


def _stayers_complete(year: Year) -> Part | None:
    stayers = _stayers(year)
    return _over(sum(map(is_complete, stayers)), len(stayers))


def _sessions_lost(year: Year) -> Part | None:
    return Part(sum(course.lost for course in year.courses)) if year.courses else None


def _sessions_not_received(year: Year) -> Part | None:
    """Of stayers; whether forfeited, never booked again or still to come when the year ends."""
    stayers = _stayers(year)
    granted = sum(course.sessions for course in stayers)
    return _over(granted - sum(len(course.attended) for course in stayers), granted)


def _first_days(year: Year) -> list[float]:
    """Days to the first session, in order. Who has none yet has waited for as long as the year was played, at least."""
    waiting = (course for course in year.courses if course.attended or course.stopped_at is None)
    return sorted(
        ((course.attended[0] if course.attended else year.run.ends_at) - course.referred_at) / _DAY
        for course in waiting
    )


def _started(year: Year) -> Part | None:
    """Of those who have not left before: whether there ever was a first session."""
    waiting = [course for course in year.courses if course.attended or course.stopped_at is None]
    return _over(sum(bool(course.attended) for course in waiting), len(waiting))


def _first_days_median(year: Year) -> Part | None:
    return _quantile(_first_days(year), 5)


def _first_days_p90(year: Year) -> Part | None:
    return _quantile(_first_days(year), 9)


def _quantile(values: Sequence[float], tenths: int) -> Part | None:
    """Between two neighbours in proportion, the ends included (as spreadsheets do)."""
    if not values:
        return None
    if len(values) == 1:
        return Part(values[0])
    return Part(quantiles(values, n=10, method="inclusive")[tenths - 1])


def _misses(year: Year) -> list[MissRecord]:
    return [miss for course in year.courses for miss in course.misses]


def _made_good(course: CourseRecord) -> list[timedelta]:
    """For each miss that took nothing away: how long until the next session that took place, if one did.

    Read from what was attended, because every policy has its own way of saying which appointment replaces which.
    """
    kept = (miss.start_at for miss in course.misses if not miss.forfeited)
    following = ((missed_at, bisect_right(course.attended, missed_at)) for missed_at in kept)
    return [course.attended[k] - missed_at for missed_at, k in following if k < len(course.attended)]


def _misses_made_good(year: Year) -> Part | None:
    return _over(sum(len(_made_good(course)) for course in year.courses), len(_misses(year)))


def _replacement_days(year: Year) -> Part | None:
    return _quantile(sorted(wait / _DAY for course in year.courses for wait in _made_good(course)), 5)


def _misses_per_100(year: Year) -> Part | None:
    misses, attended = len(_misses(year)), sum(len(course.attended) for course in year.courses)
    return _over(100 * misses, misses + attended)


def _moves_per_course(year: Year) -> Part | None:
    return _over(sum(course.moves for course in year.courses), len(year.courses))


def _continuity(year: Year) -> Part | None:
    """Of those who came at all: the share of their sessions with the counsellor they saw most."""
    seen = [course.counsellors for course in year.courses if course.counsellors]
    return _over(sum(max(Counter(names).values()) / len(names) for names in seen), len(seen))


def _hours_used(year: Year) -> Part | None:
    return Part((sum(year.run.hours.attended) + sum(year.run.hours.wasted)) / 60)


def _hours_offered(year: Year) -> Part | None:
    return Part(sum(year.run.hours.offered) / 60)


def _utilisation(year: Year) -> Part | None:
    return _over(sum(year.run.hours.attended), sum(year.run.hours.offered))


def _hours_per_completed(year: Year) -> Part | None:
    hours = (sum(year.run.hours.attended) + sum(year.run.hours.wasted)) / 60
    return _over(hours, sum(map(is_complete, year.courses)))


def _cost_per_completed(year: Year) -> Part | None:
    """All that was paid for sessions held and sessions missed, over the courses that came to their end."""
    paid = sum(len(course.attended) + sum(map(is_paid_for, course.misses)) for course in year.courses)
    return _over(paid * year.fee, sum(map(is_complete, year.courses)))


MEASURES: tuple[Measure, ...] = (
    Measure("complete_26_weeks", "Every session within 26 weeks, of all", "share", "more", _complete_in_time),
    Measure(
        "complete_26_weeks_stayers",
        "Every session within 26 weeks, of those who do not stop themselves",
        "share",
        "more",
        _stayers_complete_in_time,
    ),
    Measure(
        "complete_stayers",
        "Every session by the end of the time played, of those who do not stop themselves",
        "share",
        "more",
        _stayers_complete,
    ),
    Measure("sessions_lost", "Sessions taken away, in the year", "count", "less", _sessions_lost),
    Measure(
        "sessions_not_received",
        "Sessions never received, of those granted to officers who do not stop themselves",
        "share",
        "less",
        _sessions_not_received,
    ),
    Measure("started", "Officers who had a first session at all", "share", "more", _started),
    Measure("first_days_median", "Days to the first session, median", "days", "less", _first_days_median),
    Measure("first_days_p90", "Days to the first session, nine in ten within", "days", "less", _first_days_p90),
    Measure("misses_per_100", "Misses in 100 appointments", "count", "less", _misses_per_100),
    Measure("misses_made_good", "Misses that a later session made good", "share", "more", _misses_made_good),
    Measure(
        "replacement_days",
        "Days from a miss to the session that made it good, median",
        "days",
        "less",
        _replacement_days,
    ),
    Measure("moves_per_course", "Appointments moved beforehand, in a course", "count", "less", _moves_per_course),
    Measure("continuity", "Sessions with the counsellor seen most", "share", "more", _continuity),
    Measure("hours_used", "Counsellor hours used, in the year", "hours", "less", _hours_used, by_class=False),
    Measure("hours_offered", "Counsellor hours offered, in the year", "hours", "", _hours_offered, by_class=False),
    Measure(
        "utilisation", "Counsellor hours in which a session took place", "share", "more", _utilisation, by_class=False
    ),
    Measure(
        "hours_per_completed",
        "Counsellor hours for one completed course",
        "hours",
        "less",
        _hours_per_completed,
        by_class=False,
    ),
    Measure("cost_per_completed", "Cost of one completed course", "pounds", "less", _cost_per_completed),
)
