"""What a link in a message opens: calling one time off and deciding what is kept instead, without signing in."""

import hmac

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.course import CourseState
from app.care.reads.kept_instead import KeptInstead, instead_of
from app.care.services.course_life import pause
from app.care.services.hold import keep, let_go
from app.care.services.quick_links import form_token_of, make_answer_link, opened, use
from app.care.store import courses
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.quick_links import LinkTo
from app.care.web.officer.calling_off import CallingOff, call_off_and_keep, keep_another_day
from app.care.web.officer.planning import plan_now
from app.care.web.officer.visitor import Typed, desk_of, show, text_of
from app.foundation.pages import see_other
from app.foundation.refusals import Conflict, Forbidden, NotFound
from app.foundation.signin.cross_site import refuse_elsewhere
from app.foundation.signin.door import sign_in_desk
from app.foundation.signin.sending import client_address

router = APIRouter(prefix="/d/{token}", include_in_schema=False)
S = AppointmentStatus
GONE = "It works once, and until the time it is about. Sign in to see how things stand; nothing is lost."
_OVERTAKEN = frozenset({"too-late", "illegal-move"})
GUESSES_PER_ADDRESS = "30/15 minutes"
"""Looks at links that are none: colleagues behind one address who use theirs are not counted."""


class LinkGone(NotFound):
    """One answer to whatever is used, too old, overtaken or never was."""

    code, title = "link-gone", "This link has done its work"


@router.api_route("", methods=["GET", "HEAD"], response_model=None)
def look(request: Request, token: str) -> Response:
    """The question, or what is kept instead. Changes nothing, however often and by whomever it is looked at."""
    leads_to, about = _opened(request, token)
    if leads_to is LinkTo.ANSWER:
        return _decide(request, token, _seen(request, about))
    return show(request, "link.html", form_token=form_token_of(token), about=about, token=token)


@router.post("", response_model=None)
def call_off(request: Request, token: str, form: Typed) -> Response:
    """Call it off, and go on to what is kept instead. The link is used up with it, or nothing has changed."""
    _, about = _meant(request, token, form, LinkTo.CALL_OFF)
    desk, ways_on = desk_of(request), list[str]()

    def also(db: Session, gone: Appointment) -> None:
        use(db, token, LinkTo.CALL_OFF, now=desk.clock())
        ways_on.append(make_answer_link(db, gone, now=desk.clock()))

    try:
        call_off_and_keep(desk, CallingOff(about.officer_id, about.id, also=also))
    except Conflict as refused:
        if refused.stable_code not in _OVERTAKEN:
            raise
        raise LinkGone(GONE) from refused
    return see_other(ways_on[-1])


@router.post("/keep", response_model=None)
def keep_it(request: Request, token: str, form: Typed) -> Response:
    """Keep what was shown; the link is used up."""
    _, about = _meant(request, token, form, LinkTo.ANSWER)
    desk, kept = desk_of(request), _shown(request, about, form)
    if kept is None:
        return see_other(f"/d/{token}")
    try:
        with desk.store.write() as db:
            keep(db, about.officer_id, kept, now=desk.clock())
            use(db, token, LinkTo.ANSWER, now=desk.clock())
    except Conflict:
        return see_other(f"/d/{token}")
    plan_now(desk, about.course_id)
    return _done(request, about, kept)


@router.post("/another-day", response_model=None)
def another_day(request: Request, token: str, form: Typed) -> Response:
    """Let the call of that day go, and see what is kept on another."""
    _, about = _meant(request, token, form, LinkTo.ANSWER)
    kept = _shown(request, about, form)
    if kept is not None:
        try:
            keep_another_day(desk_of(request), about.officer_id, about.id, kept)
        except Conflict:  # it is not held any more: the page shows what stands
            return see_other(f"/d/{token}")
    return see_other(f"/d/{token}")


@router.post("/pause", response_model=None)
def take_a_break(request: Request, token: str, form: Typed) -> Response:
    """Pause everything; the link is used up."""
    _, about = _meant(request, token, form, LinkTo.ANSWER)
    desk, seen = desk_of(request), _seen(request, about)
    with desk.store.write() as db:
        if seen.kept is not None and seen.kept.status is S.HELD:
            let_go(db, about.officer_id, seen.kept.id, now=desk.clock())
        pause(db, about.officer_id, about.course_id, now=desk.clock())
        use(db, token, LinkTo.ANSWER, now=desk.clock())
    return show(request, "link_done.html", kept=None)


def _opened(request: Request, token: str) -> tuple[LinkTo, Appointment]:
    """Raises LinkGone for what is no link, or no more; TooMany for an address from which that is tried too often."""
    desk = desk_of(request)
    with desk.store.read() as db:
        found = opened(db, token, now=desk.clock())
    if found is None:
        sign_in_desk(request).limits.spend("link guessed from", client_address(request), GUESSES_PER_ADDRESS)
        raise LinkGone(GONE)
    return found


def _meant(request: Request, token: str, form: Typed, leads_to: LinkTo) -> tuple[LinkTo, Appointment]:
    """The same for a form that our own page of this very link sent."""
    refuse_elsewhere(request)
    found = _opened(request, token)
    if not hmac.compare_digest(text_of(form, "form_token").encode(), form_token_of(token).encode()):
        raise Forbidden("This page had grown old. Open the link again and tap once more.", code="form-token")
    if found[0] is not leads_to:
        raise LinkGone(GONE)
    return found


def _seen(request: Request, about: Appointment) -> KeptInstead:
    desk = desk_of(request)
    with desk.store.read() as db:
        return instead_of(db, about.officer_id, about.id, now=desk.clock())


def _shown(request: Request, about: Appointment, form: Typed) -> str | None:
    """The id of what the page showed, if it still stands."""
    kept = _seen(request, about).kept
    return kept.id if kept is not None and kept.id == text_of(form, "kept") else None


def _decide(request: Request, token: str, seen: KeptInstead) -> Response:
    with desk_of(request).store.read() as db:
        is_open = all(one.state is CourseState.OPEN for one in courses.by_ids(db, [seen.ended.course_id]))
    return show(request, "link_kept.html", form_token=form_token_of(token), seen=seen, token=token, is_open=is_open)


def _done(request: Request, about: Appointment, kept_id: str) -> Response:
    kept = _seen(request, about).kept
    return show(request, "link_done.html", kept=kept if kept is not None and kept.id == kept_id else None)
