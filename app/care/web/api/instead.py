"""What is kept in place of an appointment that fell through, over the API: looked at, kept, changed."""

from fastapi import APIRouter, Request

from app.care.domain.appointment import AppointmentStatus
from app.care.reads.kept_instead import instead_of
from app.care.reads.officer_plan import appointment_of_officer
from app.care.services.hold import keep
from app.care.web.api import showing
from app.care.web.api.asking import problems
from app.care.web.api.shapes_out import AppointmentOut, InsteadOut
from app.care.web.officer.calling_off import keep_another_day
from app.care.web.officer.planning import plan_now
from app.care.web.officer.visitor import Officer, desk_of
from app.foundation.refusals import OutOfTurn

router = APIRouter(prefix="/api/v1/appointments/{appointment_id}", tags=["appointments"])


@router.get("/instead", responses=problems(404))
def kept_instead(request: Request, who: Officer, appointment_id: str) -> InsteadOut:
    """What stands now in place of one's own appointment that was missed, or called off by oneself.

    `appointment` is null while no time is found; one that is held lapses, and the course is then planned by itself.
    """
    desk = desk_of(request)
    with desk.store.read() as db:
        return showing.instead(instead_of(db, who.subject_id, appointment_id, now=desk.clock()))


@router.post("/instead/another-day", responses=problems(404, 409))
def hold_another_day(request: Request, who: Officer, appointment_id: str) -> InsteadOut:
    """Let the call that is held for the same day go, and hold the best time on another day instead.

    409 "illegal-move" when nothing is held in its place.
    """
    desk = desk_of(request)
    with desk.store.read() as db:
        kept = instead_of(db, who.subject_id, appointment_id, now=desk.clock()).kept
    if kept is None or kept.status is not AppointmentStatus.HELD:
        raise OutOfTurn("Nothing is held in its place.", code="illegal-move")
    keep_another_day(desk, who.subject_id, appointment_id, kept.id)
    return kept_instead(request, who, appointment_id)


@router.post("/keep", responses=problems(404, 409))
def keep_appointment(request: Request, who: Officer, appointment_id: str) -> AppointmentOut:
    """Keep what came in place of another: books what is held or proposed, notes that what is booked is wanted.

    Again changes nothing. 409 "hold-lapsed" when it stands no more.
    """
    desk = desk_of(request)
    with desk.store.write() as db:
        course_id = keep(db, who.subject_id, appointment_id, now=desk.clock()).course_id
    plan_now(desk, course_id)
    return _shown(request, who.subject_id, appointment_id)


def _shown(request: Request, officer_id: str, appointment_id: str) -> AppointmentOut:
    with desk_of(request).store.read() as db:
        return showing.appointment(appointment_of_officer(db, officer_id, appointment_id))
