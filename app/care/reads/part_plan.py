"""Works out which courses must be planned together, and a plan for such a part."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.course import CourseState
from app.care.domain.mending import Proposal, answer_together, needs_mending
from app.care.domain.sharing import apart
from app.care.domain.thinking_together import ThinkTogether, think_together
from app.care.domain.world import KnownPlace
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
    return answer_together(ask, mended, think)
