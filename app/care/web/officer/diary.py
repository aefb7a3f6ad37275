"""The private address from which an officer's own calendar fetches their times, and one time as a file."""

from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.care.channels.calendar import FILE_NAME, MEDIA_TYPE, single
from app.care.desk import CareDesk
from app.care.reads.diary import entry_of
from app.care.services.calendar_link import end_calendar_link, new_calendar_link
from app.care.services.preferences import DiaryWords, name_diary
from app.care.store import officers, providers
from app.care.web.officer.preferences import settings_page
from app.care.web.officer.visitor import Officer, Typed, desk_of, show, text_of
from app.foundation.flash import forget_once, put_once, take_once
from app.foundation.pages import see_other
from app.foundation.refusals import Invalid

router = APIRouter(include_in_schema=False)
_LINK = "diary"


@router.post("/preferences/diary", response_model=None)
def open_link(request: Request, who: Officer) -> Response:
    """Make a fresh address, to be shown once: only its digest is kept."""
    desk = desk_of(request)
    with desk.store.write() as db:
        token = new_calendar_link(db, who.subject_id, now=desk.clock())
    answer = see_other("/preferences/diary")
    put_once(answer, _LINK, who.subject_id, token)
    return answer


@router.get("/preferences/diary", response_model=None)
def link_page(request: Request, who: Officer) -> Response:
    """The address that was just made, this once; the settings for whoever comes again."""
    shown = take_once(request, _LINK, who.subject_id)
    if not shown:
        return see_other("/preferences")
    address = f"{desk_of(request).base_url}/calendar/{shown[0]}.ics"
    page = show(request, "diary.html", address=address, subscribe=f"webcal://{address.partition('://')[2]}")
    forget_once(page)
    return page


@router.post("/preferences/diary/end", response_model=None)
def end_link(request: Request, who: Officer) -> Response:
    """No address opens the diary any more."""
    desk = desk_of(request)
    with desk.store.write() as db:
        end_calendar_link(db, who.subject_id, now=desk.clock())
    return see_other("/preferences", say="That address no longer works.", tone="note")


@router.post("/preferences/diary/title", response_model=None)
def rename(request: Request, who: Officer, form: Typed) -> Response:
    """What the entries are called, whether they say where, and in which words."""
    desk = desk_of(request)
    with desk.store.read() as db:
        places = {place.id: text_of(form, f"word-{place.id}") for place in providers.places(db)}
    words = DiaryWords(text_of(form, "title"), text_of(form, "with_place") == "yes", places)
    try:
        with desk.store.write() as db:
            name_diary(db, who.subject_id, words, now=desk.clock())
    except Invalid as refused:
        return settings_page(request, who.subject_id, refused, diary=words)
    return see_other("/preferences", say="Kept. Your calendar shows it so when it next asks.")


@router.get("/booked/{appointment_id}/diary.ics", response_model=None)
def one_file(request: Request, who: Officer, appointment_id: str) -> Response:
    """One time as a file for a calendar that cannot, or should not, follow the private address."""
    return diary_file(desk_of(request), who.subject_id, appointment_id)


def diary_file(desk: CareDesk, officer_id: str, appointment_id: str) -> Response:
    """The file of one of the officer's own appointments. Raises NotFound if it is not theirs, or in no diary."""
    with desk.store.read() as db:
        officer = officers.one(db, officer_id)
        entry = entry_of(db, officer, appointment_id, host=host_of(desk))
        content = single(entry, officer.calendar_title, desk.zone)
    headers = {"content-disposition": f'attachment; filename="{FILE_NAME}"'}
    return Response(content, media_type=MEDIA_TYPE, headers=headers)


def host_of(desk: CareDesk) -> str:
    """What ids of diary entries end with."""
    return urlsplit(desk.base_url).hostname or "localhost"
