"""What the API's endpoints share: the key of a request, the problems they document, fresh offers."""

from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from app.care.domain.sieve import ANYTHING, Sieve
from app.care.reads.officer_names import names_of
from app.care.reads.officer_plan import appointment_of_officer
from app.care.web.api import showing
from app.care.web.api.shapes_out import OffersOut, Problem
from app.care.web.officer.choosing import ASK_AFRESH, offers_now
from app.care.web.officer.visitor import desk_of
from app.foundation.idempotency import Asked, asked_once
from app.foundation.refusals import Conflict

Once = Annotated[Asked, Depends(asked_once)]
_SAYS = {
    400: "An Idempotency-Key is needed, or is no key",
    401: "Nobody is signed in",
    404: "There is no such thing, or it is somebody else's: the two cannot be told apart",
    409: "The world moved on, or a first request with this key still runs",
    412: "It is no longer as it was read: read it again",
    422: "Something needs to be put right, or the key was used for another request",
    428: "The version that was read must be named, as If-Match",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The documentation of what can go wrong."""
    return {
        status: {
            "description": _SAYS[status],
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
            "model": Problem,
        }
        for status in (401, *statuses)
    }


def fresh_offers(
    request: Request, officer_id: str, course_id: str, *, number: int | None = None, sieve: Sieve = ANYTHING
) -> OffersOut:
    """The offers of this moment that pass the sieve. Raises NotFound if the course is not the officer's."""
    desk = desk_of(request)
    view = offers_now(desk, officer_id, course_id, number=number, sieve=sieve)
    with desk.store.read() as db:
        places = dict(names_of(db, ()).places)
    return showing.offers(view, officer_id, places)


def with_alternatives(
    request: Request, officer_id: str, course_id: str, refused: Conflict, *, number: int | None = None
) -> Conflict:
    """The refusal, with other times where they are the answer to it. No transaction may be open."""
    if refused.stable_code not in ASK_AFRESH:
        return refused
    found = fresh_offers(request, officer_id, course_id, number=number)
    extra = {**refused.extra, "alternatives": [showing.as_json(offer) for offer in found.offers]}
    return Conflict(refused.detail, code=refused.stable_code, extra=extra)


def shown(db: Session, officer_id: str, appointment_id: str) -> dict[str, Any]:
    """An appointment as it stands in this transaction, as plain JSON."""
    db.flush()
    return showing.as_json(showing.appointment(appointment_of_officer(db, officer_id, appointment_id)))
