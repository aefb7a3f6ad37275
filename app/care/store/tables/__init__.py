"""Every table of the care store, gathered so that the metadata is complete."""

from app.care.store.tables import (
    access,
    appointments,
    courses,
    fees,
    hearing,
    hours,
    ledger,
    messages,
    notices,
    officers,
    programs,
    providers,
    quick_links,
    rights,
    rosters,
    sooner,
    studies,
)
from app.care.store.tables.base import CareBase

__all__ = [
    "CareBase",
    "access",
    "appointments",
    "courses",
    "fees",
    "hearing",
    "hours",
    "ledger",
    "messages",
    "notices",
    "officers",
    "programs",
    "providers",
    "quick_links",
    "rights",
    "rosters",
    "sooner",
    "studies",
]
