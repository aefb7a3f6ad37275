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
from app.care.reads.choice import effect_of
from app.care.reads.diary import usual_word
from app.care.reads.officer_choices import Choices, choices
from app.care.reads.officer_plan import plan_of_officer
from app.care.services.preferences import DiaryWords, keep_needs, version_of
from app.care.services.wishes import version_of_wants
from app.care.store import courses, officers, providers
from app.care.store.force import policy_of
from app.care.store.tables.courses import Course
from app.care.web.officer.planning import plan_now
from app.care.web.officer.preferences_form import Wishes, read_wishes
from app.care.web.officer.settings_parts import COUNT_AGAIN, Kept, around_part, opened, part_asked, would_open
from app.care.web.officer.visitor import Officer, Typed, desk_of, show, text_of
from app.care.web.officer.where_form import Where, own_gaps
from app.care.web.officer.wording import place_labels
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
KEPT = "Kept. Your plan takes it into account from now on."


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
        before = OfficerNeeds.from_json(officers.one(db, who.subject_id).needs)
    wishes, seen = read_wishes(form, sites), text_of(form, "version")
    try:
        if not seen:
            raise VersionMissing("This page had grown old. Here it is as things stand.")
        needs = wishes.needs(before, sites)
        effect = effect_of(desk.store, who.subject_id, needs=needs, now=desk.clock())
        with desk.store.write() as db:
            keep_needs(db, who.subject_id, needs, seen=seen)
    except (Invalid, VersionChanged, VersionMissing) as refused:
        typed = {"wishes": wishes} if isinstance(refused, Invalid) else {}
        return settings_page(request, who.subject_id, refused, **typed)
    replan_now(desk, who.subject_id, now=desk.clock())
    return settings_kept(request, who.subject_id, Kept(f"{KEPT}{opened(effect)}"))


@router.post("/preferences/effect", response_model=None)
def effect_page(request: Request, who: Officer, form: Typed) -> Response:
    """What the settings as they are typed would open or close; keeps nothing. For whoever opens this address, all."""
    if "hx-request" not in request.headers:
        return see_other("/preferences")
    desk = desk_of(request)
    with desk.store.read() as db:
        sites = dict(choices(db).sites)
        before = OfficerNeeds.from_json(officers.one(db, who.subject_id).needs)
    try:
        needs = read_wishes(form, sites).needs(before, sites)
    except Invalid:
        return show(request, "effect.html", effect="")  # what is wrong is said once it is sent
    effect = effect_of(desk.store, who.subject_id, needs=needs, now=desk.clock())
    return show(request, "effect.html", effect=would_open(effect))


def settings_kept(request: Request, officer_id: str, kept: Kept) -> Response:
    """The answer to whoever changed something: the part in which they did, or the way back to the page."""
    if not part_asked(request):
        return see_other("/preferences", say=kept.said, tone=kept.tone)
    page = settings_page(request, officer_id, kept=kept)
    page.headers.update(COUNT_AGAIN)
    return page


def settings_page(request: Request, officer_id: str, refused: Refusal | None = None, **typed: Any) -> HTMLResponse:
    """The page, or the part that is asked for; with what was typed and what is wrong with it if it came back."""
    desk, part = desk_of(request), part_asked(request)
    with desk.store.read() as db:
        known = _known(db, officer_id, desk)
    stale = refused if isinstance(refused, (VersionChanged, VersionMissing)) else None
    links = [link for link in ELSEWHERE if shows_a_page(request, link[0])]
    around = {"links": links, "faults": refused.faults if refused else (), "stale": stale, **around_part(part=part)}
    name = "set_part.html" if part else "preferences.html"
    return show(request, name, status=refused.status if refused else 200, **{**known, **around, **typed})


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
    policy, known_places = policy_of(db), providers.places(db)
    labels = place_labels(known_places)
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
        "diary": DiaryWords(
            officer.calendar_title, officer.needs.get("calendar_place") is True, officer.needs.get("calendar_words", {})
        ),
        "diary_places": [(place.id, labels[place.id], usual_word(place)) for place in known_places],
        "has_link": officer.calendar_digest is not None,
        **_where(courses.going_on_of_officer(db, officer_id), offered),
    }


def _where(course: Course | None, offered: Choices) -> dict[str, Any]:
    """Where and whom: only a course that goes on asks for anything."""
    if course is None:
        return {"where": None, "where_version": "", "gaps": ""}
    wants = Wants.from_json(course.wants)
    return {"where": Where.of(wants, offered), "where_version": version_of_wants(course), "gaps": own_gaps(wants)}


def _hours(length: timedelta) -> int:
    return int(length.total_seconds() // 3600)
