"""Two minutes to a plan: one short form, and on to real times."""

from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.responses import Response

from app.care.domain.draft import Draft
from app.care.domain.session_lengths import usual_of
from app.care.domain.urgency import Urgency
from app.care.reads.officer_choices import choices
from app.care.services.draft import save_draft
from app.care.services.referral import refer
from app.care.store import courses
from app.care.store.drafts import draft_of, drop_draft
from app.care.web.officer.planning import plan_now
from app.care.web.officer.start_form import Asked, read_form
from app.care.web.officer.visitor import Officer, Typed, desk_of, show
from app.foundation.pages import see_other
from app.foundation.refusals import Conflict, Invalid

router = APIRouter(include_in_schema=False)


@router.get("/start", response_model=None)
def start_page(request: Request, who: Officer) -> Response:
    """The form; whoever has a plan already is taken to it."""
    desk = desk_of(request)
    with desk.store.read() as db:
        if courses.going_on_of_officer(db, who.subject_id) is not None:
            return RedirectResponse("/", status_code=303)
        draft = draft_of(db, who.subject_id)
    if draft is None:
        return _form(request, Asked())
    return _form(request, Asked.of(Draft.from_text(draft.form)), began_at=draft.saved_at)


@router.post("/start/save", response_model=None)
def save(request: Request, who: Officer, form: Typed) -> Response:
    """Keep what was typed so far: quietly after every change where scripts run, else by its own button."""
    desk = desk_of(request)
    try:
        with desk.store.write() as db:
            save_draft(db, who.subject_id, read_form(form).draft(), now=desk.clock())
    except Conflict as refused:
        if refused.stable_code != "course-open":
            raise
        return see_other("/", say="You have a plan already. Here it is.", tone="note")
    if request.headers.get("hx-request") == "true":
        return Response(status_code=204)
    return see_other("/", say="Kept for thirty days. Only you can see it; go on whenever you like.", tone="note")


@router.post("/start/forget", response_model=None)
def forget(request: Request, who: Officer) -> Response:
    """Throw the draft away."""
    with desk_of(request).store.write() as db:
        drop_draft(db, who.subject_id)
    return see_other("/start", say="Forgotten. Here is an empty page.", tone="note")


@router.post("/start", response_model=None)
def start(request: Request, who: Officer, form: Typed) -> Response:
    """Open the course in one transaction, plan it, and go on to the times."""
    desk = desk_of(request)
    with desk.store.read() as db:
        offered = choices(db)
    asked = read_form(form)
    try:
        wanted = asked.referral(offered)
    except Invalid as refused:
        return _form(request, asked, refused)
    try:
        with desk.store.write() as db:
            course_id = refer(db, who.subject_id, wanted, now=desk.clock()).id
    except Conflict as refused:
        if refused.stable_code != "course-open":
            raise
        return see_other("/", say="You have a plan already. Here it is.", tone="note")
    plan_now(desk, course_id)
    return see_other("/choose")


def _form(
    request: Request, asked: Asked, refused: Invalid | None = None, *, began_at: datetime | None = None
) -> HTMLResponse:
    desk = desk_of(request)
    with desk.store.read() as db:
        offered = choices(db)
    return show(
        request,
        "start.html",
        status=refused.status if refused else 200,
        offered=offered,
        asked=asked,
        usual=usual_of(offered.lengths),
        began_at=began_at,
        urgencies=tuple(Urgency),
        faults=refused.faults if refused else (),
    )
