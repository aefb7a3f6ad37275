"""The welfare lead's pages: the numbers to call, what providers bill, published figures; no person in any of them."""

from pathlib import Path

from fastapi import APIRouter

from app.care.web.welfare import api, bills, insight, notice
from app.foundation.pages import MenuEntry

TEMPLATES = Path(__file__).parent / "templates"
FOOTNOTE = "For welfare leads. Every change made here is kept on record."
MENU = (
    MenuEntry("Whom to call", "/welfare", "people"),
    MenuEntry("Figures", "/welfare/insight", "chart"),
    MenuEntry("Bills", "/welfare/bills", "list"),
)


def routers() -> list[APIRouter]:
    """Every route of the audience "welfare" but its sign-in."""
    return [notice.router, bills.pages, insight.pages, api.router, bills.router, insight.router]
