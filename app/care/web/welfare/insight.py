"""What the force may know: published figures by quarter for a welfare lead, as pages, files and over the API."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from app.care.desk import CareDesk
from app.care.domain.quarters import quarter_of
from app.care.domain.what_is_known import Said
from app.care.store.figures import published
from app.care.store.tables.access import AuditEntry
from app.care.web.welfare.insight_example import example
from app.care.web.welfare.insight_files import figures_csv, figures_json
from app.care.web.welfare.insight_shapes import QuarterOut, QuartersOut, shown
from app.care.web.welfare.insight_view import title_of, view
from app.care.web.welfare.insight_words import WHY_WITHHELD, long_name
from app.foundation.audit import Line, record
from app.foundation.description import refused
from app.foundation.pages import render
from app.foundation.refusals import NotFound
from app.foundation.signin.who import Who, require

pages = APIRouter(include_in_schema=False)
router = APIRouter(prefix="/api/v1/welfare/insight", tags=["welfare"])
Lead = Annotated[Who, Depends(require("welfare"))]
_HOME, _EXAMPLE = "/welfare/insight", "/welfare/insight/example"


@pages.get("/welfare/insight")
def insight_page(request: Request, who: Lead, quarter: str = "") -> HTMLResponse:
    """The newest quarter, or the one asked for."""
    return _page(request, _published(request, who), quarter, _HOME)


@pages.get("/welfare/insight/example")
def example_page(request: Request, _who: Lead, quarter: str = "") -> HTMLResponse:
    """The same page with made-up figures, said to be."""
    return _page(request, example(), quarter, _EXAMPLE)


@pages.get("/welfare/insight/figures.csv")
def figures_file(request: Request, who: Lead) -> Response:
    """All of it to take away."""
    return figures_csv(_published(request, who), "figures")


@pages.get("/welfare/insight/figures.json")
def figures_for_programs(request: Request, who: Lead) -> Response:
    """All of it for a program."""
    return figures_json(_published(request, who), "figures", is_made_up=False)


@pages.get("/welfare/insight/example/figures.csv")
def example_file(_who: Lead) -> Response:
    """The made-up figures to take away."""
    return figures_csv(example(), "made-up-figures")


@pages.get("/welfare/insight/example/figures.json")
def example_for_programs(_who: Lead) -> Response:
    """The made-up figures for a program."""
    return figures_json(example(), "made-up-figures", is_made_up=True)


@router.get("")
def quarters(request: Request, who: Lead) -> QuartersOut:
    """Every quarter ever published, the newest first. Nobody's name, no count under ten, nothing said twice."""
    return QuartersOut(quarters=[shown(one) for one in reversed(_published(request, who))])


@router.get("/{quarter}", responses=refused(404))
def one_quarter(request: Request, who: Lead, quarter: str) -> QuarterOut:
    """One quarter. 404 while it is not published."""
    said = _published(request, who)
    return shown(said[_place(said, quarter)])


def _published(request: Request, who: Who) -> Sequence[Said]:
    desk: CareDesk = request.app.state.desk
    with desk.store.write() as db:
        record(db, AuditEntry, Line(f"welfare-lead:{who.subject_id}", "looked.insight", "insight"), now=desk.clock())
        return published(db)


def _page(request: Request, said: Sequence[Said], quarter: str, base: str) -> HTMLResponse:
    desk: CareDesk = request.app.state.desk
    place = _place(said, quarter) if said else 0
    return render(
        request,
        "welfare/insight.html",
        view=view(said, place) if said else None,
        quarters=[(one.quarter, title_of(one.quarter)) for one in reversed(said)],
        base=base,
        is_made_up=base == _EXAMPLE,
        running=long_name(quarter_of(desk.clock(), desk.zone)),
        why=WHY_WITHHELD,
    )


def _place(said: Sequence[Said], quarter: str) -> int:
    """Where the quarter asked for stands; the newest if none was. Raises NotFound."""
    if not quarter:
        return len(said) - 1
    for place, one in enumerate(said):
        if one.quarter == quarter:
            return place
    raise NotFound("Nothing is published for this quarter.")
