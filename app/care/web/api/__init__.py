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
    record,
    sooner,
)


def routers() -> list[APIRouter]:
    """All addresses of the officer's API."""
    choosing = (me, courses, holds, appointments, instead, sooner, history)
    rooms = (*choosing, diary, own_calendar, messages, record, draft)
    return [room.router for room in rooms]
