"""The numbers of the simulated year, by group: what `parameters.toml` says, ready to use."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class CalendarNumbers:
    """When the year is, and how rosters are published in it."""

    begins_on: date
    zone: str
    referral_weeks: int
    follow_up_weeks: int
    roster_weeks: int
    published_days_before: int


@dataclass(frozen=True, slots=True)
class ForceNumbers:
    """Who works which pattern."""

    response: float
    five_week: float
    long_turns: float
    earlies_lates: float
    office: float
    staff_per_site: int


@dataclass(frozen=True, slots=True)
class RosterNumbers:
    """Leave, courses and training, most of them in the first roster."""

    long_leaves_a_year: float
    long_leave_days: int
    short_leaves_a_year: float
    short_leave_days: int
    late_leaves_a_year: float
    courses_a_year: float
    training_days_a_year: float


@dataclass(frozen=True, slots=True)
class ChangeNumbers:
    """What changes once a roster is published."""

    court_days_a_year: float
    court_blocks_a_year: float
    court_block_weeks: int
    court_adjourned: float
    court_days_notice: float
    trainings_a_year: float
    training_days_notice: float
    aids_a_year: float
    aid_days_notice: float
    rest_days_cancelled_a_year: float
    rest_days_lawful: float
    rest_days_given_back: float
    duties_moved_a_year: float
    moved_lawful: float
    sick_spells_a_year: float
    sick_days: float
    sick_long: float


@dataclass(frozen=True, slots=True)
class OverrunNumbers:
    """What no roster shows: late finishes and calls back to duty."""

    late: float
    lower_quartile: float
    upper_quartile: float
    mean: float
    recalls_a_year: float
    getting_there_minutes: int


@dataclass(frozen=True, slots=True)
class ReferralNumbers:
    """Who asks for help, and for what."""

    share_a_year: float
    soonest: float
    soon: float
    routine: float
    sessions_6: float
    sessions_8: float
    sessions_10: float
    minutes: int
    video: float
    site: float
    either: float
    asks_gender: float
    asks_language: float
    asks_skill: float
    dislikes_a_day: float
    journey_minutes: int
    office_flexible: float


@dataclass(frozen=True, slots=True)
class AttendanceNumbers:
    """The true chances of a miss, which no policy is told."""

    plain: float
    after_late_turn: float
    first_rest_day_after_nights: float
    between_nights: float
    court_near: float
    early_start: float
    soon_after_duty: float
    in_duty_time: float
    long_lead: float
    a_week_of_lead: float
    asleep: float
    officer_spread: float
    unwell: float
    let_go_from_duty: float
    let_go_flexible: float
    away_on_leave: float
    too_ill: float


@dataclass(frozen=True, slots=True)
class BehaviourNumbers:
    """What officers say and do when asked, and when they stop."""

    stops: float
    agrees: float
    rebooks: float
    heeds_a_nudge: float
    takes_another_counsellor: float
    lets_go: float


@dataclass(frozen=True, slots=True)
class CounsellorNumbers:
    """How much counsellors offer, and when."""

    hours_per_session_hour: float
    hours_a_week_each: float
    stretch_hours: float
    evening: float
    saturday: float
    sunday: float
    rescue: float
    video_only: float
    women: float
    skilled: float
    second_language: float
    caseload_per_hour: float
    max_per_day: int
    break_minutes: int
    leave_weeks: float
    sick_spells_a_year: float
    leave_for_good: float


@dataclass(frozen=True, slots=True)
class TodayNumbers:
    """What booking pages and providers do now, and what a session costs."""

    checks_roster: float
    pounds_a_session: float


@dataclass(frozen=True, slots=True)
class Numbers:
    """All groups."""

    calendar: CalendarNumbers
    force: ForceNumbers
    roster: RosterNumbers
    changes: ChangeNumbers
    overruns: OverrunNumbers
    referrals: ReferralNumbers
    attendance: AttendanceNumbers
    behaviour: BehaviourNumbers
    counsellors: CounsellorNumbers
    today: TodayNumbers
