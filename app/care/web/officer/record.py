"""The officer's own record: who looked at it, all of it to take away, and the way to have it erased."""

import json
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from app.care.domain.erasing import CONFIRMED_BY, KEPT_FOR
from app.care.domain.record_words import shown, title_of
from app.care.reads.officer_looks import looks_at
from app.care.reads.officer_questions import to_put_right
from app.care.reads.officer_record import Kept, record_of
from app.care.services.erasure import erase, refuse_unless_meant
from app.care.web.officer.visitor import Officer, Typed, desk_of, show, text_of
from app.foundation.cursors import PageAsked, page_asked
from app.foundation.pages import see_other
from app.foundation.refusals import Invalid
from app.foundation.signin.door import sign_in_desk
from app.foundation.signin.sign_ins import drop_cookie

router = APIRouter(include_in_schema=False)
FILE_NAME = "record.json"
_YEAR = timedelta(days=365)
Asked = Annotated[PageAsked, Depends(page_asked)]


@router.get("/preferences/record")
def record_page(request: Request, who: Officer, asked: Asked) -> HTMLResponse:
    """Who looked and when, what can be put right, and what can be done with the record."""
    desk = desk_of(request)
    with desk.store.read() as db:
        part = looks_at(db, who.subject_id, asked, of=request.url.path)
        wrong = to_put_right(db, who.subject_id, now=desk.clock())
    return show(request, "record.html", part=part, is_first=asked.after is None, wrong=wrong)


@router.get("/preferences/record/export")
def export_page(request: Request, who: Officer) -> HTMLResponse:
    """All of it, to be read."""
    zone = desk_of(request).zone
    found = _record(request, who.subject_id)
    sections = [(title_of(one.table), [shown(row, zone) for row in one.rows]) for one in found]
    return show(request, "record_export.html", sections=sections)


@router.get("/preferences/record/export.json")
def export_file(request: Request, who: Officer) -> Response:
    """All of it, as a file whose name says nothing."""
    desk = desk_of(request)
    tables = {one.table: [dict(row) for row in one.rows] for one in _record(request, who.subject_id)}
    content = json.dumps({"made_at": desk.clock().isoformat(), "tables": tables}, indent=2, ensure_ascii=False)
    headers = {"Content-Disposition": f'attachment; filename="{FILE_NAME}"'}
    return Response(content, media_type="application/json", headers=headers)


@router.get("/preferences/record/erase")
def erase_page(request: Request, _who: Officer) -> HTMLResponse:
    """What goes, what stays and why, before anything is done."""
    return _erase_page(request)


@router.post("/preferences/record/erase", response_model=None)
def erase_now(request: Request, who: Officer, form: Typed) -> Response:
    """Erase it, if the word was typed; whoever had it is signed out everywhere."""
    desk = desk_of(request)
    try:
        refuse_unless_meant(text_of(form, "word"))
    except Invalid as refused:
        return _erase_page(request, refused)
    with desk.store.write() as db:
        erase(db, who.subject_id, now=desk.clock())
    desk.store.let_go_of_the_past()
    doors = sign_in_desk(request)
    answer = see_other("/sign-in", say="Your record is erased, and you are signed out.", tone="note")
    drop_cookie(answer, doors, doors.door(who.audience))
    return answer


def _erase_page(request: Request, refused: Invalid | None = None) -> HTMLResponse:
    return show(
        request,
        "record_erase.html",
        status=refused.status if refused else 200,
        faults=refused.faults if refused else (),
        word=CONFIRMED_BY,
        kept_years=KEPT_FOR // _YEAR,
    )


def _record(request: Request, officer_id: str) -> tuple[Kept, ...]:
    with desk_of(request).store.read() as db:
        return record_of(db, officer_id)
