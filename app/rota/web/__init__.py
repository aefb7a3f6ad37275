"""The HR desk in a browser and over its API."""

from app.rota.web.app import build_rota_app

__all__ = ["build_rota_app"]
