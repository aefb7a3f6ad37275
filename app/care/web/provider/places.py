"""The places of the force, as forms of providers offer them."""

from sqlalchemy.orm import Session

from app.care.store import providers


def places_of(db: Session) -> list[tuple[str, str]]:
    """Each as (id, name)."""
    return [(place.id, place.name) for place in providers.places(db)]
