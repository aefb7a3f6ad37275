"""Something sooner over the API: waited for, kept, left."""

from fastapi import APIRouter, Request

from app.care.reads.officer_plan import appointment_of_officer
from app.care.reads.sooner_seen import sooner_seen
from app.care.services.sooner import decline_offer, end_wish, keep_offer, wish_sooner
from app.care.web.api import showing
from app.care.web.api.asking import problems
from app.care.web.api.shapes_in import SoonerWanted
from app.care.web.api.shapes_out import AppointmentOut, SoonerOut
from app.care.web.officer.planning import plan_now
from app.care.web.officer.visitor import Officer, desk_of

router = APIRouter(prefix="/api/v1", tags=["choosing"])


@router.get("/courses/{course_id}/sooner", responses=problems(404))
def sooner(request: Request, who: Officer, course_id: str) -> SoonerOut:
    """Whether something sooner is waited for, and what is kept just now."""
    desk = desk_of(request)
    with desk.store.read() as db:
        return showing.sooner(sooner_seen(db, who.subject_id, course_id, now=desk.clock()))


@router.put("/courses/{course_id}/sooner", responses=problems(404, 409, 422))
def wait_for_sooner(request: Request, who: Officer, course_id: str, body: SoonerWanted) -> SoonerOut:
    """Wait for something sooner that is as wished; put again, the wish changes and keeps its place in the line.

    What comes free goes to the course most behind its plan: kept for a few hours, told by mail. 409 "nothing-booked"
    before the first session is booked, "course-not-open" while the course is paused, waits or has ended.
    """
    desk = desk_of(request)
    with desk.store.write() as db:
        wish_sooner(db, who.subject_id, course_id, body.sieve, now=desk.clock())
    return sooner(request, who, course_id)


@router.delete("/courses/{course_id}/sooner", responses=problems(404))
def wait_no_more(request: Request, who: Officer, course_id: str) -> SoonerOut:
    """Wait no more; what is kept just now goes to the next in line. Again changes nothing."""
    desk = desk_of(request)
    with desk.store.write() as db:
        end_wish(db, who.subject_id, course_id, now=desk.clock())
    return sooner(request, who, course_id)


@router.post("/sooner/{offer_id}/keep", responses=problems(404, 409))
def keep(request: Request, who: Officer, offer_id: str) -> AppointmentOut:
    """Take what is kept: the session moves there, as one step. Again changes nothing.

    409 "hold-lapsed" when it is kept no more.
    """
    desk = desk_of(request)
    with desk.store.write() as db:
        booked = keep_offer(db, who.subject_id, offer_id, now=desk.clock())
    plan_now(desk, booked.course_id)
    with desk.store.read() as db:
        return showing.appointment(appointment_of_officer(db, who.subject_id, booked.id))


@router.post("/sooner/{offer_id}/decline", status_code=204, responses=problems(404))
def decline(request: Request, who: Officer, offer_id: str) -> None:
    """Leave what is kept to the next in line; the wish stands. Again changes nothing."""
    desk = desk_of(request)
    with desk.store.write() as db:
        decline_offer(db, who.subject_id, offer_id, now=desk.clock())
