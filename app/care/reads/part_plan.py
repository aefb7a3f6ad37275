"""Works out which courses must be planned together, and a plan for such a part."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.closing_up import closed_up
from app.care.domain.course import CourseState
from app.care.domain.sharing import apart
from app.care.domain.thinking_together import ThinkTogether, think_together
from app.care.domain.world import KnownPlace
from app.care.reads.course_plan import Proposal, is_better_closed_up, needs_mending, outcomes_of, proposal_of
from app.care.reads.world import read_world
from app.care.reads.world_counsellors import all_counsellors
from app.care.reads.world_courses import known_courses
from app.care.store import providers
from app.care.store.force import policy_of
from app.foundation.database import Database


def parts_among(db: Session, course_ids: Collection[str], *, now: datetime) -> list[tuple[str, ...]]:
    """The planner's eyes: the open ones of these courses, in parts that share nobody and no limited place."""
    courses = known_courses(db, course_ids, now, now)
    places = [
        KnownPlace(place.id, place.name, place.kind == "video", place.rooms, place.number or "")
        for place in providers.places(db)
    ]
    still_open = [course for course in courses if course.state is CourseState.OPEN]
    return apart(still_open, all_counsellors(db), places, policy_of(db))


def propose_together(
    store: Database, course_ids: Sequence[str], *, now: datetime, think: ThinkTogether = think_together
) -> tuple[Proposal, ...]:
    """The best way found to mend these courses together, for those of them that are open and not whole.

    The others enter like everybody else's: as taken. Raises NoAnswer when there is no plan of all of them.
    """
    with store.read() as db:
        policy = policy_of(db)
        ask = read_world(db, course_ids, now=now, policy=policy)
        mended = [course_id for course_id in course_ids if needs_mending(ask, course_id)]
        if mended and len(mended) < len(ask.sheets):
            ask = read_world(db, mended, now=now, policy=policy)
    if not mended:
        return ()
    # Each in the way that would be best for it alone: both ways for each would be too many questions.
    asked = closed_up(ask, [name for name in mended if is_better_closed_up(ask, name)]) or ask
    planned = think(asked, mended)
    return tuple(
        proposal_of(asked, name, [one for one in planned if one.course == name], outcomes_of(ask, name))
        for name in mended
    )
