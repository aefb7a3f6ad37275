"""The providers' API: the hours of their counsellors, offered and taken back."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse
from pydantic import AwareDatetime
from sqlalchemy.orm import Session

from app.care.reads.provider_hours import own_counsellors
from app.care.services.inbound import withdraw
from app.care.services.opening import open_hours
from app.care.services.providers_own import own_counsellor
from app.care.store.guards import settle
from app.care.store.tables.access import IdempotencyRecord
from app.care.web.provider.api_shapes import (
    CounsellorRow,
    CounsellorRows,
    HoursRow,
    NewHours,
    Opened,
    Period,
    Withdrawn,
)
from app.care.web.provider.hours import SHOWN
from app.care.web.provider.seat import ProviderWho, desk_of, look, note, side_of
from app.foundation.description import refused
from app.foundation.idempotency import Asked, asked_once, once
from app.foundation.refusals import Fault, Invalid

router = APIRouter(prefix="/api/v1/provider/hours", tags=["provider"])
Once = Annotated[Asked, Depends(asked_once)]
_EARLIEST, _LATEST = 2000, 3000


@router.get("")
def hours(
    request: Request, who: ProviderWho, from_at: Annotated[AwareDatetime | None, Query(alias="from")] = None
) -> CounsellorRows:
    """Who can be booked when, in the four weeks from `from` (default: now) on."""
    first_at = from_at or desk_of(request).clock()
    if not _EARLIEST <= first_at.year < _LATEST:
        raise Invalid("This period cannot be shown.", faults=[Fault("Give a year of this millennium.", column="from")])
    seat = look(request, who, "hours")
    with desk_of(request).store.read() as db:
        people = own_counsellors(db, seat, first_at, first_at + SHOWN)
    return CounsellorRows(
        counsellors=[
            CounsellorRow(
                counsellor=one.code,
                name=one.name,
                hours=[HoursRow(start=h.start_at, end=h.end_at, places=list(h.places)) for h in one.hours],
            )
            for one in people
        ]
    )


@router.post("", status_code=201, response_model=Opened, responses=refused(400, 404, 409))
def offer(request: Request, who: ProviderWho, asked: Once, opening: NewHours) -> JSONResponse:
    """Let a counsellor be booked in a stretch of at most 24 hours. Needs an Idempotency-Key.

    409 "hours-overlap" when part of it is on offer already.
    """
    desk = desk_of(request)
    seat = look(request, who, "hours")

    def act(db: Session) -> tuple[int, dict[str, Any]]:
        counsellor = own_counsellor(db, side_of(seat), opening.counsellor)
        opened = open_hours(db, counsellor.id, (opening.start, opening.end), opening.places, now=desk.clock())
        settle(db)
        span = {"from": opening.start.isoformat(), "to": opening.end.isoformat()}
        note(db, desk, seat, "opened.hours", {"counsellor": opening.counsellor, **span})
        shown = Opened(
            counsellor=opening.counsellor, start=opened.start_at, end=opened.end_at, places=list(opened.places)
        )
        return 201, shown.model_dump(mode="json")

    return once(desk.store, IdempotencyRecord, asked, act, now=desk.clock())


@router.post("/withdraw", responses=refused(404))
def take_back(request: Request, who: ProviderWho, period: Period) -> Withdrawn:
    """Take a counsellor's hours in a period back; what is booked there is moved. The same again changes nothing."""
    desk = desk_of(request)
    seat = look(request, who, "hours")
    with desk.store.write() as db:
        done = withdraw(db, side_of(seat), period, now=desk.clock())
        span = {"from": period.start.isoformat(), "to": period.end.isoformat()}
        note(db, desk, seat, "withdrew.hours", {"counsellor": period.counsellor, **span})
    return Withdrawn(**done)
