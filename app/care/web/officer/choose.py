"""Five real times to choose from, and what becomes of the choice."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.course import GOING_ON
from app.care.domain.offering import OffersView
from app.care.domain.sieve import ANYTHING, Sieve
from app.care.reads.officer_plan import PlanView, SessionView, Stands, plan_of_officer
from app.care.store import providers
from app.care.store.tables.access import IdempotencyRecord
from app.care.web.officer.choosing import ASK_AFRESH, Chooser, offers_now
from app.care.web.officer.moving import ask_first
from app.care.web.officer.narrowing import narrowing, sieve_of
from app.care.web.officer.offer_seal import sealed_offer
from app.care.web.officer.planning import plan_now
from app.care.web.officer.visitor import Officer, Typed, desk_of, in_plan, show, text_of
from app.care.web.officer.wording import place_labels
from app.foundation.idempotency import Asked, answer_once, asked_once
from app.foundation.ids import new_token
from app.foundation.pages import see_other
from app.foundation.refusals import Conflict, NotFound

router = APIRouter(include_in_schema=False)
Once = Annotated[Asked, Depends(asked_once)]
Number = Annotated[str | None, Query(alias="n")]
_OVER = frozenset({Stands.DONE, Stands.PAST})
_HAS_A_TIME = frozenset({Stands.BOOKED, Stands.PENCILLED})


@dataclass(frozen=True, slots=True)
class Asking:
    """Which times are asked for."""

    number: int | None
    sieve: Sieve = ANYTHING


@router.get("/choose", response_model=None)
def choose_page(request: Request, who: Officer, number: Number = None) -> Response:
    """The times for one of the sessions; without a number for the next one owed."""
    plan = _plan(request, who.subject_id)
    if plan is None:
        return see_other("/start")
    asked = Asking(in_plan(number) if number else None, sieve_of(request.query_params))
    session = plan.session(asked.number) if asked.number else None
    if session is not None and session.stands in _OVER:
        return see_other(
            f"/plan/{session.number}", say="That time has been: there is nothing to choose for it.", tone="note"
        )
    return _page(request, who.subject_id, plan, asked)


@router.post("/choose", response_model=None)
def choose(request: Request, who: Officer, form: Typed, asked: Once) -> Response:
    """Keep the time for the officer to decide; or, once they are sure, move the appointment that the session has."""
    desk, plan = desk_of(request), _plan(request, who.subject_id)
    if plan is None:
        raise NotFound("There is no plan yet.")
    chooser = Chooser(who.subject_id, plan.course_id, desk.clock())
    old_id = text_of(form, "instead_of")

    token, typed = text_of(form, "offer", longest=2000), text_of(form, "seen")
    seen = int(typed) if typed.isdecimal() else None
    foreseen = None

    def act(db: Session) -> tuple[int, dict[str, Any]]:
        got = chooser.move(db, old_id, token, foreseen=foreseen, seen=seen) if old_id else chooser.hold(db, token)
        what = {"id": got.id, "number": got.number, "held": got.status is AppointmentStatus.HELD}
        return 201, {**what, "same": got.id == old_id}

    try:
        if old_id and not text_of(form, "sure"):
            return ask_first(request, chooser, form)
        foreseen = chooser.foreseen(desk.store, old_id, token) if old_id else None
        with desk.store.write() as db:
            _, answer = answer_once(db, IdempotencyRecord, asked, act, now=chooser.now)
    except Conflict as refused:
        if refused.stable_code not in ASK_AFRESH:
            raise
        number = int(text_of(form, "number")) if text_of(form, "number").isdecimal() else None
        return _page(request, who.subject_id, _plan(request, who.subject_id) or plan, Asking(number or None), refused)
    if answer["held"]:
        return see_other(f"/held/{answer['id']}")
    back = f"/plan/{answer['number']}"
    if answer.get("same"):
        return see_other(back, say="That is the time you have. Nothing was changed.", tone="note")
    plan_now(desk, plan.course_id)
    return see_other(back, say="Done. It has been moved, and nothing is lost.")


def _plan(request: Request, officer_id: str) -> PlanView | None:
    desk = desk_of(request)
    with desk.store.read() as db:
        plan = plan_of_officer(db, officer_id, now=desk.clock())
    return plan if plan is not None and plan.state in GOING_ON else None


def _page(
    request: Request, officer_id: str, plan: PlanView, asked: Asking, refused: Conflict | None = None
) -> HTMLResponse:
    desk = desk_of(request)
    view = offers_now(desk, officer_id, plan.course_id, number=asked.number, sieve=asked.sieve)
    places = _places(request)
    present = plan.session(view.number) if view.number else None
    is_part = request.headers.get("hx-target") == "times"
    return show(
        request,
        "choose_times.html" if is_part else "choose.html",
        is_part=is_part,
        status=refused.status if refused else 200,
        plan=plan,
        view=view,
        present=present,
        stands=present.appointment if present and present.stands in _HAS_A_TIME else None,
        instead_of=_booked_id(present),
        cards=_cards(view, officer_id),
        places=places,
        narrow=narrowing(view, asked.sieve, places),
        refused=refused,
    )


def _places(request: Request) -> dict[str, str]:
    with desk_of(request).store.read() as db:
        return place_labels(providers.places(db))


def _booked_id(present: SessionView | None) -> str:
    is_booked = present is not None and present.stands is Stands.BOOKED and present.appointment is not None
    return present.appointment.id if is_booked and present and present.appointment else ""


def _cards(view: OffersView, officer_id: str) -> list[tuple[Any, str, str]]:
    """Each offer with its seal and a key of its own, so that a second tap on the same card does nothing new."""
    return [
        (offer, sealed_offer(offer, officer_id, view.course_id, now=view.asked_at), new_token())
        for offer in view.offers
    ]
