"""An officer's week over the API: duties, the rest they earn, what is kept free, and what is planned."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from app.care.reads.officer_plan import plan_of_officer
from app.care.reads.officer_week import WeekView, week_of_officer
from app.care.web.api import showing
from app.care.web.api.asking import problems
from app.care.web.api.shapes_week import WeekDayOut, WeekEntryOut, WeekOut
from app.care.web.officer.visitor import Officer, desk_of
from app.care.web.officer.week import asked_week
from app.care.web.officer.week_words import NAMES

router = APIRouter(prefix="/api/v1/me", tags=["officer"])


@router.get("/week", responses=problems(404, 422))
def week(
    request: Request,
    who: Officer,
    on: Annotated[str, Query(alias="from", max_length=40, examples=["2026-03-02"])] = "",
) -> WeekOut:
    """The week that a date lies in, else this one: what is on, hour by hour, as it is drawn on the page of the week."""
    desk = desk_of(request)
    monday = asked_week(on, desk)
    with desk.store.read() as db:
        plan = plan_of_officer(db, who.subject_id, now=desk.clock())
        view = week_of_officer(db, who.subject_id, monday, plan)
    return _shown(view)


def _shown(view: WeekView) -> WeekOut:
    return WeekOut(
        first_on=view.week.first_on,
        roster_covers_to_on=view.covers_to_on,
        days=[WeekDayOut(on=day.on, hours=day.hours, roster_known=day.is_known) for day in view.week.days],
        entries=[
            WeekEntryOut(
                kind=entry.kind,
                words=NAMES[entry.kind],
                start_at=entry.start_at,
                end_at=entry.end_at,
                appointment=showing.appointment(view.planned[entry.number]) if entry.number else None,
            )
            for entry in view.week.entries
        ],
    )
