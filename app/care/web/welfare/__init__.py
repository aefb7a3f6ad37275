"""The welfare lead's pages: the numbers to call, where hours are missing, what providers bill; no person in them."""

from pathlib import Path

from fastapi import APIRouter

from app.care.web.welfare import api, bills, capacity, capacity_api, notice, what_if
from app.foundation.pages import MenuEntry

TEMPLATES = Path(__file__).parent / "templates"
FOOTNOTE = "For welfare leads. Every change made here is kept on record."
MENU = (
    MenuEntry("Whom to call", "/welfare", "people"),
    MenuEntry("Capacity", "/welfare/capacity", "calendar"),
    MenuEntry("Bills", "/welfare/bills", "list"),
)


def routers() -> list[APIRouter]:
    """Every route of the audience "welfare" but its sign-in."""
    return [notice.router, bills.pages, capacity.router, what_if.router, api.router, bills.router, capacity_api.router]
