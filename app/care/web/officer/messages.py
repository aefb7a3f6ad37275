"""How the officer is told: by which way, when not, in which words; and the browsers that show notices."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.responses import Response

from app.care.channels.outside import Outside
from app.care.channels.push import Browser, PushKey
from app.care.channels.spoken_times import short_time
from app.care.desk import CareDesk
from app.care.reads.messages import messages_of
from app.care.services.messages import Subscription, add_browser, keep_wishes, remove_browser
from app.care.web.officer import messages_form
from app.care.web.officer.visitor import Officer, Typed, desk_of, show, text_of
from app.foundation.pages import see_other
from app.foundation.refusals import Fault, Invalid
from app.foundation.static_files import static_url

router = APIRouter(include_in_schema=False)
PAGE = "/preferences/messages"
_LONGEST_ADDRESS = 2000
_SAMPLE = datetime(2026, 12, 3, 14, 0)  # noqa: DTZ001 - an hour on the wall, to show how one is written


@router.get("/preferences/messages")
def messages_page(request: Request, who: Officer) -> HTMLResponse:
    """Everything about messages that can be set."""
    return _page(request, who.subject_id)


@router.post("/preferences/messages", response_model=None)
def save(request: Request, who: Officer, form: Typed) -> Response:
    """Keep the wishes; they count for what is told next."""
    typed = messages_form.Typed.read(form)
    try:
        wishes = typed.wishes()
        with desk_of(request).store.write() as db:
            keep_wishes(db, who.subject_id, wishes)
    except Invalid as refused:
        return _page(request, who.subject_id, refused, typed=typed)
    return see_other(PAGE, say="Kept. This is how you hear from us from now on.")


@router.post("/preferences/messages/notices", response_model=None)
def switch_on(request: Request, who: Officer, form: Typed) -> Response:
    """Show notices in this browser, which has given where and how; the script on the page sends this."""
    desk = desk_of(request)
    names = ("endpoint", "public_key", "auth_secret")
    endpoint, public_key, secret = (text_of(form, name, longest=_LONGEST_ADDRESS) for name in names)
    try:
        asked = checked(desk, Subscription(endpoint, public_key, secret))
        with desk.store.write() as db:
            add_browser(db, who.subject_id, asked, now=desk.clock())
    except Invalid as refused:
        return _page(request, who.subject_id, refused)
    return see_other(PAGE, say="This browser can show notices now. Choose below what comes here.")


@router.post("/preferences/messages/notices/{browser_id}/end", response_model=None)
def switch_off(request: Request, who: Officer, browser_id: str) -> Response:
    """No more notices in that browser."""
    desk = desk_of(request)
    with desk.store.write() as db:
        remove_browser(db, who.subject_id, browser_id, now=desk.clock())
    return see_other(PAGE, say="No notice comes to that browser any more.", tone="note")


@router.get("/preferences/diary.webmanifest")
def manifest(request: Request) -> JSONResponse:
    """What a telephone is told that puts the page on its home screen, without which iPhones show no notices."""
    name = desk_of(request).product
    icon = {"src": static_url("mark.svg"), "type": "image/svg+xml", "sizes": "any"}
    said = {"name": name, "short_name": name, "start_url": "/", "display": "standalone", "icons": [icon]}
    return JSONResponse(said, media_type="application/manifest+json")


def checked(desk: CareDesk, asked: Subscription) -> Subscription:
    """The same, if it can be sent to. Raises Invalid for keys that are none and for addresses inside a network."""
    try:
        Browser(asked.endpoint, asked.public_key, asked.auth_secret)
        with Outside(loopback=desk.demo) as outside:
            outside.check(asked.endpoint)
    except (ValueError, Invalid):
        message = "What your browser gave us cannot be used. Please try again, or choose another way."
        raise Invalid(message, faults=[Fault(message, column="browsers")], code="bad-browser") from None
    return asked


def _page(request: Request, officer_id: str, refused: Invalid | None = None, **typed: Any) -> HTMLResponse:
    desk = desk_of(request)
    with desk.store.read() as db:
        view = messages_of(db, officer_id)
    return show(
        request,
        "messages.html",
        status=refused.status if refused else 200,
        view=view,
        ways={way.value for way in view.ways},
        sample=short_time(_SAMPLE.replace(tzinfo=desk.zone), desk.zone, view.wishes.times),
        push_key=PushKey(desk.push_key).public if desk.push_key else "",
        **{"typed": messages_form.Typed.of(view.wishes), "faults": refused.faults if refused else (), **typed},
    )
