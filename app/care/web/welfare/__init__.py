"""The welfare lead's pages: the numbers to call, published figures, bills and terms; no person in any of them."""

from pathlib import Path

from fastapi import APIRouter

from app.care.web.welfare import api, bills, capacity, capacity_api, insight, notice, scarce, terms, what_if
from app.foundation.pages import MenuEntry

TEMPLATES = Path(__file__).parent / "templates"
FOOTNOTE = "For welfare leads. Every change made here is kept on record."
MENU = (
    MenuEntry("Whom to call", "/welfare", "people"),
    MenuEntry("Figures", "/welfare/insight", "chart"),
    MenuEntry("Capacity", "/welfare/capacity", "calendar"),
    MenuEntry("Bills", "/welfare/bills", "list"),
    MenuEntry("Terms", "/welfare/terms", "list"),
)


def routers() -> list[APIRouter]:
    """Every route of the audience "welfare" but its sign-in."""
    pages = [notice.router, bills.pages, terms.pages, insight.pages, capacity.router, what_if.router, scarce.pages]
    return [*pages, api.router, bills.router, terms.router, insight.router, capacity_api.router, scarce.router]
