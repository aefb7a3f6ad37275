"""The officer's own calendar over the API: its private address, made anew or ended, and what its entries are called."""

from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app.care.services.calendar_link import end_calendar_link, new_calendar_link
from app.care.services.preferences import LONGEST_TITLE, DiaryWords, name_diary
from app.care.store import officers
from app.care.web.api.asking import problems
from app.care.web.api.shapes_out import Shape
from app.care.web.officer.visitor import Officer, desk_of

router = APIRouter(prefix="/api/v1/me/diary", tags=["officer"])


_WORDS: dict[str, Any] = {"title": "Busy", "with_place": True, "places": {"riverside": "Town"}}


class DiaryName(BaseModel):
    """What entries say: a word of the officer's own, whether they say where, and what they call each place then."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={"examples": [{"title": "Busy", "with_place": True, "places": {"riverside": "Town"}}]},
    )

    title: str = Field(min_length=1, max_length=LONGEST_TITLE)
    with_place: bool = False
    places: dict[str, str] = Field(
        default_factory=dict, max_length=200, description="What each place is called, by id."
    )


class DiaryOut(Shape):
    """Whether an address is in use, and what entries are called."""

    has_address: bool
    title: str = Field(examples=["Busy"])
    with_place: bool
    places: dict[str, str] = Field(examples=[{"riverside": "Town"}])
    """The officer's own words; every other place is called by what is usual."""


class AddressOut(Shape):
    """A fresh address, shown this once; the one before it no longer works."""

    address: str = Field(examples=["https://desk.example/calendar/AbCd.ics"])


@router.get("", responses=problems())
def diary(request: Request, who: Officer) -> DiaryOut:
    """How one's own calendar is kept."""
    with desk_of(request).store.read() as db:
        officer = officers.one(db, who.subject_id)
    return DiaryOut(
        has_address=officer.calendar_digest is not None,
        title=officer.calendar_title,
        with_place=officer.needs.get("calendar_place") is True,
        places=officer.needs.get("calendar_words", {}),
    )


@router.post("", status_code=201, responses=problems())
def open_address(request: Request, who: Officer) -> AddressOut:
    """Make a fresh private address. It is answered this once and its digest kept, so it takes no Idempotency-Key."""
    desk = desk_of(request)
    with desk.store.write() as db:
        token = new_calendar_link(db, who.subject_id, now=desk.clock())
    return AddressOut(address=f"{desk.base_url}/calendar/{token}.ics")


@router.delete("", status_code=204, response_model=None, responses=problems())
def end_address(request: Request, who: Officer) -> Response:
    """No address opens the diary any more. Again changes nothing."""
    desk = desk_of(request)
    with desk.store.write() as db:
        end_calendar_link(db, who.subject_id, now=desk.clock())
    return Response(status_code=204)


@router.put("", responses=problems(422))
def rename(request: Request, who: Officer, body: DiaryName) -> DiaryOut:
    """What entries are called, and whether they say where. 422 for a word that would give the officer away."""
    desk = desk_of(request)
    with desk.store.write() as db:
        name_diary(db, who.subject_id, DiaryWords(body.title, body.with_place, body.places), now=desk.clock())
    return diary(request, who)
