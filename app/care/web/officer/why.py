"""Why there is no time for one of an officer's plan, and what would make one possible, to be done with one tap."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from app.care.domain.course import GOING_ON
from app.care.reads.officer_plan import PlanView, plan_of_officer
from app.care.reads.why_not import Asked, WhyNot, why_not
from app.care.web.officer import easing_words
from app.care.web.officer.letting_go import Refused, patience, take_way
from app.care.web.officer.visitor import Officer, Typed, desk_of, in_plan, show, text_of
from app.foundation.pages import see_other
from app.foundation.refusals import NotFound

router = APIRouter(include_in_schema=False)
_LONGEST_KEY = 300


@router.get("/why", response_model=None)
def why_page(request: Request, who: Officer, n: str = "", whole: str = "") -> Response:
    """At once, and with the answer as soon as it is found: in place, or on a page that loads by itself."""
    plan, number = _plan(request, who.subject_id), in_plan(n)
    if plan.session(number) is None:
        raise NotFound("There is no such number in your plan.")
    if whole != "yes":
        return show(request, "why.html", plan=plan, number=number, why=None, **_AROUND)
    return _page(request, plan, _found(request, who.subject_id, plan, number))


@router.get("/why/found", response_model=None)
def found(request: Request, who: Officer, n: str = "") -> Response:
    """The answer alone, for a page that waits for it; the whole page for whoever opens this address."""
    if "hx-request" not in request.headers:
        return see_other(f"/why?n={in_plan(n)}")
    plan = _plan(request, who.subject_id)
    why = _found(request, who.subject_id, plan, in_plan(n))
    return show(request, "why_found.html", plan=plan, number=why.number, why=why, **_AROUND)


@router.post("/why", response_model=None)
def let_go(request: Request, who: Officer, form: Typed) -> Response:
    """Do exactly what was tapped, if it still works; else the page anew, with what works now."""
    plan, number = _plan(request, who.subject_id), in_plan(text_of(form, "n"))
    asked = Asked(who.subject_id, plan.course_id, number, only=text_of(form, "way", longest=_LONGEST_KEY))
    try:
        take_way(desk_of(request), asked)
    except Refused as refused:
        if refused.has_time:
            return see_other(f"/plan/{number}", say="There is a time for it now. Here it is.", tone="note")
        return _page(request, plan, _found(request, who.subject_id, plan, number), status=409)
    return see_other(f"/plan/{number}", say="Done, and there is a time for it. Here it is.")


_AROUND: dict[str, Any] = {"ease": easing_words, "stale": False}


def _page(request: Request, plan: PlanView, why: WhyNot, *, status: int = 200) -> HTMLResponse:
    around = {**_AROUND, "stale": status != 200}
    return show(request, "why.html", status=status, plan=plan, number=why.number, why=why, **around)


def _found(request: Request, officer_id: str, plan: PlanView, number: int) -> WhyNot:
    desk = desk_of(request)
    return why_not(
        desk.store, Asked(officer_id, plan.course_id, number), now=desk.clock(), enough=patience(desk.thinking_seconds)
    )


def _plan(request: Request, officer_id: str) -> PlanView:
    desk = desk_of(request)
    with desk.store.read() as db:
        plan = plan_of_officer(db, officer_id, now=desk.clock())
    if plan is None or plan.state not in GOING_ON:
        raise NotFound("There is no plan that goes on.")
    return plan
