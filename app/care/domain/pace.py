"""How much a provider's system may undo in a while before a human looks: a stolen key cannot empty a force's diary."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

LOOKED_BACK = timedelta(days=28)
"""How far back what is usual for a provider is looked for: four weeks hold every weekday four times."""
MORE_THAN_USUAL = 2
"""Times the busiest stretch of the last weeks: illness doubles a bad week, it does not multiply it."""


@dataclass(frozen=True, slots=True)
class Pace:
    """What may be undone within `window` without anybody looking.

    `few` always may: one counsellor's day is no alarm, and a small practice has no percentages worth the name.
    Beyond that `percent` of what is booked is the most whatever the past was like, and `most` appointments unless
    more than that is usual. Raises ValueError for limits that limit nothing.
    """

    window: timedelta
    few: int
    percent: int
    most: int

    def __post_init__(self) -> None:
        if self.window <= timedelta(0) or self.few < 1 or not 1 <= self.percent <= 100 or self.most < self.few:
            raise ValueError("a pace has a window, at least one that always may, 1 to 100 percent, and most >= few")


@dataclass(frozen=True, slots=True)
class Undone:
    """At that instant one message ended or unsettled so many appointments."""

    at: datetime
    count: int


def paces_of(few: int, percent: int, most: int) -> tuple[Pace, ...]:
    """The limits for an hour, a day and a week out of those for an hour: who drips is stopped too, only later."""
    return (
        Pace(timedelta(hours=1), few, percent, most),
        Pace(timedelta(days=1), few * 2, min(100, percent * 2), most * 3),
        Pace(timedelta(days=7), few * 4, min(100, percent * 4), most * 8),
    )


PACES = paces_of(few=10, percent=10, most=40)
"""Ten: a counsellor's day (six by default) and a half. A tenth: one of ten counsellors. Forty: a week of one."""


def is_beyond(pace: Pace, past: Sequence[Undone], undoing: int, booked: int, *, now: datetime) -> bool:
    """Whether undoing so many more now is beyond the pace, `booked` being what the provider has booked before it."""
    if undoing == 0:
        return False
    total = undoing + sum(one.count for one in past if one.at > now - pace.window)
    if total <= pace.few:
        return False
    usual = _busiest(pace.window, [one for one in past if one.at <= now - pace.window])
    return total * 100 > pace.percent * booked or total > max(pace.most, MORE_THAN_USUAL * usual)


def _busiest(window: timedelta, past: Sequence[Undone]) -> int:
    """The most that was undone in any such window that ends with one of these."""
    ends = [one.at for one in past]
    return max((sum(one.count for one in past if end - window < one.at <= end) for end in ends), default=0)
