"""From when a course would go on with its counsellor, and from when with the one who is proposed instead."""

from dataclasses import dataclass
from datetime import datetime

from app.care.domain.thinking import NoAnswer, Think, think, with_counsellor
from app.care.reads.officer_names import PlaceName
from app.care.reads.world import read_world
from app.care.store.force import policy_of
from app.foundation.database import Database


@dataclass(frozen=True, slots=True)
class Prospect:
    """The first time that may still move, and where."""

    start_at: datetime
    place: PlaceName


@dataclass(frozen=True, slots=True)
class Prospects:
    """Both sides of the question; None: no time in sight."""

    present: Prospect | None
    proposed: Prospect | None


def prospects(
    store: Database, course_id: str, to_counsellor_id: str, *, now: datetime, think: Think = think
) -> Prospects:
    """What either answer would come to as things stand now: promised to nobody, so it can differ once answered.

    Thinks with no transaction held. KeyError for a course that is not known.
    """
    with store.read() as db:
        ask = read_world(db, [course_id], now=now, policy=policy_of(db), others_too=True)
    places = {place.id: PlaceName(place.id, place.name, place.is_video, place.call) for place in ask.world.places}
    sheet = ask.sheets[course_id]
    standing = min(sheet.standing, key=lambda a: a.start_at, default=None)
    try:
        planned = think(with_counsellor(ask, course_id, to_counsellor_id), course_id)
    except NoAnswer:
        planned = ()
    first = min(planned, key=lambda a: a.start, default=None)
    return Prospects(
        present=None if standing is None else Prospect(standing.start_at, places[standing.place_id]),
        proposed=None if first is None else Prospect(ask.horizon.instant_of(first.start), places[first.place]),
    )
