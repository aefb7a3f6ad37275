"""Which values a parameter of the simulated year can have, alone and together with others."""

from collections.abc import Iterator, Mapping
from datetime import date
from zoneinfo import available_timezones

from app.simulate.numbers import Numbers

_SHARES = frozenset(
    {
        "changes.court_adjourned",
        "changes.rest_days_lawful",
        "changes.rest_days_given_back",
        "changes.moved_lawful",
        "changes.sick_long",
        "overruns.late",
        "referrals.share_a_year",
        "referrals.asks_gender",
        "referrals.asks_language",
        "referrals.asks_skill",
        "referrals.dislikes_a_day",
        "referrals.office_flexible",
        "today.checks_roster",
        *(f"counsellors.{name}" for name in ("evening", "saturday", "sunday", "rescue", "video_only", "women")),
        *(f"counsellors.{name}" for name in ("skilled", "second_language", "leave_for_good")),
    }
)
_AT_LEAST_ONE = frozenset(
    {
        "calendar.referral_weeks",
        "calendar.roster_weeks",
        "force.staff_per_site",
        "roster.long_leave_days",
        "roster.short_leave_days",
        "changes.court_block_weeks",
        "changes.sick_days",
        "counsellors.stretch_hours",
        "counsellors.hours_a_week_each",
        "counsellors.max_per_day",
        "referrals.minutes",
    }
)
MOST: Mapping[str, float] = {
    "calendar.referral_weeks": 104,
    "calendar.follow_up_weeks": 104,
    "calendar.roster_weeks": 52,
    "counsellors.stretch_hours": 8,
    "counsellors.hours_a_week_each": 40,
    "counsellors.leave_weeks": 26,
    "referrals.minutes": 180,
    "referrals.journey_minutes": 200,
    "roster.long_leave_days": 28,
    "roster.short_leave_days": 7,
}


def misfit(name: str, value: object) -> str | None:
    """What is wrong with a value of the right type; None if nothing is."""
    match value:
        case date():
            return None if value.weekday() == 0 else f"{value} is not a Monday."
        case str():
            return None if value in available_timezones() else f"{value!r} is no time zone."
        case int() | float():
            return _out_of_bounds(name, value)
        case _:
            return f"{value!r} is no value."


def _out_of_bounds(name: str, value: float) -> str | None:
    least = 1 if name in _AT_LEAST_ONE else 0
    is_share = name in _SHARES or (
        name.startswith(("attendance.", "behaviour.")) and name != "attendance.officer_spread"
    )
    most = 1 if is_share else MOST.get(name, 1000 if name != "force.staff_per_site" else 1_000_000)
    return None if least <= value <= most else f"{value} is not between {least} and {most:g}."


def disagreements(numbers: Numbers) -> Iterator[tuple[str, str]]:
    """What no single value shows: where, and what is wrong."""
    force, asked, offered, late = numbers.force, numbers.referrals, numbers.counsellors, numbers.overruns
    groups = {
        "force": (force.response, force.five_week, force.long_turns, force.earlies_lates, force.office),
        "referrals": (asked.soonest, asked.soon, asked.routine),
        "referrals.sessions": (asked.sessions_6, asked.sessions_8, asked.sessions_10),
        "referrals.modes": (asked.video, asked.site, asked.either),
    }
    for name, weights in groups.items():
        if sum(weights) <= 0:
            yield name, "has weights that are all nothing."
    if offered.evening + offered.saturday + offered.sunday > 1:
        yield "counsellors", "has more than all its hours in evenings and at weekends."
    if not late.lower_quartile < late.upper_quartile:
        yield "overruns", "has a lower quartile that is not below the upper one."
    elif tail_mean(numbers) <= 0:
        yield "overruns.mean", "is too small for the quartiles: nothing would be left for the longest quarter."
    if asked.minutes > offered.stretch_hours * 60:
        yield "counsellors.stretch_hours", "is shorter than a session."


def tail_mean(numbers: Numbers) -> float:
    """By how many hours the longest quarter of late finishes lies above the upper quartile on average."""
    late = numbers.overruns
    # The shortest quarter spreads evenly from nothing, the middle half between the quartiles.
    below = late.lower_quartile / 8 + (late.lower_quartile + late.upper_quartile) / 4
    return 4 * (late.mean - below) - late.upper_quartile
