"""Finds which of the courses that must be planned at the same moment hang together, and leaves a job for each part."""

from collections.abc import Sequence
from datetime import datetime

from app.care.reads.part_plan import parts_among
from app.care.services.replan import replan_part
from app.foundation.database import Database


def plan_parts(store: Database, course_ids: Sequence[str], *, now: datetime) -> list[tuple[str, ...]]:
    """Leave one job for each part, all in one transaction; returns the parts. Doing it again leaves the same jobs.

    Parts share no counsellor and no limited place, so workers may plan them side by side with the same result.
    """
    with store.read() as db:
        parts = parts_among(db, course_ids, now=now)
    with store.write() as db:
        for part in parts:
            replan_part(db, part)
    return parts
