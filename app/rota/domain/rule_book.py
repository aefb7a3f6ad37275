"""The rules by which a roster is found odd or shrunken: each with its limit, its unit and where it comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

_WTR = "Working Time Regulations 1998"
_SOP = "Metropolitan Police standard operating procedure on part-time working (FOI 01.FOI.23.033379)"
_VSA = "GMP Police Federation, protocols of the variable shift arrangement"
_OWN = "No published source: this desk's own rule"


class RuleCode(StrEnum):
    """Every rule, by a name that stays."""

    LONG_DUTY = "long_duty"
    SHORT_REST = "short_rest"
    TOUCHING = "touching"
    REST_DAY_CUT = "rest_day_cut"
    LONG_RUN = "long_run"
    WEEKLY_HOURS = "weekly_hours"
    END_FIRST = "end_first"
    TOTAL_AS_TIME = "total_as_time"
    ODD_MINUTES = "odd_minutes"
    LATE_NOTICE = "late_notice"
    SHORT_PERIOD = "short_period"
    FEWER_DUTIES = "fewer_duties"
    FEWER_PEOPLE = "fewer_people"
    EMPTIED = "emptied"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it says of, its usual limit in a unit, the limits that make sense, and its source.

    `confirms`: what it finds is not only warned of; publishing waits until somebody has confirmed it.
    """

    code: RuleCode
    title: str
    limit: float
    unit: str
    source: str
    least: float = 0
    most: float = 1000
    confirms: bool = False


RULES: tuple[Rule, ...] = (
    Rule(RuleCode.LONG_DUTY, "A duty as long as this or longer", 15, "hours",
         f"{_WTR}, reg. 10: 11 hours' rest in each 24 leave at most 13; two more for a planned overrun", 8, 24),
    Rule(RuleCode.SHORT_REST, "Less rest than this between two duties", 11, "hours",
         f"{_SOP}; {_WTR}, reg. 10", 1, 24),
    Rule(RuleCode.TOUCHING, "Duties that follow each other with a break of up to this", 0, "minutes",
         f"{_OWN}. Two duties without a break between are often one that was typed twice, or a wrong hour", 0, 60),
    Rule(RuleCode.REST_DAY_CUT, "A duty that runs into a rest day for longer than this", 7, "hours",
         "Police Federation branches of Derbyshire, Nottinghamshire and GMP: the force day begins at 07:00", 0, 24),
    Rule(RuleCode.LONG_RUN, "More days than this without a rest day", 7, "days", _SOP, 3, 28),
    Rule(RuleCode.WEEKLY_HOURS, "More hours a week than this over 17 weeks", 48, "hours", f"{_WTR}, reg. 4", 20, 100),
    Rule(RuleCode.END_FIRST, "A night that seems typed end first, on hours that differ from its neighbours by up to",
         0, "minutes", f"{_OWN}. 07:00 to 22:00 beside nights of 22:00 to 07:00 is mostly a slip", 0, 120),
    Rule(RuleCode.TOTAL_AS_TIME, "Share of duties that end at one hour wherever they begin", 95, "per cent",
         f"{_OWN}. A column of hours worked, read as the time a duty ends, says the same in every row", 50, 100),
    Rule(RuleCode.ODD_MINUTES, "Times that are not on a multiple of this", 5, "minutes",
         f"{_OWN}. Rosters are written in quarters of an hour; 07:32 may be 7.53 hours, or a clock-in", 1, 60),
    Rule(RuleCode.LATE_NOTICE, "Published fewer days ahead than this", 28, "days",
         f"{_SOP}; Police Regulations 2003, reg. 22 (Kent Police Federation): one month ahead", 0, 366),
    Rule(RuleCode.SHORT_PERIOD, "A roster for fewer days than this", 89, "days",
         f"{_SOP}: each roster sets out at least three months", 0, 366),
    Rule(RuleCode.FEWER_DUTIES, "Fewer duties than stand in these days, by more than", 20, "per cent",
         f"{_OWN}. A file cut short looks like a roster of people who have stopped working", 1, 100, True),
    Rule(RuleCode.FEWER_PEOPLE, "Fewer people than have duties in these days, by more than", 20, "per cent",
         f"{_OWN}. A file with less than half of them is a part of the force: it is only warned of", 1, 100, True),
    Rule(RuleCode.EMPTIED, "People who would lose every duty they have in these days: more than", 0, "people",
         f"{_OWN}. Somebody who leaves is one person; a shifted column is a hundred", 0, 1000, True),
)  # fmt: skip

BY_CODE: Mapping[RuleCode, Rule] = {rule.code: rule for rule in RULES}
ANYTHING_ELSE = "other"
"""Under this stands what the reader itself found odd."""


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The limits that hold here. A rule that is off has none."""

    limits: Mapping[RuleCode, float]

    def limit(self, code: RuleCode) -> float | None:
        """The limit of a rule; None where it is off."""
        return self.limits.get(code)


USUAL = RuleBook({rule.code: rule.limit for rule in RULES})


def book_of(changed: Mapping[str, float | None]) -> RuleBook:
    """The usual limits with those that were changed; None takes a rule off."""
    limits = {rule.code: changed.get(rule.code.value, rule.limit) for rule in RULES}
    return RuleBook({code: limit for code, limit in limits.items() if limit is not None})


def limit_fault(code: RuleCode, limit: float) -> str | None:
    """Why a limit cannot be, or None."""
    rule = BY_CODE[code]
    if rule.least <= limit <= rule.most:
        return None
    return f"{rule.title}: between {rule.least:g} and {rule.most:g} {rule.unit}."
