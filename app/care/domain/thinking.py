"""Asks the engine about one course, has the answer judged, and sees when a counsellor can serve no more."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from app.care.domain.asking import Ask, ask_of, matches
from app.care.domain.longer_once import keeps_to_it, up_to_the_second
from scheduler.check import Judge
from scheduler.civil import DAY
from scheduler.course_best import Unplannable, best_course
from scheduler.plan import PlannedAppointment

Think = Callable[[Ask, str], Sequence[PlannedAppointment]]

SOONER_DAYS = 7
"""Another counsellor must be able to start this much sooner: a change costs the officer what was built up."""


class NoAnswer(Exception):
    """The engine found no plan, took too long, or gave one that breaks a rule; what stands goes on standing."""


def think(ask: Ask, course_id: str) -> tuple[PlannedAppointment, ...]:
    """The best way to hold what the course is owed, with everything else as it is; judged before it is handed on.

    Raises NoAnswer when its pins cannot be kept, or when the judge finds that the plan breaks a rule.
    """
    planned = _best(ask, course_id)
    if _goes_beyond(ask, course_id, planned):
        planned = max(_cut(ask, course_id, planned), _best(without_longer(ask, course_id), course_id), key=len)
    refuse_faults(ask, planned)
    return planned


def _best(ask: Ask, course_id: str) -> tuple[PlannedAppointment, ...]:
    try:
        return best_course(ask.problem, course_id, ask.taken).appointments
    except Unplannable as wrong:
        raise NoAnswer(str(wrong)) from wrong


def _goes_beyond(ask: Ask, course_id: str, planned: Sequence[PlannedAppointment]) -> bool:
    """Whether more gaps are longer than usual than the officer has agreed to: the engine knows no "once".

    A question without that limit (see long_gaps) is about what would be lost otherwise, and asks for no leave.
    """
    sheet = ask.sheets[course_id]
    longest, usual = sheet.longest_gap, sheet.course.wants.gap_limit
    if longest <= usual or _limit(ask, course_id) > longest:
        return False
    days = sorted(one.start // DAY for one in planned if one.course == course_id)
    return not keeps_to_it(days, sheet.course.wants, longest * len(sheet.owed))


def _limit(ask: Ask, course_id: str) -> int:
    return next(one.gap.limit for one in ask.problem.courses if one.id == course_id)


def _cut(ask: Ask, course_id: str, planned: Sequence[PlannedAppointment]) -> tuple[PlannedAppointment, ...]:
    """What comes before a second longer gap: what follows it has no time, and the officer is asked once more."""
    days = [one.start // DAY for one in planned]
    return tuple(planned[: up_to_the_second(days, ask.sheets[course_id].course.wants)])


def without_longer(ask: Ask, course_id: str) -> Ask:
    """The same question as if no longer gap had been agreed to."""
    limit = ask.sheets[course_id].course.wants.gap_limit
    courses = (
        replace(one, gap=replace(one.gap, limit=limit)) if one.id == course_id else one for one in ask.problem.courses
    )
    return replace(ask, problem=replace(ask.problem, courses=tuple(courses)))


def judge_of(ask: Ask) -> Judge:
    """Who judges plans for this question."""
    return Judge(ask.problem, ask.taken)


def refuse_faults(ask: Ask, planned: Sequence[PlannedAppointment], judge: Judge | None = None) -> None:
    """Raise NoAnswer if the plan breaks a hard rule. `judge`: that of `ask`, where it judges several plans.

    The world may break one already (a limit was lowered after the booking): only what the plan adds is held against it.
    """
    faults = (judge or judge_of(ask)).faults_brought(planned)
    if faults:
        raise NoAnswer("; ".join(str(fault) for fault in faults[:5]))
    for course_id in ask.sheets:
        if _goes_beyond(ask, course_id, planned):
            raise NoAnswer(f"{course_id}: a longer gap was agreed to once")


def cannot_serve(ask: Ask, course_id: str, planned: Sequence[PlannedAppointment]) -> bool:
    """Whether the course's counsellor has no session to give within the patience that the force has decided on."""
    sheet = ask.sheets[course_id]
    if sheet.course.bound_to is None or not sheet.owed:
        return False
    if not planned:
        return True
    first_at = ask.horizon.instant_of(min(one.start for one in planned))
    return first_at > max(ask.earliest_at, sheet.course.earliest_at) + ask.policy.patience


def replacement(ask: Ask, course_id: str, planned: Sequence[PlannedAppointment], think: Think = think) -> str | None:
    """The counsellor who could go on with the course clearly sooner, if anybody can; where the present one is not whom
    the officer asks for now, whoever is. `ask` must know the others.
    """
    elsewhere = _without_counsellor(ask, course_id)
    try:
        other = think(elsewhere, course_id)
    except NoAnswer:
        return None
    if not other:
        return None
    wanted = not planned or is_unfit(ask, course_id) or _is_clearly_sooner(other, planned)
    return other[0].counsellor if wanted else None


def _is_clearly_sooner(other: Sequence[PlannedAppointment], planned: Sequence[PlannedAppointment]) -> bool:
    return min(o.start for o in other) + SOONER_DAYS * 24 * 60 <= min(p.start for p in planned)


def is_unfit(ask: Ask, course_id: str) -> bool:
    """Whether the counsellor whom only consent can change is not one the officer asks for, as they do now."""
    course = ask.sheets[course_id].course
    present = next((who for who in ask.world.counsellors if who.id == course.bound_to), None)
    return present is not None and not matches(course, present)


def with_counsellor(ask: Ask, course_id: str, counsellor_id: str) -> Ask:
    """The same question as if the officer had agreed to go on with this counsellor. `ask` must know the others."""
    return _asked_anew(ask, course_id, counsellor_id=counsellor_id, agreed=True)


def _without_counsellor(ask: Ask, course_id: str) -> Ask:
    """The same question as if the course had to find somebody else, with nothing promised but what is settled."""
    course = ask.sheets[course_id].course
    refused = course.refused | ({course.counsellor_id} if course.counsellor_id else set())
    return _asked_anew(ask, course_id, counsellor_id=None, agreed=False, refused=refused)


def _asked_anew(ask: Ask, course_id: str, **changes: Any) -> Ask:
    settled = ask.sheets[course_id].settled
    courses = tuple(
        replace(course, appointments=settled, **changes) if course.id == course_id else course
        for course in ask.world.courses
    )
    return ask_of(replace(ask.world, courses=courses), ask.policy, ask.sheets, ask.places)
