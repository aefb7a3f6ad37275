"""An officer's week: duties, rest and what is planned, drawn together; the same as a list for eyes and ears."""

from datetime import date, datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session

from app.care.desk import CareDesk
from app.care.domain.week import monday_of
from app.care.reads.officer_plan import PlanView, plan_of_officer
from app.care.reads.officer_week import week_of_officer
from app.care.web.officer import week_words
from app.care.web.officer.visitor import Officer, desk_of, show
from app.care.web.officer.week_drawing import drawn
from app.foundation.refusals import Fault, Invalid, NotFound

router = APIRouter(include_in_schema=False)
_BACK, _AHEAD = timedelta(weeks=60), timedelta(weeks=60)


@router.get("/week")
def week_page(request: Request, who: Officer) -> HTMLResponse:
    """The week that a date lies in ("?from=2026-03-02"), else this one."""
    desk = desk_of(request)
    monday = asked_week(request.query_params.get("from", ""), desk)
    with desk.store.read() as db:
        plan = plan_of_officer(db, who.subject_id, now=desk.clock())
        shown = around_week(db, who.subject_id, plan, monday, desk)
    return show(request, "week.html", plan=plan, **shown)


def asked_week(typed: str, desk: CareDesk) -> date:
    """The Monday of the week asked for. Raises Invalid for what is no date, NotFound for years away."""
    today = desk.clock().astimezone(desk.zone).date()
    try:
        on = date.fromisoformat(typed) if typed else today
    except ValueError:
        fault = Fault("Give a date like 2026-03-02", column="from")
        raise Invalid("That is not a date.", faults=[fault], extra={"back": "/week"}) from None
    if not today - _BACK <= on <= today + _AHEAD:
        raise NotFound("That week is too far away.", extra={"back": "/week"})
    return monday_of(on)


def around_week(db: Session, officer_id: str, plan: PlanView | None, monday: date, desk: CareDesk) -> dict[str, Any]:
    """What the templates of a week are given."""
    view, now = week_of_officer(db, officer_id, monday, plan), desk.clock()
    this_monday = monday_of(now.astimezone(desk.zone).date())
    return {
        "view": view,
        "drawing": drawn(view.week, now, desk.zone),
        "words": week_words,
        "today": now.astimezone(desk.zone).date(),
        "before_on": _if_near(monday - timedelta(weeks=1), now, desk),
        "after_on": _if_near(monday + timedelta(weeks=1), now, desk),
        "this_monday": this_monday,
    }


def _if_near(monday: date, now: datetime, desk: CareDesk) -> date | None:
    """A week there is a page of."""
    today = now.astimezone(desk.zone).date()
    return monday if today - _BACK <= monday <= today + _AHEAD else None
