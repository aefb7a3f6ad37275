"""The officer's JSON API, /api/v1: the same services as the pages."""

from fastapi import APIRouter

from app.care.web.api import appointments, courses, diary, draft, history, holds, me, messages, own_calendar, record


def routers() -> list[APIRouter]:
    """All addresses of the officer's API."""
    return [
        me.router,
        courses.router,
        holds.router,
        appointments.router,
        history.router,
        record.router,
        draft.router,
        diary.router,
        own_calendar.router,
        messages.router,
    ]
