"""The provider pages and their JSON API."""

from pathlib import Path

from fastapi import APIRouter

from app.care.web.provider import (
    api,
    api_connection,
    api_hours,
    api_programs,
    connection,
    deliveries,
    hours,
    programs,
    questions,
    week,
)
from app.foundation.pages import MenuEntry

TEMPLATES = Path(__file__).parent / "templates"
FOOTNOTE = "For people at providers. Every look at these pages is kept on record."
MENU = (
    MenuEntry("Diary", "/provider", "calendar"),
    MenuEntry("Questions", "/provider/questions", "info"),
    MenuEntry("Hours", "/provider/hours", "clock"),
    MenuEntry("Deliveries", "/provider/deliveries", "list"),
    MenuEntry("Connection", "/provider/connection", "settings"),
)


def routers() -> list[APIRouter]:
    """Every route of the audience "provider" but its sign-in."""
    return [
        week.router,
        hours.router,
        deliveries.router,
        connection.router,
        programs.router,
        questions.pages,
        api.router,
        api_hours.router,
        api_connection.router,
        api_programs.router,
        questions.router,
    ]
