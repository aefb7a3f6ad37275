"""A year of a force before anybody plans: who works when, who asks for help, what changes and what will come of it.

Nothing here depends on a policy, so that every policy meets the same year (common random numbers).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol, TypeAlias
from zoneinfo import ZoneInfo

from app.care.domain.needs import NO_NEEDS, OfficerNeeds
from app.care.domain.outcome import Outcome
from app.care.domain.policy import DEFAULT_POLICY
from app.care.domain.urgency import Urgency
from app.care.domain.wants import Wants
from app.care.domain.world import KnownCounsellor, KnownPlace
from scheduler.duty import Duty
from scheduler.rest_rules import RestRules


class ShiftClass(StrEnum):
    """What somebody's hours are like; what is reported is reported by it."""

    DAYS = "days"
    """Office hours, Monday to Friday."""
    EARLIES_LATES = "earlies_lates"
    """Changing turns without nights."""
    NIGHTS = "nights"
    """Changing turns with nights among them (2-2-2-4, 5-week arrangement, 6 on 3 off)."""
    LONG_TURNS = "long_turns"
    """Twelve-hour turns by day and night."""


@dataclass(frozen=True, slots=True)
class SimOfficer:
    """One who will refer themselves.

    `duties` as first published or, where that was earlier, as known at the referral; in order, from a fortnight before
    the referral to the end of the time played. What became known later comes as events.
    """

    id: str
    shift_class: ShiftClass
    team: str
    duties: tuple[Duty, ...]
    needs: OfficerNeeds = NO_NEEDS


@dataclass(frozen=True, slots=True)
class Referral:
    """An officer asks for help: the only event that opens a course."""

    at: datetime
    officer_id: str
    course_id: str
    urgency: Urgency
    sessions: int
    minutes: int
    wants: Wants
    stops_after: int | None = None
    """After so many sessions attended the officer wants no more, whatever the policy (None: never)."""


class Cause(StrEnum):
    """Why a roster changed."""

    LEAVE = "leave"
    COURT = "court"
    TRAINING = "training"
    ABSTRACTION = "abstraction"
    REST_DAY_CANCELLED = "rest_day_cancelled"
    REST_DAY_GIVEN_BACK = "rest_day_given_back"
    SICKNESS = "sickness"
    DUTY_MOVED = "duty_moved"


@dataclass(frozen=True, slots=True)
class RosterChange:
    """From `at` on the roster shows `after` where it showed `before`; `lawful`: with the notice the rules ask for."""

    at: datetime
    officer_id: str
    cause: Cause
    before: tuple[Duty, ...]
    after: tuple[Duty, ...]
    lawful: bool = True


@dataclass(frozen=True, slots=True)
class RosterPublished:
    """From `at` on the rosters of all are published up to and with `covers_to_on`."""

    at: datetime
    covers_to_on: date


@dataclass(frozen=True, slots=True)
class CounsellorAway:
    """At `at` it is known that a counsellor holds no sessions from `start_at` up to `end_at`."""

    at: datetime
    counsellor_id: str
    start_at: datetime
    end_at: datetime


Event: TypeAlias = Referral | RosterChange | RosterPublished | CounsellorAway


class Ask(StrEnum):
    """What officers are asked by one policy or another."""

    AGREE = "agree"
    """To the times that a plan proposes."""
    REBOOK = "rebook"
    """Whether they book anew after a miss, without being reminded."""
    NUDGE = "nudge"
    """Whether they book anew after a mail that asks them to."""
    CHANGE_COUNSELLOR = "change_counsellor"
    """To go on with somebody else."""
    LET_GO = "let_go"
    """Of a wish, where nothing fits and they are told what would help."""


class Fate(Protocol):
    """What would come of things, drawn by seed, officer and time alone: the same under every policy."""

    def outcome(self, officer_id: str, start_at: datetime, end_at: datetime, *, made_at: datetime) -> Outcome:
        """How an appointment ends that still stands when it starts: attended, or the kind of miss.

        By the duties truly worked (late finishes, recalls, sickness) and, where none hinders, by a draw with the true
        risk of such a start, which no policy is told.
        """
        ...

    def says_yes(self, officer_id: str, ask: Ask, nth: int) -> bool:
        """Whether the officer says yes when asked so for the nth time, from 1."""
        ...


@dataclass(frozen=True, slots=True)
class SimWorld:
    """The whole year. `events` by time; referrals come from `begins_at` up to `referrals_end_at`, all ends `ends_at`.

    Counsellors' hours are for the whole time; what they lose comes as events. `staff`: how many work in the force,
    by shift class. `kept_share`: of each counsellor's hours so many a policy may keep for replacements.
    """

    seed: int
    zone: ZoneInfo
    begins_at: datetime
    referrals_end_at: datetime
    ends_at: datetime
    places: tuple[KnownPlace, ...]
    counsellors: tuple[KnownCounsellor, ...]
    officers: Mapping[str, SimOfficer]
    events: tuple[Event, ...]
    staff: Mapping[ShiftClass, int]
    fate: Fate
    kept_share: float = DEFAULT_POLICY.kept_share
    rest: RestRules = field(default_factory=RestRules)
    """What the force has decided about rest, and about sessions in duty time; policies that look at rosters keep it."""
