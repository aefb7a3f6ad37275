"""Brings the care store to the tables of today."""

from app.foundation import migrating


def upgrade(url: str) -> None:
    """Bring the care store behind `url` to the newest tables; one that has them stays untouched."""
    migrating.upgrade("care", url)
