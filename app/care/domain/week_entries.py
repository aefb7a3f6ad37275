"""What stands in an officer's week beside what is planned: duties, the rest that the rules give, and what is kept free.

The rest is worked out by the very rules that planning goes by, so that the picture and the plan cannot disagree.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.care.domain.needs import OfficerNeeds
from app.care.domain.own_time import closed_hours, kept_free
from app.care.domain.week import DAYS, Entry, Kind
from scheduler.civil import Horizon
from scheduler.duty import Duty, DutyKind
from scheduler.interval import Interval, merge, subtract
from scheduler.rest_rules import (
    RestRules,
    Stretch,
    court_keeps_the_court_day,
    duty_is_travelled_from,
    duty_is_travelled_to,
    duty_may_overrun,
    night_earns_sleep,
    night_is_wound_down_to,
)
from scheduler.risk import marks_after_nights

_RULES = (
    (Kind.SLEEP, (night_earns_sleep,)),
    (Kind.WIND_DOWN, (night_is_wound_down_to,)),
    (Kind.WAY, (duty_is_travelled_to,)),
    (Kind.MARGIN, (duty_is_travelled_from, duty_may_overrun, court_keeps_the_court_day)),
)
"""In this order: an hour that two rules take is shown as what it is first of all."""
_BEFORE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class OwnWeek:
    """What is known of an officer's own time around one week; `edge`: what lies between work and the nearest place."""

    monday: date
    duties: Sequence[Duty]
    needs: OfficerNeeds
    rules: RestRules
    edge: timedelta | None
    zone: ZoneInfo

    @property
    def horizon(self) -> Horizon:
        """The week, with the days before it whose nights reach into it."""
        return Horizon(self.monday - _BEFORE, DAYS + 2 * _BEFORE.days, self.zone)


def entries_of(own: OwnWeek) -> Iterator[Entry]:
    """All of it, in no order; may begin before the week and end after it."""
    duties = [duty for duty in own.duties if duty.kind is not DutyKind.REST_DAY]
    yield from _entries(Kind.OFF, (duty.span for duty in own.duties if duty.kind is DutyKind.REST_DAY))
    yield from (Entry(Kind(duty.kind.value), duty.start_at, duty.end_at) for duty in duties)
    yield from _rests(own, duties)
    yield from (Entry(Kind.AWAY, span.start, span.end) for span in own.needs.blackouts)
    yield from _entries(Kind.CLOSED, merge(closed_hours(own.needs.closed, own.horizon)))


def _rests(own: OwnWeek, duties: Iterable[Duty]) -> Iterator[Entry]:
    edge = own.rules.edge(own.edge)
    stretches = [Stretch(duty, own.rules, edge, own.zone) for duty in duties]
    taken: list[Interval[datetime]] = [duty.span for duty in duties]
    by_rule = [
        (kind, [span for rule in rules for stretch in stretches if (span := rule(stretch)) is not None])
        for kind, rules in _RULES
    ]
    for kind, spans in (*by_rule, (Kind.REST_DAY, [*_first_rest_days(own)])):
        free = subtract(spans, taken)
        yield from _entries(kind, free)
        taken += free


def _first_rest_days(own: OwnWeek) -> Iterator[Interval[datetime]]:
    if own.needs.rests_after_nights:
        marks = marks_after_nights(own.duties, own.horizon, own.rules.day_starts)
        yield from kept_free(OfficerNeeds(rests_after_nights=True), marks, own.horizon)


def _entries(kind: Kind, spans: Iterable[Interval[datetime]]) -> Iterator[Entry]:
    yield from (Entry(kind, span.start, span.end) for span in spans)
