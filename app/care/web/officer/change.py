"""The question whether to go on with somebody else; nothing is booked before the officer answers."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from app.care.reads.counsellor_prospects import prospects
from app.care.reads.officer_plan import ChangeView, PlanView, plan_of_officer
from app.care.services.counsellor_change import answer_change
from app.care.web.officer.planning import plan_now
from app.care.web.officer.visitor import Officer, Typed, desk_of, show, text_of
from app.foundation.pages import see_other
from app.foundation.refusals import Fault, Invalid

router = APIRouter(include_in_schema=False)
_ANSWERS = {"yes": True, "no": False}


@router.get("/change", response_model=None)
def change_page(request: Request, who: Officer) -> Response:
    """Who, why, and what either answer means; home if nothing is being asked."""
    plan = _plan(request, who.subject_id)
    if plan is None or plan.change is None:
        return see_other("/")
    return _page(request, plan, plan.change)


@router.post("/change", response_model=None)
def answer(request: Request, who: Officer, form: Typed) -> Response:
    """Carry out the answer."""
    desk = desk_of(request)
    consents = _ANSWERS.get(text_of(form, "answer"))
    plan = _plan(request, who.subject_id)
    if consents is None and plan is not None and plan.change is not None:
        refused = Invalid("Choose.", faults=[Fault("Choose one of the two", column="answer")])
        return _page(request, plan, plan.change, refused)
    with desk.store.write() as db:
        said = answer_change(db, who.subject_id, text_of(form, "change"), consents=consents is True, now=desk.clock())
    plan_now(desk, said.course_id)
    if consents:
        return see_other("/", say="Thank you. Your plan goes on, and the new times are below.")
    return see_other("/", say="That is noted. Everything stays with the person you know.", tone="note")


def _page(request: Request, plan: PlanView, change: ChangeView, refused: Invalid | None = None) -> HTMLResponse:
    desk = desk_of(request)
    return show(
        request,
        "change.html",
        status=refused.status if refused else 200,
        plan=plan,
        change=change,
        prospects=prospects(desk.store, plan.course_id, change.to_id, now=desk.clock()),
        faults=refused.faults if refused else (),
    )


def _plan(request: Request, officer_id: str) -> PlanView | None:
    desk = desk_of(request)
    with desk.store.read() as db:
        return plan_of_officer(db, officer_id, now=desk.clock())
