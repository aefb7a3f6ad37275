"""What officers call places and people."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.care.store import providers
from app.care.store.tables.providers import Counsellor

_NAMES = select(Counsellor.id, Counsellor.name).where(Counsellor.id.in_(bindparam("ids", expanding=True)))


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A place as it is shown."""

    id: str
    name: str
    is_video: bool
    call: str = ""
    """The number to ring, for a place that is a call."""


@dataclass(frozen=True, slots=True)
class Names:
    """Names by id."""

    counsellors: Mapping[str, str]
    places: Mapping[str, PlaceName]


def names_of(db: Session, counsellor_ids: Collection[str]) -> Names:
    """The names of these counsellors, and of every place."""
    places = {
        place.id: PlaceName(place.id, place.name, place.kind == "video", place.number or "")
        for place in providers.places(db)
    }
    asked = {"ids": list(set(counsellor_ids))}
    return Names({row.id: row.name for row in db.execute(_NAMES, asked)} if asked["ids"] else {}, places)
