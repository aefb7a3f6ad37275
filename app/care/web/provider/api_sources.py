"""The providers' API: the usual week, leave, a calendar to be read, hours replaced at once or by a file."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, File, Request, UploadFile
from sqlalchemy.orm import Session

from app.care.channels.calendar_keys import keyed
from app.care.channels.free_busy import plain_address
from app.care.channels.outside import Outside
from app.care.domain.pseudonyms import Kind, outward
from app.care.files.hours_sheet import MOST_BYTES
from app.care.reads.provider_diary import Seat
from app.care.services.availability import Replaced, refuse_big_loss, replace_by_person, what_replacing_does
from app.care.services.calendar_feed import CalendarWish, end_calendar, read_soon, set_calendar
from app.care.services.hours_upload import carry_out, looked_at, propose
from app.care.services.providers_own import own_counsellor
from app.care.services.week_hours import end_leave, save_week, take_leave
from app.care.web.provider.hours_files import lines_of
from app.care.web.provider.seat import ProviderWho, desk_of, look, note, side_of
from app.care.web.provider.shapes_sources import (
    FileOut,
    Moved,
    MovedByFile,
    NewCalendar,
    NewLeave,
    NewWeek,
    PartOut,
    Reading,
    WholeSpan,
)
from app.foundation.description import refused

router = APIRouter(prefix="/api/v1/provider", tags=["provider"])
_ONE = "/counsellors/{counsellor}"
_MINUTE = timedelta(minutes=1)


@router.put(f"{_ONE}/week", responses=refused(404, 409))
def keep_week(request: Request, who: ProviderWho, counsellor: str, week: NewWeek) -> Moved:
    """Let this week repeat from its first day on. The same again changes nothing.

    Hours that were changed one by one stand. 409 "confirm-loss" when more than half of what is booked would be moved.
    """
    desk = desk_of(request)
    seat = look(request, who, "hours")
    with desk.store.write() as db:
        person = own_counsellor(db, side_of(seat), counsellor)
        done = save_week(db, person.id, week.week(), confirmed=week.confirm, now=desk.clock())
        note(db, desk, seat, "saved.week", {"counsellor": counsellor, "from": week.from_on.isoformat()})
    return _moved(seat, counsellor, done)


@router.put(f"{_ONE}/hours", responses=refused(404, 409))
def make_hours(request: Request, who: ProviderWho, counsellor: str, whole: WholeSpan) -> Moved:
    """Make the open hours of a span, of 400 days at most, exactly these. The same again changes nothing.

    What is open just so stays; what is booked in the rest is planned anew. 409 "confirm-loss" as for a week.
    """
    desk = desk_of(request)
    seat = look(request, who, "hours")
    with desk.store.write() as db:
        side, span, stretches = side_of(seat), (whole.start, whole.end), whole.stretches()
        person = own_counsellor(db, side, counsellor)
        found = what_replacing_does(db, side, person.id, span, stretches, now=desk.clock())
        refuse_big_loss(found, confirmed=whole.confirm)
        done = replace_by_person(db, side, person.id, span, stretches, now=desk.clock())
        note(db, desk, seat, "replaced.hours", {"counsellor": counsellor, "from": whole.start.isoformat()})
    return _moved(seat, counsellor, done)


@router.put(f"{_ONE}/leave", responses=refused(404, 409))
def add_leave(request: Request, who: ProviderWho, counsellor: str, leave: NewLeave) -> Moved:
    """Note that a counsellor is away: nothing opens then, whatever week and calendar say. The same again is nothing."""
    desk = desk_of(request)
    seat = look(request, who, "hours")
    with desk.store.write() as db:
        person = own_counsellor(db, side_of(seat), counsellor)
        done = take_leave(db, person.id, (leave.start, leave.end), confirmed=leave.confirm, now=desk.clock())
        note(db, desk, seat, "took.leave", {"counsellor": counsellor, "from": leave.start.isoformat()})
    return _moved(seat, counsellor, done)


@router.delete(f"{_ONE}/leave/{{leave}}", status_code=204, response_model=None, responses=refused(404))
def drop_leave(request: Request, who: ProviderWho, counsellor: str, leave: str) -> None:
    """Take leave away again: the usual week counts once more."""
    desk = desk_of(request)
    seat = look(request, who, "hours")
    with desk.store.write() as db:
        end_leave(db, own_counsellor(db, side_of(seat), counsellor).id, leave, now=desk.clock())
        note(db, desk, seat, "ended.leave", {"counsellor": counsellor})


@router.put(f"{_ONE}/calendar", status_code=202, response_model=None, responses=refused(404))
def keep_calendar(request: Request, who: ProviderWho, counsellor: str, wish: NewCalendar) -> None:
    """Read this calendar from now on, every quarter of an hour. Only times are kept of it.

    "busy": what is in it is cut out of the usual week, which must be there; "open": what is in it can be booked.
    """
    desk = desk_of(request)
    seat = look(request, who, "calendars")
    address = plain_address(wish.address)
    with Outside(loopback=desk.demo) as outside:
        outside.check(address)
    with desk.store.write() as db:
        person = own_counsellor(db, side_of(seat), counsellor)
        places = tuple(wish.places) if wish.mode == "open" else ()
        where = keyed(address, wish.user, wish.password)
        set_calendar(db, person.id, CalendarWish(where, wish.mode, places), now=desk.clock())
        note(db, desk, seat, "set.calendar", {"counsellor": counsellor, "mode": wish.mode})


@router.post(f"{_ONE}/calendar/read", status_code=202, response_model=None, responses=refused(404))
def read_calendar(request: Request, who: ProviderWho, counsellor: str, reading: Reading) -> None:
    """Read the calendar within a minute."""
    desk = desk_of(request)
    seat = look(request, who, "calendars")
    with desk.store.write() as db:
        person = own_counsellor(db, side_of(seat), counsellor)
        read_soon(db, person.id, may_lose=reading.confirm, now=desk.clock())
        note(db, desk, seat, "asked.calendar", {"counsellor": counsellor, "sure": str(reading.confirm)})


@router.delete(f"{_ONE}/calendar", status_code=204, response_model=None, responses=refused(404))
def drop_calendar(request: Request, who: ProviderWho, counsellor: str) -> None:
    """Read the calendar no more, and forget its address."""
    desk = desk_of(request)
    seat = look(request, who, "calendars")
    with desk.store.write() as db:
        end_calendar(db, own_counsellor(db, side_of(seat), counsellor).id, now=desk.clock())
        note(db, desk, seat, "ended.calendar", {"counsellor": counsellor})


@router.post("/hours/files")
def send_file(request: Request, who: ProviderWho, file: Annotated[UploadFile, File()]) -> FileOut:
    """Have a table of hours read (CSV or XLSX, 1 MiB at most), and be told what it would do; nothing changes yet.

    422 "bad-file" names every fault of every row.
    """
    desk = desk_of(request)
    seat = look(request, who, "hours")
    lines = lines_of(file.file.read(MOST_BYTES + 1))
    with desk.store.write() as db:
        upload_id = propose(db, side_of(seat), seat.account_id, lines, now=desk.clock()).id
        parts = _parts(db, seat, upload_id, request)
        note(db, desk, seat, "sent.hours", {"upload": upload_id})
    return FileOut(file=upload_id, parts=parts)


@router.post("/hours/files/{upload_id}/confirm", responses=refused(404, 409))
def confirm_file(request: Request, who: ProviderWho, upload_id: str, reading: Reading) -> MovedByFile:
    """Carry a file out, all of it or nothing. 409 "confirm-loss" as for a week; 404 once it is done."""
    desk = desk_of(request)
    seat = look(request, who, "hours")
    with desk.store.write() as db:
        account, confirmed = seat.account_id, reading.confirm
        parts = carry_out(db, side_of(seat), account, upload_id, confirmed=confirmed, now=desk.clock())
        note(db, desk, seat, "replaced.hours", {"upload": upload_id})
    struck = {course_id for part in parts for course_id in part.change.courses}
    return MovedByFile(courses=_names(seat, struck))


def _parts(db: Session, seat: Seat, upload_id: str, request: Request) -> list[PartOut]:
    found = looked_at(db, side_of(seat), seat.account_id, upload_id, now=desk_of(request).clock())
    return [
        PartOut(
            counsellor=outward(seat.key, Kind.COUNSELLOR, part.counsellor.id),
            start=part.span[0],
            end=part.span[1],
            opens=_minutes(part.change.added),
            closes=_minutes(part.change.gone),
            booked=part.change.booked,
            moves=len(part.change.struck),
        )
        for part in found
    ]


def _minutes(stretches: Any) -> int:
    return sum((one.end_at - one.start_at) // _MINUTE for one in stretches)


def _moved(seat: Seat, counsellor: str, done: Replaced | None) -> Moved:
    return Moved(counsellor=counsellor, courses=_names(seat, done.courses if done else ()))


def _names(seat: Seat, course_ids: Any) -> list[str]:
    return sorted(outward(seat.key, Kind.COURSE, course_id) for course_id in course_ids)
