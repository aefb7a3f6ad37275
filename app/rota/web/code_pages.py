"""Code tables: what each shift code of the force means, kept by HR."""

from itertools import zip_longest
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response

from app.foundation.pages import render, see_other
from app.foundation.refusals import Fault, Invalid
from app.foundation.signin.who import require
from app.rota.domain.code_table import NOT_ROSTERED
from app.rota.services.teach_codes import teach_codes
from app.rota.store.codes import code_table, code_tables
from app.rota.web.doors import Hr, desk_of
from scheduler.duty import DutyKind

router = APIRouter(prefix="/codes", dependencies=[Depends(require("hr"))], include_in_schema=False)
Cells = Annotated[list[str], Form()]
Row = tuple[str, str, str, str]
BLANK: Row = ("", "", "", "")
_SPARE_ROWS = 8
KINDS = [(kind.value, kind.value.replace("_", " ")) for kind in DutyKind] + [(NOT_ROSTERED, "not rostered")]


@router.get("")
def tables_page(request: Request) -> HTMLResponse:
    """Every code table."""
    with desk_of(request).store.read() as db:
        found = [(name, len(entries)) for name, entries in code_tables(db).items()]
    return render(request, "rota/codes.html", tables=found)


@router.get("/edit")
def editor(request: Request, name: str = "") -> HTMLResponse:
    """The editor, empty or with the table called `name`."""
    rows: list[Row] = []
    if name:
        with desk_of(request).store.read() as db:
            entries = code_table(db, name).entries
        rows = [(code, e["kind"], e.get("starts", ""), e.get("ends", "")) for code, e in entries.items()]
    return _editor(request, name, rows)


def _editor(
    request: Request, name: str, rows: list[Row], *, status: int = 200, faults: tuple[Fault, ...] = ()
) -> HTMLResponse:
    shown = rows + [BLANK] * _SPARE_ROWS
    around = {"table_name": name, "rows": shown, "kinds": KINDS, "faults": faults}
    return render(request, "rota/code_table.html", status=status, **around)


@router.post("/edit")
def keep(  # noqa: PLR0913, PLR0917 - a form has as many fields as it has
    request: Request,
    who: Hr,
    name: Annotated[str, Form()] = "",
    code: Cells = [],  # noqa: B006 - FastAPI copies defaults
    kind: Cells = [],  # noqa: B006
    starts: Cells = [],  # noqa: B006
    ends: Cells = [],  # noqa: B006
) -> Response:
    """Keep the table; rows without a code are left out."""
    rows: list[Row] = [row for row in zip_longest(code, kind, starts, ends, fillvalue="") if row[0].strip()]
    desk = desk_of(request)
    twice = sorted({row[0] for row in rows if [r[0].strip() for r in rows].count(row[0].strip()) > 1})
    try:
        if twice:
            raise Invalid("", faults=[Fault(f"Code {one!r} is there twice.") for one in twice])
        with desk.store.write() as db:
            entries = {c.strip(): {"kind": k, "starts": s, "ends": e} for c, k, s, e in rows}
            teach_codes(db, name, entries, by=who.subject_id, now=desk.clock())
    except Invalid as refused:
        return _editor(request, name, rows, status=422, faults=refused.faults)
    return see_other("/codes", say=f"The code table {name.strip()} is kept.")
