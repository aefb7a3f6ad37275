"""Code tables: what each shift code of the force means, kept by HR."""

import re
from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response

from app.foundation.pages import render, see_other
from app.foundation.refusals import Fault, Invalid
from app.foundation.signin.who import require
from app.rota.domain.code_table import KINDS, in_plain_words
from app.rota.services.teach_codes import name_faults, teach_codes
from app.rota.store.codes import code_table, code_tables
from app.rota.web.code_form import CodeRow, row_faults, typed_rows
from app.rota.web.doors import Hr, desk_of

router = APIRouter(prefix="/codes", dependencies=[Depends(require("hr"))], include_in_schema=False)
TypedRows = Annotated[list[CodeRow], Depends(typed_rows)]
WayBack = Annotated[str, Query(alias="next")]
_SPARE_ROWS = 8
_CHOICES = [(kind, in_plain_words(kind)) for kind in KINDS]
# Nowhere else is a code table waited for, so nothing else is followed: a link must not lead through us to elsewhere.
_WAITING = re.compile(r"/uploads/(?:new|[0-9a-f]{32})")


@router.get("")
def tables_page(request: Request) -> HTMLResponse:
    """Every code table."""
    with desk_of(request).store.read() as db:
        found = [(name, len(entries)) for name, entries in code_tables(db).items()]
    return render(request, "rota/codes.html", tables=found)


@router.get("/edit")
def editor(request: Request, name: str = "", wanted: WayBack = "") -> HTMLResponse:
    """The editor, empty or with the table called `name`."""
    rows: list[CodeRow] = []
    if name:
        with desk_of(request).store.read() as db:
            entries = code_table(db, name).entries
        rows = [CodeRow(code, e["kind"], e.get("starts", ""), e.get("ends", "")) for code, e in entries.items()]
    return _editor(request, name, rows, wanted)


def _editor(
    request: Request, name: str, rows: list[CodeRow], wanted: str, *, faults: Sequence[Fault] = ()
) -> HTMLResponse:
    shown = [*rows, *[CodeRow()] * _SPARE_ROWS]
    around = {"table_name": name, "rows": shown, "kinds": _CHOICES, "faults": faults, "back": _way_back(wanted)}
    return render(request, "rota/code_table.html", status=422 if faults else 200, **around)


@router.post("/edit")
def keep(
    request: Request, who: Hr, rows: TypedRows, name: Annotated[str, Form()] = "", wanted: WayBack = ""
) -> Response:
    """Keep the table, and go back to the upload that waits for it; rows without a code are left out."""
    desk, name = desk_of(request), name.strip()
    faults = [*name_faults(name), *row_faults(rows)]
    if faults:
        return _editor(request, name, rows, wanted, faults=faults)
    entries = {row.code: row.entry for row in rows}
    try:
        with desk.store.write() as db:
            teach_codes(db, name, entries, by=who.subject_id, now=desk.clock())
    except Invalid as refused:
        return _editor(request, name, rows, wanted, faults=refused.faults)
    back = _way_back(wanted)
    return see_other(
        f"{back}?{urlencode({'code_table': name})}" if back else "/codes",
        say=f"The code table {name} is kept{', and chosen below' if back else ''}.",
    )


def _way_back(wanted: str) -> str:
    return wanted if _WAITING.fullmatch(wanted) else ""
