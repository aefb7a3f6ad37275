"""The officer's JSON API, /api/v1: the same services as the pages."""

from fastapi import APIRouter

from app.care.web.api import (
    appointments,
    courses,
    diary,
    holds,
    instead,
    me,
    messages,
    own_time,
    sooner,
    wants,
    week,
    why,
)


def routers() -> list[APIRouter]:
    """All addresses of the officer's API."""
    rooms = (me, week, own_time, courses, wants, why, holds, appointments, instead, sooner, diary, messages)
    return [room.router for room in rooms]
