"""The first page: where the plan stands, what comes next, and what can be done about it."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.care.domain.course import GOING_ON, CourseState
from app.care.reads.kept_instead import missed_lately
from app.care.reads.officer_plan import plan_of_officer
from app.care.reads.sooner_seen import sooner_seen
from app.care.web.officer.visitor import Officer, desk_of, show
from app.care.web.officer.week import around_week, asked_week
from app.foundation.refusals import NotFound, NotSignedIn
from app.foundation.signin.who import signed_in

router = APIRouter(include_in_schema=False)


@router.get("/")
def home(request: Request, who: Officer) -> HTMLResponse:
    """The officer's plan; a welcome for those who have none, or have given theirs up."""
    desk = desk_of(request)
    with desk.store.read() as db:
        plan = plan_of_officer(db, who.subject_id, now=desk.clock())
        if plan is None or plan.state is CourseState.WITHDRAWN:
            return show(request, "welcome.html")
        missed = missed_lately(db, who.subject_id, plan.course_id, now=desk.clock())
        earlier = sooner_seen(db, who.subject_id, plan.course_id, now=desk.clock())
        week = around_week(db, who.subject_id, plan, asked_week("", desk), desk)
    goes_on = plan.state in GOING_ON
    return show(request, "home.html", plan=plan, goes_on=goes_on, missed=missed, earlier=earlier, **week)


@router.get("/about")
def about(request: Request) -> HTMLResponse:
    """Who can see what, in plain words; for anybody, so that it can be read before joining."""
    try:
        signed_in(request, "officer")
        is_in = True
    except (NotFound, NotSignedIn):
        is_in = False
    return show(request, "about.html", is_in=is_in)
