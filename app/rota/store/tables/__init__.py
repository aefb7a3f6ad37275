"""Every table of the rota store, gathered so that the metadata is complete."""

from app.rota.store.tables import access, claims, codes, desk_memory, machines, rosters, uploads
from app.rota.store.tables.base import RotaBase

__all__ = ["RotaBase", "access", "claims", "codes", "desk_memory", "machines", "rosters", "uploads"]
