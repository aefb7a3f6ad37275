"""Figures of a force that does not exist, put through the same gate, for whoever wants to see what the page is like."""

from functools import lru_cache

from app.care.domain.disclosure import gate
from app.care.domain.made_up_quarters import MadeUpForce, made_up_quarters
from app.care.domain.quarter_figures import exact_tables
from app.care.domain.quarters import Quarter
from app.care.domain.what_is_known import Said

FORCE = MadeUpForce(seed=1, staff=30_000, quarters=8, asking=0.08)
_FIRST = Quarter(2024, 1)


@lru_cache(maxsize=1)
def example() -> tuple[Said, ...]:
    """Eight quarters; the first begins with nobody in care, so they show how a service gets going."""
    found: list[Said] = []
    quarter = _FIRST
    happened, staff = made_up_quarters(FORCE)
    for one in happened:
        found.append(Said(str(quarter), {table.name: gate(table) for table in exact_tables(one, staff)}))
        quarter = quarter.next()
    return tuple(found)
