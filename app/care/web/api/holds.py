"""Offers over the API, and holding one of them."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session

from app.care.store import courses
from app.care.store.tables.access import IdempotencyRecord
from app.care.web.api.asking import Once, fresh_offers, problems, shown, with_alternatives
from app.care.web.api.shapes_in import ChosenOffer, WhichTimes
from app.care.web.api.shapes_out import AppointmentOut, OffersOut
from app.care.web.officer.choosing import Chooser
from app.care.web.officer.visitor import Officer, desk_of
from app.foundation.idempotency import once
from app.foundation.refusals import Conflict

router = APIRouter(prefix="/api/v1/courses/{course_id}", tags=["choosing"])


@router.get("/offers", responses=problems(404, 422))
def offers(request: Request, who: Officer, course_id: str, which: Annotated[WhichTimes, Query()]) -> OffersOut:
    """Five real times for session `number` (default: the next one owed), best first, each with its reason.

    Narrowed down by place, counsellor, weekday, part of the day, or to times not right after nights. `left_out` says
    how many of the next four weeks each wish leaves out, and how many there would be without it.
    """
    return fresh_offers(request, who.subject_id, course_id, number=which.number, sieve=which.sieve)


@router.post("/holds", status_code=201, response_model=AppointmentOut, responses=problems(400, 404, 409, 422))
def hold(request: Request, who: Officer, course_id: str, asked: Once, body: ChosenOffer) -> JSONResponse:
    """Hold an offered time for ten minutes. Needs an Idempotency-Key.

    409 "slot-taken", "slot-gone" or "offer-outdated" carries `alternatives`: fresh offers to choose from.
    """
    desk = desk_of(request)
    chooser = Chooser(who.subject_id, course_id, desk.clock())
    with desk.store.read() as db:
        courses.of_officer(db, course_id, who.subject_id)

    def act(db: Session) -> tuple[int, dict[str, Any]]:
        return 201, shown(db, who.subject_id, chooser.hold(db, body.offer).id)

    try:
        return once(desk.store, IdempotencyRecord, asked, act, now=chooser.now)
    except Conflict as refused:
        raise with_alternatives(request, who.subject_id, course_id, refused) from None
