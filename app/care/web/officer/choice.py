"""What opens more times: each of an officer's own rules, and how much choice it costs."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.care.domain.openings import AHEAD_DAYS
from app.care.reads.choice import choice_of
from app.care.web.officer import easing_words
from app.care.web.officer.letting_go import Refused, take_easing
from app.care.web.officer.visitor import Officer, Typed, desk_of, show, text_of
from app.foundation.pages import see_other

router = APIRouter(include_in_schema=False)
MOST = 4


@router.get("/preferences/choice")
def choice_page(request: Request, who: Officer) -> Response:
    """So many times are open in the next weeks; this would open so many more."""
    return _page(request, who.subject_id, stale=False)


@router.post("/preferences/choice", response_model=None)
def open_more(request: Request, who: Officer, form: Typed) -> Response:
    """Let go of one rule, exactly as it was counted."""
    try:
        take_easing(desk_of(request), who.subject_id, text_of(form, "what", longest=100))
    except Refused:
        return _page(request, who.subject_id, stale=True)
    return see_other("/preferences/choice", say="Done. There are more times to choose from now.")


def _page(request: Request, officer_id: str, *, stale: bool) -> Response:
    desk = desk_of(request)
    choice = choice_of(desk.store, officer_id, now=desk.clock())
    return show(
        request,
        "choice.html",
        status=409 if stale else 200,
        choice=choice,
        shown=choice.openings[:MOST] if choice else (),
        ease=easing_words,
        weeks=AHEAD_DAYS // 7,
        stale=stale,
    )
