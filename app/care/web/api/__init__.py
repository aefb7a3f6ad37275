"""The officer's JSON API, /api/v1: the same services as the pages."""

from fastapi import APIRouter

from app.care.web.api import (
    appointments,
    courses,
    diary,
    draft,
    history,
    holds,
    instead,
    me,
    messages,
    own_calendar,
    own_time,
    record,
    sooner,
    wants,
    week,
    why,
)


def routers() -> list[APIRouter]:
    """All addresses of the officer's API."""
    planning = (me, week, own_time, courses, wants, why, holds, appointments, instead, sooner, history)
    rooms = (*planning, diary, own_calendar, messages, record, draft)
    return [room.router for room in rooms]
