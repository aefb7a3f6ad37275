"""Going back to an earlier version: what would change, a second word, then a new version."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app.foundation.pages import render, see_other
from app.foundation.refusals import Conflict
from app.foundation.signin.who import require
from app.rota.domain.difference import counts
from app.rota.reads.upload_page import counts_by_kind, shown_changes
from app.rota.services.go_back import Meant, go_back, way_back
from app.rota.store.versions import version
from app.rota.web.doors import Hr, desk_of

router = APIRouter(prefix="/versions", dependencies=[Depends(require("hr"))], include_in_schema=False)
VersionNumber = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("/{number}/go-back")
def preview(request: Request, number: VersionNumber) -> HTMLResponse:
    """What going back to a version would change of the one that stands."""
    desk = desk_of(request)
    with desk.store.read() as db:
        row, way = version(db, number), way_back(db, number, desk.zone)
    rows, more = shown_changes(way.differences, desk.zone)
    kinds = counts_by_kind(counts(way.differences))
    return render(request, "rota/go_back.html", version=row, way=way, rows=rows, more_rows=more, kinds=kinds)


@router.post("/{number}/go-back")
def act(
    request: Request,
    who: Hr,
    number: VersionNumber,
    base: Annotated[int, Form()] = 0,
    confirm: Annotated[bool, Form()] = False,
) -> RedirectResponse:
    """Make the roster what it was then."""
    desk, here = desk_of(request), f"/versions/{number}/go-back"
    try:
        with desk.store.write() as db:
            done = go_back(db, number, desk.zone, Meant(who.subject_id, base, confirm), now=desk.clock())
    except Conflict as refused:
        return see_other(here, say=refused.detail, tone="bad")
    if not done.is_new:
        return see_other(f"/versions/{done.number}", say="Nothing changes: the roster already says this.", tone="note")
    said = f"The roster is again as it was in version {number}. This is version {done.number}."
    return see_other(f"/versions/{done.number}", say=said)
