"""The hours of a provider's counsellors, and taking them back."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from app.care.reads.provider_hours import own_counsellors
from app.care.services.inbound import withdraw
from app.care.services.inbound_events import LONGEST_WITHDRAWAL, Name, PeriodData
from app.care.web.provider.seat import ProviderWho, desk_of, look, note, side_of
from app.foundation.pages import render, see_other
from app.foundation.refusals import Fault, Invalid

router = APIRouter()
SHOWN = timedelta(days=28)


class Absence(BaseModel):
    """What the form asks: whole days, or from a time on the first to a time on the last."""

    model_config = ConfigDict(frozen=True)

    counsellor: Name
    first_on: date
    last_on: date
    starts: str = Field(default="", max_length=8)
    ends: str = Field(default="", max_length=8)

    def period(self, zone: ZoneInfo) -> PeriodData:
        """The same as instants. Raises Invalid with the fields at fault."""
        if not 2000 <= self.first_on.year <= self.last_on.year < 3000:
            raise _out_of_order()
        start = datetime.combine(self.first_on, _time(self.starts, "starts"), zone)
        until = datetime.combine(self.last_on, _time(self.ends, "ends"), zone)
        end = until if self.ends else until + timedelta(days=1)
        start_at, end_at = start.astimezone(UTC), end.astimezone(UTC)
        if not timedelta(0) < end_at - start_at <= LONGEST_WITHDRAWAL:
            raise _out_of_order()
        return PeriodData(counsellor=self.counsellor, start=start_at, end=end_at)


@router.get("/provider/hours")
def hours(request: Request, who: ProviderWho) -> HTMLResponse:
    """Who can be booked when, in the next four weeks."""
    return _page(request, who)


@router.post("/provider/hours/withdraw")
def take_back(request: Request, who: ProviderWho, absence: Annotated[Absence, Form()]) -> Response:
    """Withdraw a period of one counsellor."""
    desk = desk_of(request)
    try:
        period = absence.period(desk.zone)
    except Invalid as refusal:
        return _page(request, who, refusal, typed=absence)
    seat = look(request, who, "hours")
    with desk.store.write() as db:
        done = withdraw(db, side_of(seat), period, now=desk.clock())
        span = {"from": period.start.isoformat(), "to": period.end.isoformat()}
        note(db, desk, seat, "withdrew.hours", {"counsellor": absence.counsellor, **span})
    count = len(done["courses"])
    return see_other("/provider/hours", say=f"Those hours are taken back. {_words(count)}")


def _page(
    request: Request, who: ProviderWho, refusal: Invalid | None = None, typed: Absence | None = None
) -> HTMLResponse:
    desk = desk_of(request)
    now = desk.clock()
    seat = look(request, who, "hours")
    with desk.store.read() as db:
        people = own_counsellors(db, seat, now, now + SHOWN)
    return render(
        request, "provider/hours.html", status=422 if refusal else 200, people=people, typed=typed,
        faults=refusal.faults if refusal else (), today=now.astimezone(desk.zone).date(),
    )  # fmt: skip


def _out_of_order() -> Invalid:
    fault = Fault("The end must come after the beginning, by a year at most.", column="last_on")
    return Invalid(fault.message, faults=[fault])


def _time(typed: str, column: str) -> time:
    try:
        return time.fromisoformat(typed) if typed else time(0)
    except ValueError:
        fault = Fault("A time is written like 14:30.", column=column)
        raise Invalid(fault.message, faults=[fault]) from None


def _words(count: int) -> str:
    if count == 0:
        return "Nobody was booked then."
    return "One plan is being rearranged." if count == 1 else f"{count} plans are being rearranged."
