"""The hours of a provider's counsellors: offering them, and taking them back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from app.care.domain.looker import Seen
from app.care.reads.provider_diary import OwnAppointment, Seat
from app.care.reads.provider_hours import OwnCounsellor, own_counsellors
from app.care.reads.provider_sources import own_sources
from app.care.services.inbound import withdraw
from app.care.services.inbound_events import PeriodData
from app.care.services.opening import open_hours
from app.care.services.providers_own import own_counsellor
from app.care.web.provider.hours_forms import Absence, Opening
from app.care.web.provider.places import places_of, places_to_choose
from app.care.web.provider.seat import ProviderWho, desk_of, look, note, seen, side_of
from app.care.web.provider.week_picture import key_of, pictures
from app.foundation.pages import render, see_other
from app.foundation.refusals import Conflict, Fault, Invalid, NotFound

router = APIRouter(include_in_schema=False)
SHOWN = timedelta(days=28)
_LONGEST_SESSION = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Struck:
    """What taking a period back would do: whose hours it ends, and which appointments it moves."""

    person: OwnCounsellor
    appointments: list[OwnAppointment]


@router.get("/provider/hours")
def hours(request: Request, who: ProviderWho) -> HTMLResponse:
    """Who can be booked when, in the next four weeks."""
    return hours_page(request, look(request, who, "hours"))


@router.get("/provider/hours/open")
def opening_form(request: Request, who: ProviderWho) -> HTMLResponse:
    """Where hours are offered."""
    return _opening(request, look(request, who, "hours"), Opening())


@router.post("/provider/hours/open")
def offer(request: Request, who: ProviderWho, opening: Annotated[Opening, Form()]) -> Response:
    """Let a counsellor be booked in these hours: all of them, or none if any is on offer already."""
    desk = desk_of(request)
    seat = look(request, who, "hours")
    try:
        spans = opening.spans(desk.zone, now=desk.clock())
        with desk.store.write() as db:
            counsellor = own_counsellor(db, side_of(seat), opening.counsellor)
            _open_all(db, counsellor.id, spans, opening.places, now=desk.clock())
            detail = {"counsellor": opening.counsellor, "from": spans[0][0].isoformat(), "to": spans[-1][1].isoformat()}
            note(db, desk, seat, "opened.hours", detail)
    except Invalid as refusal:
        return _opening(request, seat, opening, refusal)
    said = "One stretch is" if len(spans) == 1 else f"{len(spans)} stretches are"
    return see_other("/provider/hours", say=f"{said} on offer now.")


@router.post("/provider/hours/withdraw")
def take_back(
    request: Request, who: ProviderWho, absence: Annotated[Absence, Form()], sure: Annotated[str, Form()] = ""
) -> Response:
    """Show what withdrawing a period of one counsellor would do; do it once that has been confirmed."""
    desk = desk_of(request)
    seat = look(request, who, "hours")
    try:
        period = absence.period(desk.zone, now=desk.clock())
        struck = _struck(request, seat, period)
    except Invalid as refusal:
        return hours_page(request, seat, absence, refusal)
    if not sure:
        first_on, last_on = absence.days()
        return render(
            request, "provider/take_back.html", absence=absence, period=period, struck=struck, first_on=first_on,
            last_on=last_on,
        )  # fmt: skip
    with desk.store.write() as db:
        done = withdraw(db, side_of(seat), period, now=desk.clock())
        span = {"from": period.start.isoformat(), "to": period.end.isoformat()}
        note(db, desk, seat, "withdrew.hours", {"counsellor": absence.counsellor, **span})
    return see_other("/provider/hours", say=f"Those hours are taken back. {_words(len(done['courses']))}")


def _open_all(
    db: Session, counsellor_id: str, spans: list[tuple[datetime, datetime]], places: list[str], *, now: datetime
) -> None:
    """Raises Invalid, naming how many are in the way, if one of the spans is on offer already."""
    taken = 0
    for span in spans:
        try:
            open_hours(db, counsellor_id, span, places, now=now)
            db.flush()
        except Conflict:
            taken += 1
    if taken:
        times = "time" if taken == 1 else "times"
        fault = Fault(f"Part of this is on offer already ({taken} {times}). Nothing was added.", column="first_on")
        raise Invalid(fault.message, faults=[fault])


def _struck(request: Request, seat: Seat, period: PeriodData) -> Struck:
    """Raises NotFound for somebody else's counsellor, Invalid if they offer nothing then."""
    desk = desk_of(request)
    with desk.store.read() as db:
        people = own_counsellors(db, seat, period.start, period.end)
    person = next((one for one in people if one.code == period.counsellor), None)
    if person is None:
        raise NotFound("There is no such counsellor.")
    if not person.hours:
        fault = Fault(f"{person.name} offers no hours in this time. Nothing was changed.", column="first_on")
        raise Invalid(fault.message, faults=[fault])

    def coming(near: list[OwnAppointment]) -> list[OwnAppointment]:
        theirs = [one for one in near if one.counsellor == period.counsellor and one.is_live and not one.has_begun]
        return [one for one in theirs if one.end_at > period.start]

    return Struck(person, seen(request, seat, Seen.HOURS, (period.start - _LONGEST_SESSION, period.end), coming))


def hours_page(
    request: Request, seat: Seat, absence: Absence | None = None, refusal: Invalid | None = None
) -> HTMLResponse:
    """The page, with what was typed about an absence and what is wrong with it."""
    desk = desk_of(request)
    now = desk.clock()
    today = now.astimezone(desk.zone).date()
    with desk.store.read() as db:
        people = own_counsellors(db, seat, now, now + SHOWN)
        sources = {one.code: one for one in own_sources(db, seat, now=now)}
        places = places_of(db)
    return render(
        request, "provider/hours.html", status=422 if refusal else 200, people=people, absence=absence or Absence(),
        sources=sources, pictures={code: pictures(one.weeks, places, today) for code, one in sources.items()},
        key=key_of(places), faults=refusal.faults if refusal else (),
    )  # fmt: skip


def _opening(request: Request, seat: Seat, opening: Opening, refusal: Invalid | None = None) -> HTMLResponse:
    now = desk_of(request).clock()
    with desk_of(request).store.read() as db:
        people = own_counsellors(db, seat, now, now)
        places = places_to_choose(db)
    return render(
        request, "provider/offer.html", status=422 if refusal else 200, people=people, places=places, opening=opening,
        faults=refusal.faults if refusal else (),
    )  # fmt: skip


def _words(count: int) -> str:
    if count == 0:
        return "Nobody was booked then."
    return "One plan is being rearranged." if count == 1 else f"{count} plans are being rearranged."
