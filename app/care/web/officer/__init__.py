"""The officer's pages: what they see at three in the morning on a telephone."""

from pathlib import Path

from fastapi import APIRouter

from app.care.web.officer import (
    away,
    booked,
    change,
    choice,
    choose,
    course,
    diary,
    history,
    home,
    instead,
    messages,
    numbered,
    preferences,
    putting_right,
    record,
    sooner,
    start,
    week,
    where,
    why,
)
from app.foundation.pages import MenuEntry

TEMPLATES = Path(__file__).parent / "templates"
MENU = (
    MenuEntry("Plan", "/", "home"),
    MenuEntry("Times", "/choose", "calendar"),
    MenuEntry("History", "/history", "list"),
    MenuEntry("Settings", "/preferences", "settings"),
)
_PAGES = (
    *(home, start, choose, booked, numbered, instead, sooner, course, change, history),
    *(week, why, preferences, away, where, choice, diary, messages, record, putting_right),
)


def routers() -> list[APIRouter]:
    """All addresses of these pages; none of them is part of the API."""
    return [page.router for page in _PAGES]
