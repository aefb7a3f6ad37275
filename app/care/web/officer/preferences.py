"""The officer's own time: journeys, days to avoid, leave, sleep; and how their diary is called."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.care.desk import CareDesk
from app.care.domain.course import GOING_ON, CourseState
from app.care.domain.needs import OfficerNeeds
from app.care.reads.officer_choices import choices
from app.care.reads.officer_plan import plan_of_officer
from app.care.services.preferences import keep_needs
from app.care.store import officers
from app.care.store.force import policy_of
from app.care.web.officer.planning import plan_now
from app.care.web.officer.preferences_form import SLEEPS, Wishes, read_wishes
from app.care.web.officer.visitor import Officer, Typed, desk_of, show
from app.foundation.pages import see_other
from app.foundation.refusals import Invalid, Refusal

router = APIRouter(include_in_schema=False)


@router.get("/preferences")
def preferences_page(request: Request, who: Officer) -> HTMLResponse:
    """Everything that can be set."""
    return settings_page(request, who.subject_id)


@router.post("/preferences", response_model=None)
def save(request: Request, who: Officer, form: Typed) -> Response:
    """Keep what was typed, and fit the plan to it."""
    desk = desk_of(request)
    with desk.store.read() as db:
        sites = dict(choices(db).sites)
    wishes = read_wishes(form, sites)
    try:
        with desk.store.write() as db:
            before = OfficerNeeds.from_json(officers.one(db, who.subject_id).needs)
            keep_needs(db, who.subject_id, wishes.needs(before, sites))
    except Invalid as refused:
        return settings_page(request, who.subject_id, refused, wishes=wishes)
    replan_now(desk, who.subject_id, now=desk.clock())
    return see_other("/preferences", say="Kept. Your plan takes it into account from now on.")


def settings_page(request: Request, officer_id: str, refused: Refusal | None = None, **typed: Any) -> HTMLResponse:
    """The page, with what was typed and what is wrong with it if it came back."""
    desk = desk_of(request)
    with desk.store.read() as db:
        known = _known(db, officer_id, desk)
    context = {**known, "faults": refused.faults if refused else (), **typed}
    return show(request, "preferences.html", status=refused.status if refused else 200, **context)


def replan_now(desk: CareDesk, officer_id: str, *, now: datetime) -> CourseState | None:
    """Plan the officer's course, if one goes on; returns its state, None if there is none."""
    with desk.store.read() as db:
        plan = plan_of_officer(db, officer_id, now=now)
    if plan is not None and plan.state in GOING_ON:
        plan_now(desk, plan.course_id)
    return None if plan is None else plan.state


def _known(db: Session, officer_id: str, desk: CareDesk) -> dict[str, Any]:
    officer, offered = officers.one(db, officer_id), choices(db)
    needs = OfficerNeeds.from_json(officer.needs)
    plan = plan_of_officer(db, officer_id, now=desk.clock())
    policy = policy_of(db)
    return {
        "plan": plan if plan is not None and plan.state in GOING_ON else None,
        "sites": offered.sites,
        "usual_journey": policy.travel_minutes,
        "usual_sleep": int(policy.rest.sleep_after_night.total_seconds() // 3600),
        "duty_time_allowed": policy.rest.in_duty_time_by_force,
        "sleeps": SLEEPS,
        "wishes": Wishes.of(needs, [site for site, _ in offered.sites]),
        "blackouts": [span for span in needs.blackouts if span.end > desk.clock()],
        "first_on": "",
        "last_on": "",
        "title": officer.calendar_title,
        "with_place": officer.needs.get("calendar_place") is True,
        "has_link": officer.calendar_digest is not None,
    }
