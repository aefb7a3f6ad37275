"""The provider pages and their JSON API."""

from pathlib import Path

from fastapi import APIRouter

from app.care.web.provider import (
    api,
    api_connection,
    api_deliveries,
    api_hours,
    api_programs,
    api_sources,
    api_team,
    calendar_pages,
    caseload,
    connection,
    deliveries,
    fees,
    held_back,
    hours,
    hours_files,
    programs,
    questions,
    team,
    usual_week,
    week,
)
from app.foundation.pages import MenuEntry

TEMPLATES = Path(__file__).parent / "templates"
FOOTNOTE = "For people at providers. Every look at these pages is kept on record."
MENU = (
    MenuEntry("Diary", "/provider", "calendar"),
    MenuEntry("Caseload", "/provider/caseload", "chart"),
    MenuEntry("Hours", "/provider/hours", "clock"),
    MenuEntry("People", "/provider/people", "people"),
    MenuEntry("Connection", "/provider/connection", "settings"),
)


def routers() -> list[APIRouter]:
    """Every route of the audience "provider" but its sign-in."""
    return [
        week.router,
        hours.router,
        usual_week.router,
        calendar_pages.router,
        hours_files.router,
        team.router,
        caseload.pages,
        deliveries.router,
        connection.router,
        programs.router,
        questions.pages,
        held_back.pages,
        fees.pages,
        api.router,
        api_hours.router,
        api_sources.router,
        api_team.router,
        caseload.router,
        api_connection.router,
        api_deliveries.router,
        api_programs.router,
        questions.router,
        held_back.router,
        fees.router,
    ]
