"""A provider's counsellors and the hours in which they can be booked."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.pseudonyms import Kind, outward
from app.care.reads.provider_diary import Seat
from app.care.store import providers


@dataclass(frozen=True, slots=True)
class OwnHours:
    """One stretch on offer."""

    start_at: datetime
    end_at: datetime
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnCounsellor:
    """One of the provider's people, by the name the provider's systems know and by their own."""

    code: str
    name: str
    hours: tuple[OwnHours, ...]


def own_counsellors(db: Session, seat: Seat, first_at: datetime, last_at: datetime) -> list[OwnCounsellor]:
    """The seat's counsellors in order of name, each with the hours that overlap the stretch from first to last."""
    people = [c for c in providers.counsellors_of_provider(db, seat.provider_id) if seat.counsellor_id in {None, c.id}]
    names = {place.id: place.name for place in providers.places(db)}
    hours: dict[str, list[OwnHours]] = {person.id: [] for person in people}
    for row in providers.hours_of_counsellors(db, list(hours), first_at, last_at):
        places = tuple(names[place_id] for place_id in row.places)
        hours[row.counsellor_id].append(OwnHours(row.start_at, row.end_at, places))
    return [
        OwnCounsellor(outward(seat.key, Kind.COUNSELLOR, person.id), person.name, tuple(hours[person.id]))
        for person in people
    ]
