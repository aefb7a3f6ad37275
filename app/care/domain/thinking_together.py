"""Asks the engine about several courses at once, and has the answer judged."""

from collections.abc import Callable, Sequence

from app.care.domain.asking import Ask
from app.care.domain.thinking import NoAnswer, refuse_faults
from scheduler.course_best import Unplannable
from scheduler.plan import PlannedAppointment
from scheduler.standing.group import place_together

ThinkTogether = Callable[[Ask, Sequence[str]], Sequence[PlannedAppointment]]

SECONDS = 10.0
"""For one answer. Asked again five times, with reading and booking, a job ends within about two minutes; and whoever
shuts the desk down in the middle loses no more than one answer."""


def think_together(ask: Ask, course_ids: Sequence[str], seconds: float = SECONDS) -> tuple[PlannedAppointment, ...]:
    """The best way found to hold what these courses are owed, with everything else as it is; judged.

    Raises NoAnswer when pins cannot be kept, when time is too short for so many, or when the judge finds a fault.
    """
    try:
        planned = place_together(ask.problem, course_ids, ask.taken, seconds=seconds).appointments
    except Unplannable as wrong:
        raise NoAnswer(str(wrong)) from wrong
    refuse_faults(ask, planned)
    return planned
