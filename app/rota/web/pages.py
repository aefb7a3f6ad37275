"""The first page, and the page of a version."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import HTMLResponse

from app.foundation.pages import render
from app.foundation.signin.who import require
from app.rota.domain.coverage import gaps_kept
from app.rota.reads.changes import changes_of_version
from app.rota.reads.overview import overview
from app.rota.reads.upload_page import counts_by_kind, shown_changes
from app.rota.store.versions import latest_number, version
from app.rota.web.doors import desk_of, known_id

router = APIRouter(dependencies=[Depends(require("hr"))], include_in_schema=False)
VersionNumber = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("/")
def first_page(request: Request, before: str | None = None) -> HTMLResponse:
    """What stands, what was sent (from before the upload `before` on), what was published."""
    desk = desk_of(request)
    today = desk.clock().astimezone(desk.zone).date()
    with desk.store.read() as db:
        found = overview(db, today, before=known_id(before) if before else None)
        return render(request, "rota/overview.html", found=found, earlier_page=bool(before))


@router.get("/versions/{number}")
def version_page(request: Request, number: VersionNumber) -> HTMLResponse:
    """One version and what it changed."""
    desk = desk_of(request)
    with desk.store.read() as db:
        row = version(db, number)
        rows, more = shown_changes(changes_of_version(db, number, desk.zone), desk.zone)
        kinds = counts_by_kind(row.changes)
        return render(
            request, "rota/version.html", version=row, kinds=kinds, gaps_in=gaps_kept(row.changes), rows=rows,
            more_rows=more, standing=latest_number(db),
        )  # fmt: skip
