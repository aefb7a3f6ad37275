"""Days on which an officer is away, added and taken off again."""

from datetime import datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.care.domain.course import CourseState
from app.care.services.preferences import add_blackout, drop_blackout
from app.care.web.officer.away_form import read_away
from app.care.web.officer.preferences import replan_now, settings_kept, settings_page
from app.care.web.officer.settings_parts import Kept
from app.care.web.officer.visitor import Officer, Typed, desk_of, text_of
from app.foundation.refusals import Invalid

router = APIRouter(include_in_schema=False)


@router.post("/preferences/away", response_model=None)
def add(request: Request, who: Officer, form: Typed) -> Response:
    """Keep these days free; what was planned in them is called off, and planned anew unless the plan waits."""
    desk = desk_of(request)
    try:
        away = read_away(form, desk.zone, desk.clock())
        with desk.store.write() as db:
            struck = add_blackout(db, who.subject_id, away, now=desk.clock())
    except Invalid as refused:
        typed = {name: text_of(form, name) for name in ("first_on", "last_on")}
        return settings_page(request, who.subject_id, refused, **typed)
    state = replan_now(desk, who.subject_id, now=desk.clock())
    return settings_kept(request, who.subject_id, Kept(f"Kept free. {_what_became(struck, state)}"))


@router.post("/preferences/away/remove", response_model=None)
def remove(request: Request, who: Officer, form: Typed) -> Response:
    """Take a stretch off the list; unknown ones are off it already."""
    desk = desk_of(request)
    starts_at = _instant(text_of(form, "starts_at"))
    if starts_at is not None:
        with desk.store.write() as db:
            drop_blackout(db, who.subject_id, starts_at)
    return settings_kept(request, who.subject_id, Kept("Taken off the list.", "note"))


def _what_became(struck: int, state: CourseState | None) -> str:
    if not struck:
        return "Nothing that is planned lay in these days."
    if state is CourseState.OPEN:
        return "What lay in these days is planned anew, and nothing is lost."
    return "What lay in these days is called off. Nothing is lost, and it waits until you say so."


def _instant(typed: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        return None
    return found if found.tzinfo else None
