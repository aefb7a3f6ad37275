"""What is kept in place of a time that was missed or called off: keep it, change it, or pause."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.care.domain.appointment import AppointmentStatus
from app.care.reads.kept_instead import KeptInstead, instead_of
from app.care.reads.officer_plan import plan_of_course
from app.care.services.hold import keep
from app.care.web.officer.calling_off import keep_another_day
from app.care.web.officer.planning import plan_now
from app.care.web.officer.visitor import CHANGED_SINCE, Officer, Typed, desk_of, show, text_of
from app.foundation.pages import see_other
from app.foundation.refusals import Conflict

router = APIRouter(prefix="/instead/{ended_id}", include_in_schema=False)
S = AppointmentStatus
LAPSED = "That one is free again. Nothing is lost: here is how it stands now."


@router.get("", response_model=None)
def instead_page(request: Request, who: Officer, ended_id: str) -> Response:
    """The time that is kept, with its ways on; or why there is none yet."""
    seen = _seen(request, who.subject_id, ended_id)
    desk = desk_of(request)
    with desk.store.read() as db:
        plan = plan_of_course(db, who.subject_id, seen.ended.course_id, now=desk.clock())
    return show(request, "instead.html", seen=seen, plan=plan)


@router.post("/keep", response_model=None)
def keep_it(request: Request, who: Officer, ended_id: str, form: Typed) -> Response:
    """Keep what the page showed. A second tap changes nothing."""
    desk, kept_id = desk_of(request), text_of(form, "kept")
    seen = _seen(request, who.subject_id, ended_id)
    if seen.kept is not None and seen.kept.id != kept_id:
        return see_other(f"/instead/{ended_id}", say=CHANGED_SINCE, tone="note")
    try:
        with desk.store.write() as db:
            kept = keep(db, who.subject_id, kept_id, now=desk.clock())
    except Conflict as refused:
        if refused.stable_code != "hold-lapsed":
            raise
        return see_other(f"/instead/{ended_id}", say=LAPSED, tone="note")
    plan_now(desk, kept.course_id)
    return see_other(f"/plan/{kept.number}", say="That is settled. Good that you did this.")


@router.post("/another-day", response_model=None)
def another_day(request: Request, who: Officer, ended_id: str, form: Typed) -> Response:
    """Not that day: let the call go, and keep the best time on another."""
    seen = _seen(request, who.subject_id, ended_id)
    if seen.kept is None or seen.kept.status is not S.HELD or seen.kept.id != text_of(form, "kept"):
        return see_other(f"/instead/{ended_id}", say=CHANGED_SINCE, tone="note")
    keep_another_day(desk_of(request), who.subject_id, ended_id, seen.kept.id)
    return see_other(f"/instead/{ended_id}")


def _seen(request: Request, officer_id: str, ended_id: str) -> KeptInstead:
    desk = desk_of(request)
    with desk.store.read() as db:
        return instead_of(db, officer_id, ended_id, now=desk.clock())
