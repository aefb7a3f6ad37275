"""Runs the history of the rota store."""

from app.foundation.migrating import run
from app.rota.store.tables import RotaBase

run(RotaBase.metadata, "RELIEF_ROTA_URL")
