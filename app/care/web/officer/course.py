"""Pausing, going on, stopping for good, and whether missed times are planned again by themselves."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from app.care.domain.course import GOING_ON
from app.care.reads.officer_plan import PlanView, plan_of_officer
from app.care.services.course_life import pause, rebook_misses, resume, withdraw
from app.care.web.officer.planning import plan_now
from app.care.web.officer.visitor import Officer, Typed, desk_of, show, text_of
from app.foundation.pages import see_other
from app.foundation.refusals import NotFound

router = APIRouter(include_in_schema=False)


@router.get("/pause")
def pause_page(request: Request, who: Officer) -> HTMLResponse:
    """What a pause means, before it is one."""
    return show(request, "pause.html", plan=_going_on(request, who.subject_id))


@router.post("/pause", response_model=None)
def take_a_break(request: Request, who: Officer) -> Response:
    """Pause: what lies ahead is called off, nothing is lost."""
    desk, plan = desk_of(request), _going_on(request, who.subject_id)
    with desk.store.write() as db:
        pause(db, who.subject_id, plan.course_id, now=desk.clock())
    return see_other("/", say="Your plan is paused. It waits for you as long as you like.", tone="note")


@router.post("/resume", response_model=None)
def go_on(request: Request, who: Officer) -> Response:
    """Take it up again, and plan at once."""
    desk, plan = desk_of(request), _going_on(request, who.subject_id)
    with desk.store.write() as db:
        resume(db, who.subject_id, plan.course_id, now=desk.clock())
    plan_now(desk, plan.course_id)
    return see_other("/", say="Good to have you back. Your plan goes on.")


@router.get("/stop")
def stop_page(request: Request, who: Officer) -> HTMLResponse:
    """What stopping means, before it is done: it cannot be taken back, only begun anew."""
    return show(request, "stop.html", plan=_going_on(request, who.subject_id))


@router.post("/stop", response_model=None)
def stop(request: Request, who: Officer) -> Response:
    """End the plan: what lies ahead is called off, what was not used is given back."""
    desk, plan = desk_of(request), _going_on(request, who.subject_id)
    with desk.store.write() as db:
        withdraw(db, who.subject_id, plan.course_id, now=desk.clock())
    return see_other("/", say="Your plan is closed. You can start again whenever you like.", tone="note")


@router.post("/rebooking", response_model=None)
def rebooking(request: Request, who: Officer, form: Typed) -> Response:
    """Whether a missed time is planned again without being asked for."""
    desk, plan = desk_of(request), _going_on(request, who.subject_id)
    wanted = text_of(form, "wanted") == "yes"
    with desk.store.write() as db:
        rebook_misses(db, who.subject_id, plan.course_id, wanted=wanted, now=desk.clock())
    said = "Missed times are planned again for you." if wanted else "Missed times wait until you choose a new one."
    return see_other("/preferences", say=said)


def _going_on(request: Request, officer_id: str) -> PlanView:
    desk = desk_of(request)
    with desk.store.read() as db:
        plan = plan_of_officer(db, officer_id, now=desk.clock())
    if plan is None or plan.state not in GOING_ON:
        raise NotFound("There is no plan that goes on.")
    return plan
