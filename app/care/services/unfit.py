"""Has somebody looked for where a course's counsellor is not whom its officer asks for, as they do now."""

from sqlalchemy.orm import Session

from app.care.domain.wants import Wants
from app.care.services.replan import seek_another
from app.care.store import appointments
from app.care.store.tables.courses import Course
from app.care.store.tables.providers import Counsellor


def seek_if_unfit(db: Session, course: Course) -> None:
    """Leave the job that looks; a question is asked of nobody whose plan does not go on."""
    if is_unfit(db, course):
        seek_another(db, course)


def is_unfit(db: Session, course: Course) -> bool:
    """Whether its officer sees somebody else than they ask for; until they have agreed to anybody, the plan chooses."""
    if course.counsellor_id is None or not appointments.agreed(db, course.id):
        return False
    return not fits(db, course.counsellor_id, Wants.from_json(course.wants))


def fits(db: Session, counsellor_id: str, wants: Wants) -> bool:
    """Whether a counsellor is one who is asked for."""
    who = db.get_one(Counsellor, counsellor_id)
    return wants.fits(who.skills, who.languages, who.gender)
