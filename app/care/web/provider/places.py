"""The places of the force, as forms of providers offer them."""

from sqlalchemy.orm import Session

from app.care.store import providers


def places_of(db: Session) -> list[tuple[str, str]]:
    """Each as (id, name)."""
    return [(place.id, place.name) for place in providers.places(db)]


def places_to_choose(db: Session) -> list[tuple[str, str, str]]:
    """Each as (id, name, how many can be met there at a time), for big choices."""
    return [(place.id, place.name, _rooms(place.rooms)) for place in providers.places(db)]


def _rooms(rooms: int | None) -> str:
    if rooms is None:
        return ""
    return "One room" if rooms == 1 else f"{rooms} rooms"
