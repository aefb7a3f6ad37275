"""An officer says that a time was recorded wrongly: the provider is asked, and nothing moves before they answer."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from app.care.reads.officer_questions import recorded_of
from app.care.services.outcome_question import question_outcome
from app.care.web.officer.visitor import Officer, desk_of, show
from app.foundation.pages import see_other

router = APIRouter(include_in_schema=False)


@router.get("/put-right/{appointment_id}")
def put_right_page(request: Request, who: Officer, appointment_id: str) -> HTMLResponse:
    """What is recorded, what can be said against it, or how a question stands."""
    desk = desk_of(request)
    with desk.store.read() as db:
        one = recorded_of(db, who.subject_id, appointment_id, now=desk.clock())
    return show(request, "put_right.html", one=one)


@router.post("/put-right/{appointment_id}", response_model=None)
def put_right(request: Request, who: Officer, appointment_id: str) -> Response:
    """Ask the provider to look again. A second tap asks nothing new."""
    desk = desk_of(request)
    with desk.store.write() as db:
        question_outcome(db, who.subject_id, appointment_id, now=desk.clock())
    return see_other("/preferences/record", say="They are asked to look again. Until they answer, all stays as it is.")
