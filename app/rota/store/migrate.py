"""Brings the rota store to the tables of today."""

from app.foundation import migrating


def upgrade(url: str) -> None:
    """Bring the rota store behind `url` to the newest tables; one that has them stays untouched."""
    migrating.upgrade("rota", url)
