"""The officer's JSON API, /api/v1: the same services as the pages."""

from fastapi import APIRouter

from app.care.web.api import appointments, courses, draft, history, holds, me, record


def routers() -> list[APIRouter]:
    """All addresses of the officer's API."""
    return [me.router, courses.router, holds.router, appointments.router, history.router, record.router, draft.router]
