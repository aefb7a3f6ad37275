"""A time that is kept for the officer: book it or let it go; and what happens once it is booked."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.care.domain.appointment import AppointmentStatus
from app.care.reads.officer_plan import AppointmentView, appointment_of_officer, plan_of_officer
from app.care.services.hold import book_held, let_go
from app.care.web.officer.planning import plan_now
from app.care.web.officer.visitor import CHANGED_SINCE, Officer, desk_of, show
from app.foundation.pages import see_other
from app.foundation.refusals import Conflict

router = APIRouter(include_in_schema=False)
S = AppointmentStatus


@router.get("/held/{appointment_id}", response_model=None)
def held_page(request: Request, who: Officer, appointment_id: str) -> Response:
    """The kept time with how long it stays so; on to the next page if it was booked, friendly if it is free again."""
    kept = _mine(request, who.subject_id, appointment_id)
    if kept.status in {S.BOOKED, S.FULFILLED}:
        return see_other(f"/booked/{appointment_id}")
    return show(request, "held.html", kept=kept, is_kept=_is_kept(kept, request))


@router.post("/held/{appointment_id}/book", response_model=None)
def book(request: Request, who: Officer, appointment_id: str) -> Response:
    """Book it, and plan the rest around it. A second tap changes nothing."""
    desk = desk_of(request)
    try:
        with desk.store.write() as db:
            course_id = book_held(db, who.subject_id, appointment_id, now=desk.clock()).course_id
    except Conflict as refused:
        if refused.stable_code != "hold-lapsed":
            raise
        kept = _mine(request, who.subject_id, appointment_id)
        return show(request, "held.html", status=refused.status, kept=kept, is_kept=False)
    plan_now(desk, course_id)
    return see_other(f"/booked/{appointment_id}")


@router.post("/held/{appointment_id}/let-go", response_model=None)
def release(request: Request, who: Officer, appointment_id: str) -> Response:
    """Give it back and look again."""
    desk = desk_of(request)
    with desk.store.write() as db:
        number = let_go(db, who.subject_id, appointment_id, now=desk.clock()).number
    return see_other(f"/choose?n={number}", say="That time is free again. Here are your choices.", tone="note")


@router.get("/booked/{appointment_id}", response_model=None)
def booked_page(request: Request, who: Officer, appointment_id: str) -> Response:
    """What was booked, and what happens next; on to how it stands now, if it has moved or been since."""
    desk = desk_of(request)
    with desk.store.read() as db:
        booked = appointment_of_officer(db, who.subject_id, appointment_id)
        plan = plan_of_officer(db, who.subject_id, now=desk.clock())
    if booked.status is S.HELD:
        return see_other(f"/held/{appointment_id}")
    if plan is None or plan.course_id != booked.course_id:
        return see_other("/")
    if booked.status is not S.BOOKED:
        return see_other(f"/plan/{booked.number}", say=CHANGED_SINCE, tone="note")
    return show(request, "booked.html", booked=booked, plan=plan)


def _mine(request: Request, officer_id: str, appointment_id: str) -> AppointmentView:
    with desk_of(request).store.read() as db:
        return appointment_of_officer(db, officer_id, appointment_id)


def _is_kept(kept: AppointmentView, request: Request) -> bool:
    now = desk_of(request).clock()
    return kept.status is S.HELD and kept.held_until_at is not None and kept.held_until_at > now
