"""Hours as a file: taken away, sent, looked at, carried out."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, Response

from app.care.domain.hours_line import HoursLine
from app.care.files.calendar_times import Unreadable
from app.care.files.hours_sheet import MOST_BYTES
from app.care.files.hours_table import as_csv, read_lines
from app.care.files.in_child import cells_of_sheet
from app.care.reads.provider_diary import Seat
from app.care.reads.provider_hours import OwnCounsellor, own_counsellors
from app.care.services.availability import Replaced
from app.care.services.hours_upload import carry_out, looked_at, propose
from app.care.services.week_hours import AHEAD
from app.care.web.provider.changes import ShownChange, shown_change, told
from app.care.web.provider.seat import ProviderWho, desk_of, look, note, side_of
from app.foundation.pages import render, see_other
from app.foundation.refusals import Conflict, Fault, Invalid

router = APIRouter(include_in_schema=False)
PATH = "/provider/hours/file"
_LAST_MINUTE = time(23, 59)


def lines_of(data: bytes) -> list[HoursLine]:
    """The lines of a file that was sent. Raises Invalid with every fault."""
    try:
        return read_lines(cells_of_sheet(data))
    except Unreadable as refused:
        fault = Fault(str(refused), column="file", remedy="Save the table as CSV or .xlsx and send it again.")
        raise Invalid(str(refused), faults=[fault], code="bad-file") from None


@router.get(PATH)
def file_page(request: Request, who: ProviderWho) -> HTMLResponse:
    """Where a file is sent, and where today's hours can be taken away as one."""
    look(request, who, "hours")
    return render(request, "provider/hours_file.html", faults=())


@router.get("/provider/hours/table.csv")
def table(request: Request, who: ProviderWho) -> Response:
    """The hours that are on offer, in the form in which they can be sent back."""
    desk = desk_of(request)
    seat = look(request, who, "hours")
    now = desk.clock()
    with desk.store.read() as db:
        people = own_counsellors(db, seat, now, now + AHEAD)
    rows = [row for one in people for row in _rows(one, desk.zone, now)]
    return Response(
        ("\ufeff" + as_csv(rows)).encode(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="hours.csv"'},
    )


@router.post(PATH)
def send(request: Request, who: ProviderWho, file: Annotated[UploadFile, File()]) -> Response:
    """Read the file and show what it would do; nothing changes yet."""
    desk = desk_of(request)
    seat = look(request, who, "hours")
    try:
        lines = lines_of(file.file.read(MOST_BYTES + 1))
        with desk.store.write() as db:
            upload_id = propose(db, side_of(seat), seat.account_id, lines, now=desk.clock()).id
            note(db, desk, seat, "sent.hours", {"upload": upload_id})
    except Invalid as refusal:
        return render(request, "provider/hours_file.html", status=422, faults=refusal.faults)
    return see_other(f"{PATH}/{upload_id}")


@router.get(f"{PATH}/{{upload_id}}")
def look_first(request: Request, who: ProviderWho, upload_id: str) -> HTMLResponse:
    """What carrying the file out would do."""
    return _look(request, look(request, who, "hours"), upload_id)


@router.post(f"{PATH}/{{upload_id}}")
def confirm(request: Request, who: ProviderWho, upload_id: str, sure: Annotated[str, Form()] = "") -> Response:
    """Carry the file out, all of it or nothing."""
    desk = desk_of(request)
    seat = look(request, who, "hours")
    try:
        with desk.store.write() as db:
            account, confirmed = seat.account_id, bool(sure)
            parts = carry_out(db, side_of(seat), account, upload_id, confirmed=confirmed, now=desk.clock())
            struck = tuple(one for part in parts for one in part.change.struck)
            note(db, desk, seat, "replaced.hours", {"upload": upload_id})
    except Conflict:
        return _look(request, seat, upload_id, unsure=True)
    return see_other("/provider/hours", say=f"The hours are as in the file. {told(Replaced((), (), 0, struck))}")


def _look(request: Request, seat: Seat, upload_id: str, *, unsure: bool = False) -> HTMLResponse:
    desk = desk_of(request)
    shown: list[tuple[str, date, date, ShownChange]] = []
    with desk.store.write() as db:
        for part in looked_at(db, side_of(seat), seat.account_id, upload_id, now=desk.clock()):
            first_on = part.span[0].astimezone(desk.zone).date()
            last_on = (part.span[1].astimezone(desk.zone) - timedelta(minutes=1)).date()
            shown.append((part.counsellor.name, first_on, last_on, shown_change(db, desk, seat, part.change)))
    return render(
        request, "provider/hours_file_look.html", status=409 if unsure else 200, parts=shown, upload_id=upload_id,
        unsure=unsure, big=any(change.is_big_loss for *_, change in shown),
    )  # fmt: skip


def _rows(person: OwnCounsellor, zone: ZoneInfo, now: datetime) -> Iterator[list[str]]:
    """One row for each local day of each stretch, from today on."""
    for one in person.hours:
        start, end = max(one.start_at, now).astimezone(zone), one.end_at.astimezone(zone)
        on = start.date()
        while on <= end.date():
            starts = start.time() if on == start.date() else time(0)
            ends = end.time() if on == end.date() else _LAST_MINUTE
            if starts < ends:
                yield [person.name, on.isoformat(), f"{starts:%H:%M}", f"{ends:%H:%M}", "; ".join(one.places)]
            on += timedelta(days=1)
