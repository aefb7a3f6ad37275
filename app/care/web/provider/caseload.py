"""The caseload: how far along each course is, under references, on a page and over the API."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from app.care.domain.course import CourseState
from app.care.domain.looker import Seen
from app.care.reads.provider_caseload import OwnCourse, own_caseload
from app.care.reads.provider_diary import Seat
from app.care.store.looks import note_look
from app.care.web.provider.seat import ProviderWho, desk_of, look, looker_of
from app.foundation.cursors import PageAsked, link_next, page_asked, page_of
from app.foundation.pages import render

pages = APIRouter(include_in_schema=False)
router = APIRouter(prefix="/api/v1/provider/caseload", tags=["provider"])
Asked = Annotated[PageAsked, Depends(page_asked)]


class CaseRow(BaseModel):
    """One course that goes on. `unrecorded`: they have begun, and how they went is still to be said."""

    course: str = Field(examples=["crs_1f0c2d3e4b5a69788796a5b4c3d2e1f0"])
    officer: str = Field(examples=["R-7F3K2M"])
    counsellor: str = Field(examples=["cns_0a1b2c3d4e5f60718293a4b5c6d7e8f9"])
    state: CourseState
    sessions: int = Field(examples=[10])
    minutes: int = Field(examples=[50])
    attended: int = Field(examples=[3])
    missed: int = Field(examples=[1])
    booked: int = Field(examples=[5])
    unrecorded: int = Field(examples=[1])
    last: datetime | None
    next: datetime | None


class CaseRows(BaseModel):
    """A page of the caseload, the oldest first; `next` is the cursor of the page after it."""

    courses: list[CaseRow]
    next: str | None


@pages.get("/provider/caseload")
def caseload_page(request: Request, who: ProviderWho) -> HTMLResponse:
    """Each with how far it has come."""
    seat = look(request, who, "caseload")
    return render(request, "provider/caseload.html", courses=_seen(request, seat), seat=seat)


@router.get("")
def caseload(request: Request, answer: Response, who: ProviderWho, asked: Asked) -> CaseRows:
    """The courses that go on with one's counsellors. Every look is kept, and each officer can read who looked."""
    own = sorted(_seen(request, look(request, who, "caseload")), key=_key)
    rows = [one for one in own if asked.after is None or _key(one) > asked.after][: asked.limit + 1]
    part = page_of(rows, asked, _key, of=request.url.path)
    link_next(request, answer, part.next)
    return CaseRows(courses=[_row(one) for one in part.rows], next=part.next)


def _seen(request: Request, seat: Seat) -> list[OwnCourse]:
    desk = desk_of(request)
    with desk.store.write() as db:
        found = own_caseload(db, seat, now=desk.clock())
        note_look(db, looker_of(seat), {one.officer_id for one in found}, Seen.CASELOAD, now=desk.clock())
    return found


def _key(one: OwnCourse) -> tuple[datetime, str]:
    return one.opened_at, one.course


def _row(one: OwnCourse) -> CaseRow:
    return CaseRow(
        course=one.course,
        officer=one.officer,
        counsellor=one.counsellor,
        state=one.state,
        sessions=one.sessions,
        minutes=one.minutes,
        attended=one.attended,
        missed=one.missed,
        booked=one.booked,
        unrecorded=one.unrecorded,
        last=one.last_at,
        next=one.next_at,
    )
