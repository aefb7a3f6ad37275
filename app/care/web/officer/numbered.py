"""One session of the plan: when, where, with whom and why; and a way out of it that loses nothing."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from app.care.domain.outcome import Outcome
from app.care.reads.next_best import NextBest, next_best
from app.care.reads.officer_history import history_of_course
from app.care.reads.officer_plan import PlanView, SessionView, Stands, plan_of_officer
from app.care.services.call_off import cancel_by_officer
from app.care.services.outcome import record_outcome
from app.care.store import rosters
from app.care.store.force import policy_of
from app.care.web.officer.calling_off import CallingOff, call_off_and_keep
from app.care.web.officer.planning import plan_now
from app.care.web.officer.visitor import CHANGED_SINCE, Number, Officer, Typed, desk_of, show, text_of
from app.foundation.pages import see_other
from app.foundation.refusals import Conflict, NotFound

router = APIRouter(include_in_schema=False)
CAME_UP = frozenset({"unwell", "kept_on_duty", "court", "other"})
MISSED = {
    "kept_on_duty": Outcome.KEPT_ON_DUTY,
    "recalled": Outcome.RECALLED_TO_DUTY,
    "court": Outcome.COURT,
    "unwell": Outcome.UNWELL,
    "other": Outcome.DID_NOT_ATTEND,
}
"""What an officer may say of a time that has gone by; CAME_UP is what they may say beforehand, if they wish."""


@router.get("/plan/{number}")
def session_page(request: Request, who: Officer, number: Number) -> HTMLResponse:
    """Everything about number k of the plan."""
    plan, session = _found(request, who.subject_id, number)
    return _page(request, who.subject_id, plan, session, None)


def _page(
    request: Request, officer_id: str, plan: PlanView, session: SessionView, instead: NextBest | None
) -> HTMLResponse:
    desk, number = desk_of(request), session.number
    with desk.store.read() as db:
        histories = history_of_course(db, officer_id, plan.course_id)
        version, policy = rosters.latest_version(db), policy_of(db)
    when = session.appointment and session.appointment.start_at.astimezone(desk.zone).date()
    return show(
        request,
        "numbered.html",
        plan=plan,
        session=session,
        promises=next((one.promises for one in histories if one.number == number), ()),
        is_rostered=bool(version and when and when <= version.covers_to_on),
        firm_weeks=policy.firm_horizon.days // 7,
        instead=instead,
    )


@router.get("/plan/{number}/instead", response_model=None)
def next_best_time(request: Request, who: Officer, number: Number) -> Response:
    """The next best time as a part of the page of number k; for whoever opens this address, that page with it."""
    plan, session = _found(request, who.subject_id, number)
    desk = desk_of(request)
    instead = next_best(desk.store, who.subject_id, plan.course_id, number, now=desk.clock())
    if instead is None:
        return HTMLResponse("") if "hx-request" in request.headers else see_other(f"/plan/{number}")
    if "hx-request" in request.headers:
        return show(request, "next_best.html", session=session, instead=instead)
    return _page(request, who.subject_id, plan, session, instead)


@router.get("/plan/{number}/change", response_model=None)
def call_off_page(request: Request, who: Officer, number: Number, of: str = "") -> Response:
    """Ask once, kindly, before anything is called off.

    The address names the appointment it is about: the way back in a browser, after that was called off, must not show
    the same question about the time that took its place.
    """
    plan, session = _found(request, who.subject_id, number)
    booked = session.appointment if session.stands is Stands.BOOKED else None
    if booked is None and not of:
        raise NotFound("There is nothing to call off here.")
    if booked is not None and not of:
        return see_other(f"/plan/{number}/change?of={booked.id}")
    if booked is None or booked.id != of:
        return see_other(f"/plan/{number}", say=CHANGED_SINCE, tone="note")
    return show(request, "call_off.html", plan=plan, session=session)


@router.post("/plan/{number}/change", response_model=None)
def call_off(request: Request, who: Officer, number: Number, form: Typed) -> Response:
    """Call the time off. The session stays the officer's; a new time is found unless they would rather wait."""
    desk = desk_of(request)
    plan, session = _found(request, who.subject_id, number)
    if session.appointment is None or session.appointment.id != text_of(form, "appointment"):
        return see_other(f"/plan/{number}", say=CHANGED_SINCE, tone="note")
    rebook, said = text_of(form, "then") != "wait", text_of(form, "why")
    why, gone_id = said if said in CAME_UP else "", session.appointment.id
    if rebook and plan.rebooks:
        call_off_and_keep(desk, CallingOff(who.subject_id, gone_id, why))
        return see_other(f"/instead/{gone_id}")
    with desk.store.write() as db:
        cancel_by_officer(db, who.subject_id, gone_id, now=desk.clock(), rebook=rebook, why=why)
    if not rebook:
        return see_other("/", say="Called off. Nothing is lost; your plan waits until you say so.", tone="note")
    return see_other(f"/choose?n={number}", say="Called off, and nothing is lost. Choose a new time here.")


@router.post("/plan/{number}/missed", response_model=None)
def missed(request: Request, who: Officer, number: Number, form: Typed) -> Response:
    """The officer says that it did not happen; it is planned again."""
    desk = desk_of(request)
    plan, session = _found(request, who.subject_id, number)
    outcome = MISSED.get(text_of(form, "why"))
    if session.stands is not Stands.PAST or session.appointment is None or outcome is None:
        raise Conflict("There is nothing to say about this one any more.", code="illegal-move")
    with desk.store.write() as db:
        record_outcome(db, session.appointment.id, outcome, by="officer", now=desk.clock())
    plan_now(desk, plan.course_id)
    return see_other(f"/instead/{session.appointment.id}")


def _found(request: Request, officer_id: str, number: int) -> tuple[PlanView, SessionView]:
    desk = desk_of(request)
    with desk.store.read() as db:
        plan = plan_of_officer(db, officer_id, now=desk.clock())
    session = plan.session(number) if plan else None
    if plan is None or session is None:
        raise NotFound("There is no such number in your plan.")
    return plan, session
