"""The officer's own time: journeys, days to avoid, leave, sleep; and how their diary is called."""

from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.care.desk import CareDesk
from app.care.domain.course import GOING_ON, CourseState
from app.care.domain.needs import SLEEPS, WIND_DOWNS, OfficerNeeds
from app.care.domain.parts_of_day import is_of_cells
from app.care.domain.wants import Wants
from app.care.reads.officer_choices import Choices, choices
from app.care.reads.officer_plan import plan_of_officer
from app.care.services.preferences import keep_needs, version_of
from app.care.services.wishes import version_of_wants
from app.care.store import courses, officers
from app.care.store.force import policy_of
from app.care.store.tables.courses import Course
from app.care.web.officer.planning import plan_now
from app.care.web.officer.preferences_form import Wishes, read_wishes
from app.care.web.officer.visitor import Officer, Typed, desk_of, show, text_of
from app.care.web.officer.where_form import Where
from app.foundation.pages import see_other
from app.foundation.refusals import Invalid, Refusal
from app.foundation.versions import VersionChanged, VersionMissing
from app.foundation.way_up import shows_a_page

router = APIRouter(include_in_schema=False)
ELSEWHERE = (
    ("/preferences/choice", "What opens more times", "chart"),
    ("/preferences/messages", "Messages and reminders", "mail"),
    ("/preferences/signing-in", "Signing in", "lock"),
    ("/preferences/record", "My record and my rights", "file"),
)
"""Settings that have a page of their own; one that is not there is not shown."""


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
    wishes, seen = read_wishes(form, sites), text_of(form, "version")
    try:
        if not seen:
            raise VersionMissing("This page had grown old. Here it is as things stand.")
        with desk.store.write() as db:
            before = OfficerNeeds.from_json(officers.one(db, who.subject_id).needs)
            keep_needs(db, who.subject_id, wishes.needs(before, sites), seen=seen)
    except (Invalid, VersionChanged, VersionMissing) as refused:
        kept = {"wishes": wishes} if isinstance(refused, Invalid) else {}
        return settings_page(request, who.subject_id, refused, **kept)
    replan_now(desk, who.subject_id, now=desk.clock())
    return see_other("/preferences", say="Kept. Your plan takes it into account from now on.")


def settings_page(request: Request, officer_id: str, refused: Refusal | None = None, **typed: Any) -> HTMLResponse:
    """The page, with what was typed and what is wrong with it if it came back."""
    desk = desk_of(request)
    with desk.store.read() as db:
        known = _known(db, officer_id, desk)
    stale = refused if isinstance(refused, (VersionChanged, VersionMissing)) else None
    links = [link for link in ELSEWHERE if shows_a_page(request, link[0])]
    context = {**known, "links": links, "faults": refused.faults if refused else (), "stale": stale, **typed}
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
        "offered": offered,
        "usual_journey": policy.travel_minutes,
        "usual_sleep": _hours(policy.rest.sleep_after_night),
        "usual_wind_down": _hours(policy.rest.wind_down_before_night),
        "duty_time_allowed": policy.rest.in_duty_time_by_force,
        "sleeps": SLEEPS,
        "wind_downs": WIND_DOWNS,
        "wishes": Wishes.of(needs, [site for site, _ in offered.sites]),
        "version": version_of(officer),
        "other_hours": [one for one in (*needs.disliked, *needs.closed) if not is_of_cells(one.span)],
        "blackouts": [span for span in needs.blackouts if span.end > desk.clock()],
        "first_on": "",
        "last_on": "",
        "title": officer.calendar_title,
        "with_place": officer.needs.get("calendar_place") is True,
        "has_link": officer.calendar_digest is not None,
        **_where(courses.going_on_of_officer(db, officer_id), offered),
    }


def _where(course: Course | None, offered: Choices) -> dict[str, Any]:
    """Where and whom: only a course that goes on asks for anything."""
    if course is None:
        return {"where": None, "where_version": ""}
    return {"where": Where.of(Wants.from_json(course.wants), offered), "where_version": version_of_wants(course)}


def _hours(length: timedelta) -> int:
    return int(length.total_seconds() // 3600)
