"""Where a welfare lead sees where hours are missing, and what the quarter will bring; no person, no exact count."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.care.desk import CareDesk
from app.care.domain.capacity_said import from_json
from app.care.domain.study import REASONS, UNFINISHED, StudyKind
from app.care.services.capacity_study import ask_gaps
from app.care.store import providers, studies
from app.care.web.welfare.capacity_view import best_hours, gap_grids, plan_lines, week_grid
from app.foundation.pages import render, see_other
from app.foundation.refusals import OutOfTurn
from app.foundation.signin.who import Who, require

router = APIRouter(include_in_schema=False)
Lead = Annotated[Who, Depends(require("welfare"))]
URGENCIES = (("soonest", "As soon as can be"), ("soon", "Soon"), ("routine", "When there is time"))


@router.get("/welfare/capacity")
def capacity_page(request: Request, _who: Lead) -> HTMLResponse:
    """The map of the week, the best hours, and the quarter."""
    with desk_of(request).store.read() as db:
        names, seen = place_names(db), _seen(db)
    return render(
        request, "welfare/capacity.html", **_map_of(seen["gaps"], names), **_quarter_of(seen["demand"]), **seen
    )


@router.post("/welfare/capacity/map", response_model=None)
def draw_again(request: Request, who: Lead) -> Response:
    """Leave the map to be drawn anew, at most once a week."""
    desk = desk_of(request)
    try:
        with desk.store.write() as db:
            ask_gaps(db, who.subject_id, now=desk.clock())
    except OutOfTurn as refused:
        return see_other("/welfare/capacity", say=refused.detail, tone="note")
    return see_other("/welfare/capacity", say="The map is being drawn. It takes some minutes; nobody need wait here.")


def place_names(db: Session) -> dict[str, str]:
    """Places by id."""
    return {place.id: place.name for place in providers.places(db)}


def desk_of(request: Request) -> CareDesk:
    """The desk behind a request."""
    desk: CareDesk = request.app.state.desk
    return desk


def _seen(db: Session) -> dict[str, Any]:
    newest, demand = studies.newest(db, StudyKind.GAPS), studies.newest(db, StudyKind.DEMAND)
    return {
        "gaps": studies.newest_done(db, StudyKind.GAPS),
        "demand": studies.newest_done(db, StudyKind.DEMAND),
        "percent": newest.percent if newest is not None and newest.state in UNFINISHED else None,
        "why_no_map": REASONS.get(newest.reason, "") if newest is not None else "",
        "why_no_forecast": REASONS.get(demand.reason, "") if demand is not None else "",
    }


def _map_of(study: Any, names: dict[str, str]) -> dict[str, Any]:
    if study is None or study.result is None:
        return {"grids": [], "best": [], "week": None, "lines": []}
    kept = study.result
    return {
        "grids": gap_grids(kept, names),
        "best": best_hours(kept, names),
        "week": week_grid(kept, "Hours used"),
        "lines": [(words, now) for words, now, _ in plan_lines(kept, kept)],
    }


def _quarter_of(study: Any) -> dict[str, Any]:
    if study is None or study.result is None:
        return {"referrals": [], "weeks": [], "quarter": "", "most_hours": 1}
    kept = study.result
    said = from_json({name: kept[name] for name in ("coming_referrals", "coming_planned", "coming_new")})
    by_name = {row.name: row for row in said["coming_referrals"].rows}
    referrals = [(words, by_name[name].counts) for name, words in URGENCIES if name in by_name]
    each = zip(said["coming_planned"].rows, said["coming_new"].rows, kept["hours"], strict=True)
    weeks = [
        (date.fromisoformat(planned.name), (planned.counts[0], new.counts[0]), hours) for planned, new, hours in each
    ]
    most = max([1, *kept["hours"], *(sum(count or 0 for count in counts) for _, counts, _ in weeks)])
    return {"referrals": referrals, "weeks": weeks, "quarter": kept["quarter"], "most_hours": most}
