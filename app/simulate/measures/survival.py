"""How soon courses come to their end, by Kaplan and Meier: whoever stops or is not done yet counts while they are seen.

doi 10.1080/01621459.1958.10501452.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt

from app.simulate.measures.catalogue import is_complete
from app.simulate.records import CourseRecord

_DAY = timedelta(days=1)
_BELL = 1.959963984540054  # 95 % of a bell curve lie within


@dataclass(frozen=True, slots=True)
class Seen:
    """One course: seen for so many days, and whether it was then complete."""

    days: float
    complete: bool


@dataclass(frozen=True, slots=True)
class Step:
    """From this day on such a share is complete, with Greenwood's interval; `at_risk`: seen until then, not done."""

    days: float
    share: float
    low: float
    high: float
    at_risk: int


def seen_of(course: CourseRecord, ends_at: datetime) -> Seen:
    """From the referral to the last session, or to when the officer stopped, or to the end of the time played."""
    if is_complete(course):
        return Seen((course.attended[-1] - course.referred_at) / _DAY, True)
    return Seen(((course.stopped_at or ends_at) - course.referred_at) / _DAY, False)


def curve(seen: Iterable[Seen]) -> tuple[Step, ...]:
    """A step for each day on which somebody completes. On the same day, who completes comes before who is left out."""
    counted = Counter(seen)
    done, left_out = Counter[float](), Counter[float]()
    for one, count in counted.items():
        (done if one.complete else left_out)[one.days] += count
    at_risk, open_share, spread = counted.total(), 1.0, 0.0
    steps = []
    for days in sorted({*done, *left_out}):
        if ended := done[days]:
            open_share *= 1 - ended / at_risk
            spread += ended / (at_risk * (at_risk - ended)) if at_risk > ended else 0.0
            reach = _BELL * open_share * sqrt(spread)
            share = 1 - open_share
            steps.append(Step(days, share, max(0.0, share - reach), min(1.0, share + reach), at_risk))
        at_risk -= ended + left_out[days]
    return tuple(steps)
