"""Gaps longer than the limit, where else a session would have no time: a late session beats a lost one."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from app.care.domain.asking import Ask
from scheduler.plan import PlannedAppointment


def with_long_gaps(ask: Ask, course_ids: Collection[str]) -> Ask:
    """The same question where two sessions of these courses may lie as far apart as the horizon is long, at the price
    of every day beyond their longest usual gap.
    """
    days = ask.problem.days
    courses = tuple(
        replace(one, gap=replace(one.gap, limit=max(one.gap.limit, days))) if one.id in course_ids else one
        for one in ask.problem.courses
    )
    return replace(ask, problem=replace(ask.problem, courses=courses))


def falls_short(ask: Ask, course_id: str, planned: Sequence[PlannedAppointment]) -> bool:
    """Whether a plan leaves something of the course out: a session that is owed, or a time that stands and could stay.

    With a limit to gaps the engine may give up what stands next week for more sessions after a long absence.
    """
    sheet = ask.sheets[course_id]
    kept = {(one.counsellor, one.start, one.place) for one in planned}
    return len(planned) < len(sheet.owed) or any(
        (a.counsellor_id, ask.horizon.minute_of(a.start_at), a.place_id) not in kept for a in sheet.standing
    )
