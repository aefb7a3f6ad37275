"""Calendars elsewhere that hours are read from: which, how they are taken, and how the last reading went."""

from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from app.care.channels.calendar_keys import MOST, keyed
from app.care.channels.free_busy import plain_address
from app.care.channels.outside import Outside
from app.care.reads.provider_diary import Seat
from app.care.reads.provider_sources import own_sources
from app.care.services.calendar_feed import CalendarWish, end_calendar, read_soon, set_calendar
from app.care.services.inbound_base import Name
from app.care.services.providers_own import own_counsellor
from app.care.web.provider.places import places_to_choose
from app.care.web.provider.seat import ProviderWho, desk_of, look, note, side_of
from app.foundation.pages import render, see_other
from app.foundation.refusals import Fault, Invalid

router = APIRouter(include_in_schema=False)
PATH = "/provider/hours/calendar"


class TypedCalendar(BaseModel):
    """The form, as typed."""

    model_config = ConfigDict(frozen=True)

    counsellor: Annotated[str, Field(max_length=64)] = ""
    address: Annotated[str, Field(max_length=2000)] = ""
    user: Annotated[str, Field(max_length=MOST)] = ""
    password: Annotated[str, Field(max_length=MOST, repr=False)] = ""
    mode: Literal["busy", "open", ""] = ""
    places: list[Name] = Field(default=[], max_length=20)

    def wish(self) -> CalendarWish:
        """What it means. Raises Invalid with every field at fault."""
        faults = [] if self.counsellor else [Fault("Choose who it is about.", column="counsellor")]
        faults += [] if self.address.strip() else [Fault("Give the address of the calendar.", column="address")]
        faults += [] if self.mode else [Fault("Say what the calendar holds.", column="mode")]
        if faults:
            raise Invalid(faults[0].message, faults=faults)
        places = tuple(self.places) if self.mode == "open" else ()
        return CalendarWish(plain_address(self.address), self.mode, places)


@router.get(PATH)
def calendars(request: Request, who: ProviderWho) -> HTMLResponse:
    """Every calendar with how it goes, and the form for another."""
    return _page(request, look(request, who, "calendars"), TypedCalendar())


@router.post(PATH)
def set_one(request: Request, who: ProviderWho, typed: Annotated[TypedCalendar, Form()]) -> Response:
    """Read this calendar from now on."""
    desk = desk_of(request)
    seat = look(request, who, "calendars")
    try:
        wish = typed.wish()
        with Outside(loopback=desk.demo) as outside:
            outside.check(wish.address)
        with desk.store.write() as db:
            keeps = replace(wish, address=keyed(wish.address, typed.user.strip(), typed.password))
            set_calendar(db, own_counsellor(db, side_of(seat), typed.counsellor).id, keeps, now=desk.clock())
            note(db, desk, seat, "set.calendar", {"counsellor": typed.counsellor, "mode": wish.mode})
    except Invalid as refusal:
        return _page(request, seat, typed, refusal)
    return see_other(PATH, say="The calendar is read within a minute. Come back then to see how it went.")


@router.post(f"{PATH}/end")
def end_one(request: Request, who: ProviderWho, counsellor: Annotated[str, Form(max_length=64)]) -> Response:
    """Read it no more."""
    desk = desk_of(request)
    seat = look(request, who, "calendars")
    with desk.store.write() as db:
        end_calendar(db, own_counsellor(db, side_of(seat), counsellor).id, now=desk.clock())
        note(db, desk, seat, "ended.calendar", {"counsellor": counsellor})
    return see_other(PATH, say="The calendar is read no more. Its address is forgotten.")


@router.post(f"{PATH}/again")
def read_again(
    request: Request,
    who: ProviderWho,
    counsellor: Annotated[str, Form(max_length=64)],
    sure: Annotated[str, Form(max_length=8)] = "",
) -> Response:
    """Read it soon; with `sure`, what it says counts however many appointments that moves."""
    desk = desk_of(request)
    seat = look(request, who, "calendars")
    with desk.store.write() as db:
        person = own_counsellor(db, side_of(seat), counsellor)
        read_soon(db, person.id, may_lose=bool(sure), now=desk.clock())
        note(db, desk, seat, "asked.calendar", {"counsellor": counsellor, "sure": str(bool(sure))})
    return see_other(PATH, say="The calendar is read within a minute.")


def _page(request: Request, seat: Seat, typed: TypedCalendar, refusal: Invalid | None = None) -> HTMLResponse:
    desk = desk_of(request)
    with desk.store.read() as db:
        people, places = own_sources(db, seat, now=desk.clock()), places_to_choose(db)
    return render(
        request, "provider/calendars.html", status=422 if refusal else 200, people=people, places=places, typed=typed,
        names={one: name for one, name, _ in places}, faults=refusal.faults if refusal else (),
    )  # fmt: skip
