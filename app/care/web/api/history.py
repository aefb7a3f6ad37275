"""What has been, over the API: every appointment a course ever had, what its officer says of one."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from app.care.reads.officer_history import promises_of_course
from app.care.reads.officer_plan import Stands, appointment_of_officer, plan_of_course
from app.care.services.outcome import record_outcome
from app.care.store import appointments
from app.care.web.api import showing
from app.care.web.api.asking import problems
from app.care.web.api.history_shapes import AppointmentsOut
from app.care.web.api.record_shapes import MissOut
from app.care.web.api.shapes_out import AppointmentOut
from app.care.web.officer.numbered import MISSED
from app.care.web.officer.planning import plan_now
from app.care.web.officer.visitor import Officer, desk_of
from app.foundation.cursors import PageAsked, link_next, page_asked, page_of
from app.foundation.refusals import OutOfTurn

router = APIRouter(prefix="/api/v1", tags=["appointments"])
Page = Annotated[PageAsked, Depends(page_asked)]


@router.get("/courses/{course_id}/appointments", responses=problems(404, 422))
def history(request: Request, answer: Response, who: Officer, course_id: str, page: Page) -> AppointmentsOut:
    """Every time that was ever promised in a course, and what became of it; in order of start."""
    with desk_of(request).store.read() as db:
        rows = promises_of_course(db, who.subject_id, course_id)
    left = [one for one in rows if page.after is None or (one.start_at, one.id) > page.after]
    part = page_of(left[: page.limit + 1], page, lambda one: (one.start_at, one.id), of=request.url.path)
    link_next(request, answer, part.next)
    return AppointmentsOut(appointments=[showing.appointment(one) for one in part.rows], next=part.next)


@router.post("/appointments/{appointment_id}/missed", responses=problems(404, 409, 422))
def missed(request: Request, who: Officer, appointment_id: str, body: MissOut | None = None) -> AppointmentOut:
    """Say that it did not happen, once its time is over; nothing is lost. The same again changes nothing.

    409 "illegal-move" when the provider has recorded how it went: then ask them to look again.
    """
    desk = desk_of(request)
    outcome = MISSED[(body or MissOut()).why]
    with desk.store.read() as db:
        row = appointments.one_of_officer(db, appointment_id, who.subject_id)
        session = plan_of_course(db, who.subject_id, row.course_id, now=desk.clock()).session(row.number)
    is_past = session is not None and session.stands is Stands.PAST
    is_meant = session is not None and session.appointment is not None and session.appointment.id == row.id
    if row.outcome is not outcome and not (is_past and is_meant):
        raise OutOfTurn("There is nothing to say about this one any more.", code="illegal-move")
    with desk.store.write() as db:
        record_outcome(db, appointment_id, outcome, by="officer", now=desk.clock())
    plan_now(desk, row.course_id)
    with desk.store.read() as db:
        return showing.appointment(appointment_of_officer(db, who.subject_id, appointment_id))
