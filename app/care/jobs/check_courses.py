"""Finds, among courses whose roster changed, those with an appointment that can no longer be kept."""

from collections.abc import Sequence
from datetime import datetime

from app.care.domain.course import CourseState
from app.care.domain.sheet import CourseSheet
from app.care.jobs.plan_course import PLAN_COURSE
from app.care.reads.world import read_world
from app.care.services.call_off import clear_for_roster
from app.care.store.force import policy_of
from app.foundation.database import Database
from app.foundation.jobs import leave_job

_AT_A_TIME = 50


def check_courses(store: Database, course_ids: Sequence[str], *, now: datetime) -> list[str]:
    """Leave a planning job for each course that the new duties struck; returns the ids. The others see no change.

    A course that waits for its officer is not planned: what it can no longer keep is called off, and stays owed.
    """
    struck: list[str] = []
    for first in range(0, len(course_ids), _AT_A_TIME):
        with store.read() as db:
            ask = read_world(db, course_ids[first : first + _AT_A_TIME], now=now, policy=policy_of(db))
        for sheet in ask.sheets.values():
            if sheet.impossible:
                _mend(store, sheet, now=now)
                struck.append(sheet.course.id)
    return struck


def _mend(store: Database, sheet: CourseSheet, *, now: datetime) -> None:
    with store.write() as db:
        if sheet.course.state is CourseState.OPEN:
            leave_job(db, PLAN_COURSE, {"course_id": sheet.course.id}, key=sheet.course.id)
        else:
            for appointment in sheet.impossible:
                clear_for_roster(db, appointment.id, now=now)
