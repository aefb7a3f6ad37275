"""The officer's JSON API, /api/v1: the same services as the pages."""

from fastapi import APIRouter

from app.care.web.api import appointments, courses, diary, holds, instead, me, messages, sooner


def routers() -> list[APIRouter]:
    """All addresses of the officer's API."""
    rooms = (me, courses, holds, appointments, instead, sooner, diary, messages)
    return [room.router for room in rooms]
