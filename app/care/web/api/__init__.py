"""The officer's JSON API, /api/v1: the same services as the pages."""

from fastapi import APIRouter


def routers() -> list[APIRouter]:
    """All addresses of the officer's API."""
    return []
