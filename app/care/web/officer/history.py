"""What became of everything: each promise, each miss and its new time, and the ledger line by line."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.care.reads.officer_history import history_of_course, ledger_of_course
from app.care.reads.officer_plan import plan_of_officer
from app.care.web.officer.visitor import Officer, desk_of, show

router = APIRouter(include_in_schema=False)


@router.get("/history")
def history(request: Request, who: Officer) -> HTMLResponse:
    """The newest course's history; nothing yet for those who have none."""
    desk = desk_of(request)
    with desk.store.read() as db:
        plan = plan_of_officer(db, who.subject_id, now=desk.clock())
        numbers = history_of_course(db, who.subject_id, plan.course_id) if plan else ()
        lines = ledger_of_course(db, who.subject_id, plan.course_id) if plan else ()
    return show(request, "history.html", plan=plan, numbers=numbers, lines=lines)
