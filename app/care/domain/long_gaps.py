"""Gaps longer than the limit, where else a session would have no time: a late session beats a lost one."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from app.care.domain.asking import Ask
from scheduler.plan import PlannedAppointment

_OVER_GAP_DAY = 500
"""A gap of sixteen weeks then costs 90,000: less than any session without a time (100,000)."""


def with_long_gaps(ask: Ask, course_ids: Collection[str]) -> Ask:
    """The same question where two sessions of these courses may lie as far apart as the horizon is long.

    A day beyond the longest usual gap is cheaper in it, so that even the longest gap costs less than no time.
    """
    days, weights = ask.problem.days, ask.problem.weights
    courses = tuple(
        replace(one, gap=replace(one.gap, limit=max(one.gap.limit, days))) if one.id in course_ids else one
        for one in ask.problem.courses
    )
    weights = replace(weights, over_gap_day=min(weights.over_gap_day, _OVER_GAP_DAY))
    return replace(ask, problem=replace(ask.problem, courses=courses, weights=weights))


def falls_short(ask: Ask, course_id: str, planned: Sequence[PlannedAppointment]) -> bool:
    """Whether a plan leaves something of the course out, and may be asked for again: see `left_out`."""
    return not ask.policy.asks_before_long_gaps and left_out(ask, course_id, planned) != (0, 0)


def left_out(ask: Ask, course_id: str, planned: Sequence[PlannedAppointment]) -> tuple[int, int]:
    """How many sessions owed have no time, and how many times that stand and could stay are given up.

    With a limit to gaps the engine may give up what stands next week for more sessions after a long absence.
    """
    sheet = ask.sheets[course_id]
    kept = {(one.counsellor, one.start, one.place) for one in planned}
    given_up = [
        a for a in sheet.standing if (a.counsellor_id, ask.horizon.minute_of(a.start_at), a.place_id) not in kept
    ]
    return len(sheet.owed) - len(planned), len(given_up)
