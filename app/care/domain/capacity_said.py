"""Published figures of capacity as the store keeps them and pages read them: nothing exact can be had from here."""

from collections.abc import Mapping
from typing import Any

from app.care.domain.disclosure import Published

EVERYBODY = "everybody"
Figures = dict[str, Published]


def as_json(figures: Mapping[str, Published]) -> dict[str, Any]:
    """For the store."""
    return {name: table.as_json() for name, table in figures.items()}


def from_json(kept: Mapping[str, Any]) -> Figures:
    """What `as_json` wrote."""
    return {name: Published.from_json(table) for name, table in kept.items()}
