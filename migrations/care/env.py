"""Runs the history of the care store."""

from app.care.store.tables import CareBase
from app.foundation.migrating import run

run(CareBase.metadata, "RELIEF_CARE_URL")
