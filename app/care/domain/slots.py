"""A counsellor's open hours and what is booked in them, as one row of free and busy stretches."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.capacity import Stretch
from app.care.domain.open_hours import without

S = AppointmentStatus


class Standing(StrEnum):
    """How a stretch of time stands, in the words of FHIR R4."""

    FREE = "free"
    BUSY = "busy"
    TENTATIVE = "busy-tentative"
    """Pencilled in: nobody has promised it yet."""
    UNAVAILABLE = "busy-unavailable"
    """Booked outside open hours; when it falls through, nothing can be booked there."""


@dataclass(frozen=True, slots=True)
class Taken:
    """An appointment, as far as it takes up time."""

    id: str
    status: AppointmentStatus
    start_at: datetime
    end_at: datetime
    place_id: str


@dataclass(frozen=True, slots=True)
class Piece:
    """One stretch: `of` is the id of the hours that it is free in, or of the appointment that takes it up."""

    of: str
    standing: Standing
    start_at: datetime
    end_at: datetime
    places: tuple[str, ...]


def shown(taken: Taken) -> bool:
    """Whether a provider is told of it. What an officer has yet to choose is nobody's business: that time is free."""
    return taken.status in {S.PROPOSED, S.BOOKED, S.FULFILLED}


def pieces(hours: Iterable[tuple[str, Stretch]], taken: Sequence[Taken]) -> list[Piece]:
    """What is left of each stretch of hours between its appointments, and the appointments, in order of start.

    A busy piece has the places of the hours around it, so that all pieces together say what the hours are.
    """
    told = [one for one in taken if shown(one)]
    cuts = [(one.start_at, one.end_at) for one in told]
    hours = list(hours)
    free = [
        Piece(hours_id, Standing.FREE, part.start_at, part.end_at, part.places)
        for hours_id, stretch in hours
        for part in without([stretch], cuts)
    ]
    whole = joined(stretch for _, stretch in hours)
    busy = [_busy(one, whole) for one in told]
    return sorted([*free, *busy], key=lambda one: (one.start_at, one.of))


def _busy(one: Taken, hours: Iterable[Stretch]) -> Piece:
    around = next((h for h in hours if h.start_at <= one.start_at and one.end_at <= h.end_at), None)
    if around is None:
        return Piece(one.id, Standing.UNAVAILABLE, one.start_at, one.end_at, (one.place_id,))
    standing = Standing.TENTATIVE if one.status is S.PROPOSED else Standing.BUSY
    return Piece(one.id, standing, one.start_at, one.end_at, around.places)


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The stretches in order, with those that follow each other without a gap at the same places made one."""
    found: list[Stretch] = []
    for one in sorted(stretches, key=lambda stretch: (stretch.start_at, stretch.end_at)):
        tidy = Stretch(one.start_at, one.end_at, tuple(sorted(set(one.places))))
        last = found[-1] if found else None
        if last is not None and last.end_at == tidy.start_at and last.places == tidy.places:
            found[-1] = Stretch(last.start_at, tidy.end_at, tidy.places)
        else:
            found.append(tidy)
    return found
