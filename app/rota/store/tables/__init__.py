"""Every table of the rota store, gathered so that the metadata is complete."""

from app.rota.store.tables import access, codes, desk_memory, rosters, uploads
from app.rota.store.tables.base import RotaBase

__all__ = ["RotaBase", "access", "codes", "desk_memory", "rosters", "uploads"]
