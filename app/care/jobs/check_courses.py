"""Finds, among courses whose roster changed, those with an appointment that can no longer be kept."""

from collections.abc import Sequence
from datetime import datetime

from app.care.domain.course import CourseState
from app.care.domain.sheet import CourseSheet
from app.care.reads.world import read_world
from app.care.services.call_off import clear_for_roster
from app.care.services.replan import replan_together
from app.care.store.force import policy_of
from app.foundation.database import Database

_AT_A_TIME = 50


def check_courses(store: Database, course_ids: Sequence[str], *, now: datetime) -> list[str]:
    """Leave planning jobs for the courses that the new duties struck; returns the ids. The others see no change.

    All that are open are left at once, when all have been looked at: which of them comes first is then decided by
    urgency, not by who was looked at first. Killed before, the job is run again and finds them again.

    A course that waits for its officer is not planned: what it can no longer keep is called off, and stays owed.
    """
    struck: list[str] = []
    to_plan: list[str] = []
    for first in range(0, len(course_ids), _AT_A_TIME):
        with store.read() as db:
            ask = read_world(db, course_ids[first : first + _AT_A_TIME], now=now, policy=policy_of(db))
        for sheet in (sheet for sheet in ask.sheets.values() if sheet.impossible):
            struck.append(sheet.course.id)
            if sheet.course.state is CourseState.OPEN:
                to_plan.append(sheet.course.id)
            else:
                _clear(store, sheet, now=now)
    with store.write() as db:
        replan_together(db, to_plan)
    return struck


def _clear(store: Database, sheet: CourseSheet, *, now: datetime) -> None:
    with store.write() as db:
        for appointment in sheet.impossible:
            clear_for_roster(db, appointment.id, now=now)
