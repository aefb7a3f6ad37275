"""Quarters of a force that does not exist: for the example that a welfare lead can look at, and to attack the gate on.

Everything follows from the seed. The chances are of the order of what forces report and stand for no force.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from app.care.domain.declared_tables import CLASSES
from app.care.domain.outcome import Outcome
from app.care.domain.quarter_figures import Ended, Ending, First, Happened, Staff
from app.care.domain.shift_class import CHANGING, DAYS, NIGHTS

_O = Outcome
_WEEKS = 13
_SESSIONS = 10
_HOUR = 60
_SHARES: Mapping[str, float] = {NIGHTS: 0.42, CHANGING: 0.18, DAYS: 0.4}
_MISSES: Mapping[str, float] = {NIGHTS: 0.14, CHANGING: 0.11, DAYS: 0.08}
_RISKS = (40, 80, 120, 180, 300)
_MIDDLE_RISK = sum(_RISKS) / len(_RISKS)
_KINDS = (_O.DID_NOT_ATTEND, _O.KEPT_ON_DUTY, _O.COURT, _O.UNWELL, _O.CANCELLED_BY_OFFICER, _O.CANCELLED_BY_PROVIDER,
          _O.MOVED_BY_ROSTER)  # fmt: skip
_WEIGHTS: Mapping[str, tuple[int, ...]] = {
    NIGHTS: (20, 18, 6, 12, 24, 8, 12),
    CHANGING: (22, 14, 6, 12, 26, 8, 12),
    DAYS: (30, 4, 4, 16, 36, 8, 2),
}


@dataclass(frozen=True, slots=True)
class MadeUpForce:
    """How large, for how many quarters, and which share of its staff asks for help in a year."""

    seed: int
    staff: int
    quarters: int
    asking: float = 0.06
    shares: Mapping[str, float] = field(default_factory=lambda: _SHARES)


@dataclass(slots=True)
class _Quarter:
    referrals: list[str] = field(default_factory=list)
    firsts: list[First] = field(default_factory=list)
    ended: list[Ended] = field(default_factory=list)
    endings: list[Ending] = field(default_factory=list)


def made_up_quarters(force: MadeUpForce) -> tuple[list[Happened], Staff]:
    """What happened in each quarter, the first beginning with nobody in care; and the staff, who stay the same."""
    draw = Random(force.seed)
    weights = [force.shares[one] for one in CLASSES]
    class_of: dict[str, str] = {}
    quarters = [_Quarter() for _ in range(force.quarters)]
    for number in range(round(force.staff * force.asking / 4 * force.quarters)):
        officer_id = f"made-up-{number}"
        class_of[officer_id] = draw.choices(CLASSES, weights)[0]
        week = draw.randrange(_WEEKS * force.quarters)
        _play_course(draw, officer_id, class_of[officer_id], week, quarters)
    staff = {one: round(force.staff * force.shares[one]) for one in CLASSES}
    return [_happened(draw, one) for one in quarters], Staff(staff, class_of)


def _play_course(draw: Random, officer_id: str, shifts: str, asked: int, quarters: list[_Quarter]) -> None:
    def at(week: int) -> _Quarter:
        return quarters[week // _WEEKS] if week < _WEEKS * len(quarters) else _Quarter()

    at(asked).referrals.append(officer_id)
    days = 1 + min(40, int(draw.expovariate(1 / 6)))
    week, attended = asked + days // 7, 0
    stops_after = draw.choice(range(2, 9)) if draw.random() < 0.12 else _SESSIONS
    while attended < stops_after:
        risk = draw.choice(_RISKS)
        if draw.random() < _MISSES[shifts] * risk / _MIDDLE_RISK:
            outcome = draw.choices(_KINDS, _WEIGHTS[shifts])[0]
        else:
            outcome = _O.ATTENDED
            if not attended:
                at(week).firsts.append(First(officer_id, days, draw.random() < 0.93))
            attended += 1
        at(week).endings.append(Ending(officer_id, outcome, risk))
        week += 1
    at(week).ended.append(Ended(officer_id, stops_after == _SESSIONS))


def _happened(draw: Random, one: _Quarter) -> Happened:
    used = sum(ending.outcome is _O.ATTENDED for ending in one.endings) * 50 // _HOUR
    opened = round(used / draw.uniform(0.72, 0.82))
    return Happened(one.referrals, one.firsts, one.ended, one.endings, used, opened)
