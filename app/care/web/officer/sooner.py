"""Waiting for something sooner, and answering when something has come free."""

from fastapi import APIRouter, Request
from starlette.datastructures import FormData, QueryParams
from starlette.responses import Response

from app.care.domain.course import CourseState
from app.care.domain.sieve import Sieve
from app.care.reads.officer_plan import PlanView, plan_of_officer
from app.care.reads.sooner_seen import sooner_seen
from app.care.services.sooner import decline_offer, end_wish, keep_offer, wish_sooner
from app.care.store import providers
from app.care.web.officer.narrowing import PARTS, sieve_of
from app.care.web.officer.planning import plan_now
from app.care.web.officer.visitor import Officer, Typed, desk_of, show
from app.care.web.officer.wording import WEEKDAYS, place_labels
from app.foundation.pages import see_other
from app.foundation.refusals import Conflict

router = APIRouter(prefix="/sooner", include_in_schema=False)
GONE = "That time is kept no more. What you have stays as it is, and we go on looking."


@router.get("", response_model=None)
def sooner_page(request: Request, who: Officer) -> Response:
    """What is kept just now, and the wish itself."""
    desk = desk_of(request)
    plan = _plan(request, who.subject_id)
    if plan is None:
        return see_other("/")
    with desk.store.read() as db:
        seen = sooner_seen(db, who.subject_id, plan.course_id, now=desk.clock())
        places = list(place_labels(providers.places(db)).items())
    weekdays = [(str(day), name) for day, name in enumerate(WEEKDAYS)]
    return show(request, "sooner.html", plan=plan, seen=seen, places=places, parts_of_day=PARTS, weekdays=weekdays)


@router.post("", response_model=None)
def wish(request: Request, who: Officer, form: Typed) -> Response:
    """Wait for something sooner, or change what would suit."""
    desk, plan = desk_of(request), _plan(request, who.subject_id)
    if plan is None:
        return see_other("/")
    with desk.store.write() as db:
        wish_sooner(db, who.subject_id, plan.course_id, _sieve(form), now=desk.clock())
    return see_other("/sooner", say="We look out for something sooner, and tell you. What you have stays yours.")


@router.post("/end", response_model=None)
def wish_no_more(request: Request, who: Officer) -> Response:
    """Wait no more."""
    desk, plan = desk_of(request), _plan(request, who.subject_id)
    if plan is None:
        return see_other("/")
    with desk.store.write() as db:
        end_wish(db, who.subject_id, plan.course_id, now=desk.clock())
    return see_other("/sooner", say="We have stopped looking. What you have stays as it is.", tone="note")


@router.post("/{offer_id}/keep", response_model=None)
def keep(request: Request, who: Officer, offer_id: str) -> Response:
    """Take what is kept; what it takes the place of is let go. A second tap changes nothing."""
    desk = desk_of(request)
    try:
        with desk.store.write() as db:
            booked = keep_offer(db, who.subject_id, offer_id, now=desk.clock())
    except Conflict as refused:
        if refused.stable_code not in {"hold-lapsed", "slot-taken", "slot-gone"}:
            raise
        return see_other("/sooner", say=GONE, tone="note")
    plan_now(desk, booked.course_id)
    return see_other(f"/plan/{booked.number}", say="It is yours, and the old time is let go.")


@router.post("/{offer_id}/decline", response_model=None)
def decline(request: Request, who: Officer, offer_id: str) -> Response:
    """Leave it to somebody else; the wish stands."""
    desk = desk_of(request)
    with desk.store.write() as db:
        decline_offer(db, who.subject_id, offer_id, now=desk.clock())
    return see_other("/sooner", say="That is fine: somebody else can have it. We go on looking for you.", tone="note")


def _plan(request: Request, officer_id: str) -> PlanView | None:
    """The plan that something sooner can be found for: it goes on, and something of it is booked."""
    desk = desk_of(request)
    with desk.store.read() as db:
        plan = plan_of_officer(db, officer_id, now=desk.clock())
    return plan if plan is not None and plan.state is CourseState.OPEN and plan.agreed else None


def _sieve(form: FormData) -> Sieve:
    return sieve_of(QueryParams([(name, value) for name, value in form.multi_items() if isinstance(value, str)]))
