"""The private address from which an officer's own calendar fetches their times."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from app.care.services.calendar_link import end_calendar_link, new_calendar_link
from app.care.services.preferences import name_diary
from app.care.web.officer.preferences import settings_page
from app.care.web.officer.visitor import Officer, Typed, desk_of, show, text_of
from app.foundation.pages import see_other
from app.foundation.refusals import Invalid

router = APIRouter(include_in_schema=False)


@router.post("/preferences/diary")
def open_link(request: Request, who: Officer) -> HTMLResponse:
    """Make a fresh address and show it, this once: only its digest is kept."""
    desk = desk_of(request)
    with desk.store.write() as db:
        token = new_calendar_link(db, who.subject_id, now=desk.clock())
    address = f"{desk.base_url}/calendar/{token}.ics"
    return show(request, "diary.html", address=address, subscribe=f"webcal://{address.partition('://')[2]}")


@router.post("/preferences/diary/end", response_model=None)
def end_link(request: Request, who: Officer) -> Response:
    """No address opens the diary any more."""
    desk = desk_of(request)
    with desk.store.write() as db:
        end_calendar_link(db, who.subject_id, now=desk.clock())
    return see_other("/preferences", say="That address no longer works.", tone="note")


@router.post("/preferences/diary/title", response_model=None)
def rename(request: Request, who: Officer, form: Typed) -> Response:
    """What the entries are called, and whether they say where."""
    title, with_place = text_of(form, "title"), text_of(form, "with_place") == "yes"
    try:
        with desk_of(request).store.write() as db:
            name_diary(db, who.subject_id, title, with_place=with_place)
    except Invalid as refused:
        return settings_page(request, who.subject_id, refused, title=title, with_place=with_place)
    return see_other("/preferences", say="Your diary entries have a new name.")
